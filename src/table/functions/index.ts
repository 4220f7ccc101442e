/** The table of functions: every scalar function (operators too), aggregate and window kind, by name. */
import counts from './aggregate/counts.js'
import order from './aggregate/order.js'
import spread from './aggregate/spread.js'
import sums from './aggregate/sums.js'
import truth from './aggregate/truth.js'
import type { AggregateFunction } from './aggregate-function.js'
import arithmetic from './scalar/arithmetic.js'
import cast from './scalar/cast.js'
import choice from './scalar/choice.js'
import comparison from './scalar/comparison.js'
import conditional from './scalar/conditional.js'
import like, { LIKE_PATTERN } from './scalar/like.js'
import logic from './scalar/logic.js'
import membership from './scalar/membership.js'
import numeric from './scalar/numeric.js'
import regex from './scalar/regex.js'
import text from './scalar/text.js'
import type { Operator, ScalarFunction } from './scalar-function.js'
import aligned from './window/aligned.js'
import session from './window/session.js'
import type { WindowKind } from './window-kind.js'

/** Operators: their opcodes stand in the contract, and what they hold as constants is their own. */
export const OPERATORS: readonly Operator[] = [
  ...comparison,
  ...membership,
  ...like,
  ...logic,
  ...conditional,
  ...cast
]
/** Functions of registers alone. The kernel file of each is found by its name. */
export const SCALAR_FUNCTIONS: readonly ScalarFunction[] = [
  ...numeric,
  ...arithmetic,
  ...choice,
  ...text,
  ...regex,
  LIKE_PATTERN
]
export const AGGREGATES: readonly AggregateFunction[] = [...counts, ...sums, ...order, ...spread, ...truth]
export const WINDOW_KINDS: readonly WindowKind[] = [...aligned, ...session]

const scalars = byName<Operator>([...OPERATORS, ...SCALAR_FUNCTIONS])
const aggregates = byName(AGGREGATES)
const windows = byName(WINDOW_KINDS)

/** @throws RangeError for a name that no word writes */
export function scalarFunction(name: string): Operator {
  return found(scalars.get(name), name)
}

/** @throws RangeError for a name that no word writes */
export function aggregateFunction(name: string): AggregateFunction {
  return found(aggregates.get(name), name)
}

/** Undefined for a kind that is none: plain JavaScript may hand over anything as a window. */
export function windowKind(name: string): WindowKind | undefined {
  return windows.get(name)
}

function byName<E extends { readonly name: string }>(entries: readonly E[]): ReadonlyMap<string, E> {
  return new Map(entries.map((entry) => [entry.name, entry]))
}

function found<E>(entry: E | undefined, name: string): E {
  if (entry === undefined) throw new RangeError(`there is no function ${name}`)
  return entry
}
