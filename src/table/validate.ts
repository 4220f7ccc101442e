/** Checks a job as a whole: filters, window, keys, aggregates and the fit of its result to its sink table. */
import { MillraceError } from '../errors.js'
import { Binder } from './bind.js'
import type { Bound } from './bind.js'
import type { AggregateCall, SelectNode, Window } from './logical.js'
import type { OutputColumn } from './plan.js'
import { aggregateText, expressionText } from './print.js'
import type { Pipeline, SinkTable } from './table.js'
import { TYPE_CODES } from './types.js'
import type { TypeName } from './types.js'

/** A job as the compiler takes it: its name, its sink table and its finished pipeline. */
export interface JobPipeline {
  readonly name: string
  readonly sink: SinkTable
  readonly table: Pipeline
}

export interface BoundAggregate {
  readonly call: AggregateCall
  readonly operand: Bound | null
  readonly type: TypeName
  readonly key: string
}

/** A checked job. */
export interface BoundJob {
  readonly name: string
  readonly sink: SinkTable
  /** All must be true; each once, in the order in which the job says them. */
  readonly conjuncts: readonly Bound[]
  readonly window: Window
  readonly keys: readonly Bound[]
  readonly aggregates: readonly BoundAggregate[]
  readonly columns: readonly OutputColumn[]
}

const ANY_TYPE = Object.keys(TYPE_CODES) as TypeName[]
const NUMERIC: readonly TypeName[] = ['BIGINT', 'DOUBLE']

/**
 * Checks one job against its source and sink.
 *
 * @throws MillraceError PLAN_* naming the job and the column, what was expected and what was found.
 */
export function validateJob({ name, sink, table: { query } }: JobPipeline): BoundJob {
  const binder = new Binder(name, query.source)
  checkWindow(binder, query.window)
  const conjuncts = unique(
    query.filters.flatMap((filter) => splitConjuncts(binder.expect(filter, ['BOOLEAN'])))
  )
  const keys = unique(query.keys.map((key) => binder.bind(key)))
  const aggregates: BoundAggregate[] = []
  const columns = query.columns.map((column) => ({
    name: column.name,
    notNull: sink.columns[column.name]?.notNull ?? false,
    ...resolveColumn(binder, column.name, column.node, keys, aggregates)
  }))
  checkSink(name, sink, columns)
  return { name, sink, conjuncts, window: query.window, keys, aggregates, columns }
}

function checkWindow(binder: Binder, window: Window): void {
  const sizes = Object.entries(window).filter(([part]) => part !== 'kind')
  for (const [part, value] of sizes) {
    if (!Number.isSafeInteger(value) || Number(value) < 1) {
      throw binder.invalid(
        `the window's ${part} must be a whole number of milliseconds above 0, not ${String(value)}`
      )
    }
  }
  if (window.kind === 'hop' && window.slide > window.size) {
    throw binder.invalid(`the window's slide (${window.slide} ms) exceeds its size (${window.size} ms)`)
  }
}

function splitConjuncts(condition: Bound): Bound[] {
  return condition.expression.kind === 'and' ? condition.operands.flatMap(splitConjuncts) : [condition]
}

function unique(expressions: readonly Bound[]): Bound[] {
  return [...new Map(expressions.map((each) => [each.key, each])).values()]
}

type Resolved = Pick<OutputColumn, 'source' | 'index' | 'type' | 'param'>

function resolveColumn(
  binder: Binder,
  name: string,
  node: SelectNode | undefined,
  keys: readonly Bound[],
  aggregates: BoundAggregate[]
): Resolved {
  if (node === undefined) {
    throw binder.invalid(`column ${name} is neither a key, an aggregate nor a window function`)
  }
  if (node.kind === 'window') return resolveWindowProperty(node.property, node.floorTo)
  if (node.kind === 'aggregate') {
    const aggregate = bindAggregate(binder, node)
    let index = aggregates.findIndex(({ key }) => key === aggregate.key)
    if (index < 0) index = aggregates.push(aggregate) - 1
    return { source: 'AGGREGATE', index, type: aggregate.type, param: 0 }
  }
  const bound = binder.bind(node)
  const index = keys.findIndex(({ key }) => key === bound.key)
  if (index < 0) {
    const grouped = keys.map((key) => expressionText(key.expression)).join(', ')
    throw binder.invalid(
      `column ${name} is ${expressionText(node)}, which is neither a key (${grouped || 'there is none'}), an aggregate nor a window function; group by it or aggregate it`
    )
  }
  return { source: 'KEY', index, type: bound.type, param: 0 }
}

function resolveWindowProperty(property: 'start' | 'end' | 'duration', floorTo: number): Resolved {
  if (property === 'duration') return { source: 'WINDOW_DURATION', index: 0, type: 'BIGINT', param: floorTo }
  const source = property === 'start' ? 'WINDOW_START' : 'WINDOW_END'
  return { source, index: 0, type: 'TIMESTAMP', param: 0 }
}

function bindAggregate(binder: Binder, written: AggregateCall): BoundAggregate {
  if (written.operand === null) {
    if (written.function !== 'COUNT_ALL') throw binder.invalid(`${written.function} needs a column`)
    return { call: written, operand: null, type: 'BIGINT', key: aggregateText(written) }
  }
  const operand = binder.bind(written.operand)
  const call = { ...written, operand: operand.expression }
  const text = aggregateText(call)
  const allowed = inputTypes(call)
  if (!allowed.includes(operand.type)) throw binder.mismatch(text, allowed.join(' or '), operand.type)
  if (call.function === 'PERCENTILE' && !(call.fraction >= 0 && call.fraction <= 1)) {
    throw binder.invalid(`the fraction of ${text} must be from 0 to 1`)
  }
  return { call, operand, type: resultType(call, operand.type), key: text }
}

function inputTypes(call: AggregateCall): readonly TypeName[] {
  if (call.function === 'AVG' && call.truncate) return ['BIGINT']
  return ['SUM', 'AVG', 'PERCENTILE'].includes(call.function) ? NUMERIC : ANY_TYPE
}

function resultType(call: AggregateCall, input: TypeName): TypeName {
  switch (call.function) {
    case 'AVG':
    case 'PERCENTILE':
      return 'DOUBLE'
    case 'SUM':
    case 'MIN':
    case 'MAX':
      return input
    default:
      return 'BIGINT'
  }
}

function checkSink(job: string, sink: SinkTable, columns: readonly OutputColumn[]): void {
  const expected = Object.keys(sink.columns)
  const found = columns.map(({ name }) => name)
  if (expected.length === 0)
    throw new MillraceError('PLAN_INVALID', { job, reason: `sink ${sink.name} has no columns` })
  if (expected.join() !== found.join()) {
    const missing = expected.filter((name) => !found.includes(name))
    const extra = found.filter((name) => !expected.includes(name))
    const differences = [
      missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
      extra.length > 0 ? `not in the sink: ${extra.join(', ')}` : '',
      missing.length + extra.length === 0 ? 'in another order' : ''
    ]
    throw new MillraceError('PLAN_SINK_COLUMNS', {
      job,
      sink: sink.name,
      expected: expected.join(', '),
      found: `${found.join(', ') || 'none'} (${differences.filter(Boolean).join('; ')})`
    })
  }
  for (const { name, type } of columns) {
    const wanted = sink.columns[name]?.type
    if (wanted !== undefined && wanted !== type) {
      throw new MillraceError('PLAN_TYPE_MISMATCH', {
        job,
        column: `${name} of sink ${sink.name}`,
        expected: wanted,
        found: type
      })
    }
  }
}
