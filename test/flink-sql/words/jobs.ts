/** The jobs that say every word, over generated rows. */
import { bigint, boolean, defineJob, double, sinkTable, string, timestamp } from '../../../src/index.js'
import type { AnyJob, Column, DataType, TypeName } from '../../../src/index.js'
import { Groups } from '../../../src/table/check/groups.js'
import { JobErrors } from '../../../src/table/check/job-errors.js'
import { rowBranches } from '../../../src/table/check/rows.js'
import type { Pipeline } from '../../../src/table/index.js'
import { groupColumns, WINDOWED_WORDS } from './aggregates.js'
import { SCALAR_COLUMNS } from './scalar.js'
import { values } from './values.js'

const TYPES: Readonly<Record<TypeName, DataType>> = {
  STRING: string(),
  BIGINT: bigint(),
  DOUBLE: double(),
  BOOLEAN: boolean(),
  TIMESTAMP: timestamp()
}

type Columns = Readonly<Record<string, Column>>

/** A job, and what its rows are compared by. */
export interface WordJob {
  readonly job: AnyJob
  readonly table: Pipeline
  readonly sink: string
  /** Names and types of the columns in their order. */
  readonly columns: readonly (readonly [name: string, type: TypeName])[]
  /** So many columns from the first on say which row it is. */
  readonly identity: number
}

const scalarJobs = Object.entries(SCALAR_COLUMNS).map(([name, columns]) => {
  const [branch] = rowBranches(new JobErrors(name), values.node)
  const typeOf = ({ node }: Column): TypeName => branch!.binder.bind(node).type
  return wordJob(name, { id: values.col('id') }, columns, typeOf, (all) => values.select(all as never))
})

const windowedJobs = Object.entries(WINDOWED_WORDS).map(([name, words]) => {
  const { window, key, columns } = words
  const keys = key === null ? [] : [key]
  const errors = new JobErrors(name)
  const groups = new Groups(
    errors,
    rowBranches(errors, values.node),
    keys.map(({ node }) => node)
  )
  const typeOf = ({ node }: Column): TypeName => groups.binder(name, node).bind(node).type
  return wordJob(name, groupColumns(words), columns, typeOf, (all) =>
    values
      .window(window)
      .groupBy(...keys)
      .select(all as never)
  )
})

export const WORD_JOBS: readonly WordJob[] = [...scalarJobs, ...windowedJobs]

function wordJob(
  name: string,
  identity: Columns,
  columns: Columns,
  typeOf: (column: Column) => TypeName,
  pipeline: (all: Columns) => Pipeline
): WordJob {
  const all: Record<string, Column> = { ...identity }
  Object.entries(columns).forEach(([label, column], i) => (all[columnName(label, i)] = column))
  const types = Object.entries(all).map(([column, value]) => [column, typeOf(value)] as const)
  const sinkColumns = Object.fromEntries(types.map(([column, type]) => [column, TYPES[type]]))
  const sink = sinkTable(`${name.toLowerCase()}_rows`, sinkColumns)
  const table = pipeline(all)
  const job = defineJob({ name, sink, pipeline: () => table as never })
  return { job, table, sink: sink.name, columns: types, identity: Object.keys(identity).length }
}

/** Sinks take letters, digits and `_` alone. */
function columnName(label: string, index: number): string {
  return `c${String(index)}_${label.replaceAll(/[^A-Za-z0-9]+/g, '_')}`
}
