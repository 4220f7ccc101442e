/** Checks a job as a whole: its shape, filters, window, keys, aggregates and the fit of its result to its sink. */
import { windowKind } from '../functions/index.js'
import type {
  NamedExpression,
  ProjectNode,
  RelationNode,
  SinkDefinition,
  SinkNode,
  SourceDefinition,
  UnionNode,
  WindowAggregateNode
} from '../tree/node.js'
import type { Expression, Window } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import type { Bound } from '../bound/bound.js'
import { Groups } from './groups.js'
import type { BoundAggregate } from './aggregates.js'
import { JobErrors, writtenAt } from './job-errors.js'
import { rowBranches, splitConjuncts, unique } from './rows.js'
import type { BranchBound } from './rows.js'
import { checkSink } from './sink.js'

/** A job as the compiler takes it: its name, its sink table and its finished pipeline. */
export interface JobPipeline {
  readonly name: string
  readonly sink: SinkDefinition
  readonly table: { readonly node: RelationNode }
}

/** A column of the rows that a job writes. */
export interface BoundColumn {
  readonly name: string
  readonly type: TypeName
  readonly notNull: boolean
}

/** What a checked job takes of one source. */
export interface BoundBranch {
  readonly source: SourceDefinition
  /** All must be true; each once, in the order in which the job says them. */
  readonly conjuncts: readonly Bound[]
}

/** A pipeline without a window: rows in, rows out. */
export interface BoundRowsJob {
  readonly kind: 'rows'
  readonly name: string
  readonly sink: SinkDefinition
  /** `values` are in the order of `columns`. */
  readonly branches: readonly (BoundBranch & { readonly values: readonly Bound[] })[]
  readonly columns: readonly BoundColumn[]
}

/** Groups by window and keys. `operands` of keys and aggregates are in the order of `branches`. */
export interface BoundAggregateJob {
  readonly kind: 'aggregate'
  readonly name: string
  readonly sink: SinkDefinition
  readonly branches: readonly BoundBranch[]
  readonly window: Window
  readonly keys: readonly BranchBound[]
  readonly aggregates: readonly BoundAggregate[]
  /** Over groups: all must be true. */
  readonly having: readonly Bound[]
  readonly columns: readonly (BoundColumn & { readonly value: Bound })[]
}

export type BoundJob = BoundRowsJob | BoundAggregateJob

/**
 * Checks one job against its sources and sink.
 *
 * @throws MillraceError PLAN_* naming the job and the column, what was expected and what was found.
 */
export function checkJob({ name, sink, table }: JobPipeline): BoundJob {
  const errors = new JobErrors(name)
  const root = rootOf(errors, table)
  return writtenAt(root.at, () => {
    const job = { name, ...checkTree(errors, { kind: 'sink', input: root, sink }) }
    checkSink(errors, sink, job.columns)
    return job
  })
}

/** From plain JavaScript a pipeline may be anything. */
function rootOf(errors: JobErrors, table: unknown): ProjectNode | UnionNode {
  const node = table instanceof Object && 'node' in table ? (table.node as RelationNode) : undefined
  if (node?.kind !== 'project' && node?.kind !== 'union') {
    throw errors.invalid(
      'its pipeline is not finished; end it with select({…}), after a window with groupBy(…).select({…})'
    )
  }
  return node
}

type Unnamed = Omit<BoundRowsJob, 'name'> | Omit<BoundAggregateJob, 'name'>

function checkTree(errors: JobErrors, { input: root, sink }: SinkNode): Unnamed {
  if (root.kind !== 'project') return checkRows(errors, sink, root, unionColumns(root, sink))
  const { input, filters } = filtersAbove(root.input)
  if (input.kind === 'windowAggregate') return checkAggregate(errors, sink, input, filters, root.columns)
  return checkRows(errors, sink, root.input, root.columns)
}

/** A union that is written as it is has the columns of its sink. */
function unionColumns(union: RelationNode, sink: SinkDefinition): NamedExpression[] {
  const source = union.kind === 'union' ? union.name : ''
  return Object.keys(sink.columns).map((name) => ({
    name,
    expression: { kind: 'field', source, path: name }
  }))
}

function filtersAbove(node: RelationNode): { input: RelationNode; filters: Expression[] } {
  if (node.kind !== 'filter') return { input: node, filters: [] }
  const { input, filters } = filtersAbove(node.input)
  return { input, filters: [...filters, node.condition] }
}

function checkRows(
  errors: JobErrors,
  sink: SinkDefinition,
  input: RelationNode,
  columns: readonly NamedExpression[]
): Omit<BoundRowsJob, 'name'> {
  const branches = rowBranches(errors, input).map(({ source, conjuncts, binder }) => ({
    source,
    conjuncts,
    values: columns.map(({ expression }) => binder.bind(expression))
  }))
  const types = branches[0]!.values.map(({ type }) => type)
  return {
    kind: 'rows',
    sink,
    branches,
    columns: columns.map((column, i) => boundColumn(sink, column.name, types[i]!))
  }
}

function checkAggregate(
  errors: JobErrors,
  sink: SinkDefinition,
  { input, window, keys }: WindowAggregateNode,
  having: readonly Expression[],
  columns: readonly NamedExpression[]
): Omit<BoundAggregateJob, 'name'> {
  checkWindow(errors, window)
  const branches = rowBranches(errors, input)
  const groups = new Groups(errors, branches, keys)
  const bound = columns.map((column) => {
    const value = bindColumn(errors, groups, column)
    return { ...boundColumn(sink, column.name, value.type), value }
  })
  const conditions = having.flatMap((condition) =>
    splitConjuncts(groups.binder('the condition of having()', condition).expect(condition, ['BOOLEAN']))
  )
  return {
    kind: 'aggregate',
    sink,
    branches: branches.map(({ source, conjuncts }) => ({ source, conjuncts })),
    window,
    keys: groups.keys,
    aggregates: groups.aggregates,
    having: unique(conditions),
    columns: bound
  }
}

function bindColumn(errors: JobErrors, groups: Groups, { name, expression }: NamedExpression): Bound {
  if (expression.kind === 'literal' && (expression.value as unknown) instanceof Object) {
    throw errors.invalid(`column ${name} is neither a key, an aggregate nor a window function`)
  }
  return groups.binder(`column ${name}`, expression).bind(expression)
}

function boundColumn(sink: SinkDefinition, name: string, type: TypeName): BoundColumn {
  return { name, type, notNull: sink.columns[name]?.notNull ?? false }
}

/** From plain JavaScript anything may come as a window. */
function checkWindow(errors: JobErrors, { kind, sizes = {} }: Partial<Window> = {}): void {
  const entry = windowKind(kind ?? '')
  if (entry === undefined)
    throw errors.invalid('what window() was given is no window; use tumble(), hop(), cumulate() or session()')
  for (const size of entry.sizes) {
    const value = sizes[size]
    if (!Number.isSafeInteger(value) || Number(value) < 1) {
      throw errors.invalid(
        `the window's ${size} must be a whole number of milliseconds above 0, not ${String(value)}`
      )
    }
  }
  const wrong = entry.check?.(sizes) ?? null
  if (wrong !== null) throw errors.invalid(wrong)
}
