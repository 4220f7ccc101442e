/** Windows and aggregates as the kernels take them, by their entries in the table of functions. */
import type { BoundAggregate } from '../../table/check/aggregates.js'
import { aggregateFunction, windowKind } from '../../table/functions/index.js'
import type { Window } from '../../table/tree/expression.js'
import type { MergedAggregate, PhysicalWindow } from '../physical.js'

export function physicalWindow({ kind, sizes }: Window): PhysicalWindow {
  const entry = windowKind(kind)
  if (entry === undefined) throw new RangeError(`there is no window kind ${kind}`)
  return { code: entry.code, ...entry.physical(sizes) }
}

export function physicalAggregate(aggregate: BoundAggregate): MergedAggregate {
  const { code, encode } = aggregateFunction(aggregate.function)
  const { flags, param } = encode?.(aggregate.parameters) ?? { flags: 0, param: 0 }
  const { inputType, byType } = aggregate
  return { code, inputType, byType, flags, param }
}
