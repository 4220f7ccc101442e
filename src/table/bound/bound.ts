/**
 * Checked expressions. Every field is found, every literal has its type, every operator fits, and each carries its
 * identity: a canonical form of plain values that no printer takes part in.
 */
import type { Expression, LiteralValue, Parameters } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { canonicalLiteral, canonicalParameters, keyOf } from './canonical.js'
import type { Canonical } from './canonical.js'

interface BoundBase {
  /** As it was written, literals typed: what printers show. */
  readonly expression: Expression
  readonly type: TypeName
  readonly canonical: Canonical
  /** The canonical form as text: equal for equal expressions, whatever job they come from. */
  readonly key: string
  readonly operands: readonly Bound[]
}

/** A field of a source's documents. */
export interface BoundField extends BoundBase {
  readonly kind: 'field'
  readonly source: string
  readonly path: string
}

export type GroupSource = 'WINDOW_START' | 'WINDOW_END' | 'WINDOW_DURATION' | 'KEY' | 'AGGREGATE'

/** A property of a finished group: of its window, a key or an aggregate. */
export interface BoundGroup extends BoundBase {
  readonly kind: 'group'
  readonly source: GroupSource
  /** Which key or aggregate; 0 for the window's own. */
  readonly index: number
  /** WINDOW_DURATION: the unit in ms to which it is floored; else 0. */
  readonly param: number
}

export interface BoundLiteral extends BoundBase {
  readonly kind: 'literal'
  /** BIGINT and TIMESTAMP are bigint, DOUBLE is number. */
  readonly value: LiteralValue
}

export interface BoundCall extends BoundBase {
  readonly kind: 'call'
  readonly function: string
  readonly parameters: Parameters
}

export type Bound = BoundField | BoundGroup | BoundLiteral | BoundCall

export function boundField(source: string, path: string, type: TypeName): BoundField {
  const identity = identified(['field', source, path, type])
  return {
    kind: 'field',
    expression: { kind: 'field', source, path },
    type,
    source,
    path,
    operands: [],
    ...identity
  }
}

/** @param expression what it is of the group, as the job says it */
export function boundGroup(
  expression: Expression,
  type: TypeName,
  source: GroupSource,
  index: number,
  param: number
): BoundGroup {
  const identity = identified(['group', source, index, param, type])
  return { kind: 'group', expression, type, source, index, param, operands: [], ...identity }
}

export function boundLiteral(value: LiteralValue, type: TypeName): BoundLiteral {
  const identity = identified(['literal', type, canonicalLiteral(value)])
  return {
    kind: 'literal',
    expression: { kind: 'literal', value, type },
    type,
    value,
    operands: [],
    ...identity
  }
}

export function boundCall(
  name: string,
  operands: readonly Bound[],
  type: TypeName,
  parameters: Parameters
): BoundCall {
  const below = operands.map(({ canonical }) => canonical)
  const identity = identified(['call', name, canonicalParameters(parameters), below])
  const expressions = operands.map(({ expression }) => expression)
  return {
    kind: 'call',
    expression: { kind: 'call', function: name, operands: expressions, parameters },
    type,
    function: name,
    parameters,
    operands,
    ...identity
  }
}

function identified(canonical: Canonical): Pick<BoundBase, 'canonical' | 'key'> {
  return { canonical, key: keyOf(canonical) }
}
