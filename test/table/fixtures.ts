import { checkJobs } from '../../src/plan/compile.js'
import { programLines } from '../../src/plan/explain/listing.js'
import { lowerJobs } from '../../src/plan/lower/plan.js'
import type { CompileOptions } from '../../src/plan/lower/plan.js'
import type {
  PhysicalMergeJob,
  PhysicalPlan,
  PhysicalScan,
  PhysicalScanJob
} from '../../src/plan/physical.js'
import { SCALAR_FUNCTIONS } from '../../src/table/functions/index.js'
import {
  bigint,
  boolean,
  count,
  double,
  json,
  sinkTable,
  sourceTable,
  string
} from '../../src/table/index.js'
import { timestamp, tumble } from '../../src/table/index.js'
import type { Column, JobPipeline, Pipeline, SinkTable, Table } from '../../src/table/index.js'

/** A source with a column of each type. */
export const source = sourceTable(
  'readings',
  {
    name: string(),
    place: { city: string(), indoors: boolean() },
    level: bigint(),
    limit: bigint(),
    degrees: double(),
    labels: json(),
    at: timestamp(),
    seen: timestamp()
  },
  { eventTime: 'at' }
)

export const { col } = source

export interface TestJob {
  readonly name?: string
  readonly sink?: SinkTable
  readonly table: Pipeline
}

/** Named pipelines; those without a sink go to {@link counts}. */
export function pipelines(jobs: readonly TestJob[]): JobPipeline[] {
  return jobs.map(({ name, sink, table }, i) => ({
    name: name ?? `job${String(i)}`,
    sink: sink ?? counts,
    table
  }))
}

/** Checks and lowers pipelines as the compiler does before it encodes. */
export function lower(jobs: readonly TestJob[], options: CompileOptions = eventTime): PhysicalPlan {
  return lowerJobs(checkJobs(pipelines(jobs)), options)
}

/** The scan of the source that is read first. */
export function scanOf(plan: PhysicalPlan, source?: string): PhysicalScan {
  const scan = plan.scans.find((each) => source === undefined || each.source === source)
  if (scan === undefined) throw new Error('the plan has no such scan')
  return scan
}

type Of<J extends { readonly kind: string }, K extends J['kind']> = Extract<J, { readonly kind: K }>

export function aggregateJob(plan: PhysicalPlan, job = 0, source?: string): Of<PhysicalScanJob, 'aggregate'> {
  const found = scanOf(plan, source).jobs[job]
  if (found?.kind !== 'aggregate') throw new Error(`job ${String(job)} has no window`)
  return found
}

export function rowsJob(plan: PhysicalPlan, job = 0, source?: string): Of<PhysicalScanJob, 'rows'> {
  const found = scanOf(plan, source).jobs[job]
  if (found?.kind !== 'rows') throw new Error(`job ${String(job)} has a window`)
  return found
}

export function mergeJob(plan: PhysicalPlan, job = 0): Of<PhysicalMergeJob, 'aggregate'> {
  const found = plan.merge.jobs[job]
  if (found?.kind !== 'aggregate') throw new Error(`job ${String(job)} has no window`)
  return found
}

const functionName = (code: number) => SCALAR_FUNCTIONS.find((each) => each.code === code)?.name ?? '?'

/** The instructions of a scan, fields by their paths. */
export function scanLines(plan: PhysicalPlan, source?: string): string[] {
  const scan = scanOf(plan, source)
  const names = new Map(scan.fields.map(({ path }, register) => [register, path]))
  return programLines(scan.program, names, functionName)
}

/** The instructions over the finished groups of a job; what a group fills by name, e.g. KEY0. */
export function mergeLines(plan: PhysicalPlan, job = 0): string[] {
  const { groupColumns, firstInstruction, instructionCount } = mergeJob(plan, job)
  const names = new Map(
    groupColumns.map(({ source: from, index, register }) => [
      register,
      from.startsWith('WINDOW') ? from : `${from}${String(index)}`
    ])
  )
  const instructions = plan.merge.program.instructions.slice(
    firstInstruction,
    firstInstruction + instructionCount
  )
  return programLines({ instructions }, names, functionName)
}

export const eventTime = { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128 } as const

export const counts = sinkTable('counts', { n: bigint() })

/** A column of {@link source}, or a constant. */
export type Reading<T extends Column['type'] = Column['type']> = Column<T, 'readings'>

/** Counts the rows for which all `conditions` hold. */
export function countWhere(...conditions: readonly Reading<'BOOLEAN'>[]): Pipeline {
  const filtered = conditions.reduce<Table<'readings'>>((table, condition) => table.filter(condition), source)
  return filtered.window(tumble(1000)).groupBy().select({ n: count() })
}
