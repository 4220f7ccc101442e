/** What the entries of scalar functions share when they become instructions. */
import type { Constant } from './operation.js'
import type { Bound, BoundCall, BoundLiteral } from '../bound/bound.js'

export function operand(call: BoundCall, index: number): Bound {
  const found = call.operands[index]
  if (found === undefined) throw new RangeError(`${call.function} has no operand ${index}`)
  return found
}

export function constantOf({ value, type }: BoundLiteral): Constant {
  return { type, value }
}
