/** Literals get their types. */
import { expressionText } from '../print/sql.js'
import type { Literal } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { boundLiteral } from '../bound/bound.js'
import type { Bound } from '../bound/bound.js'
import type { JobErrors } from './job-errors.js'

const MIN_BIGINT = -(2n ** 63n)
const MAX_BIGINT = 2n ** 63n - 1n
/** The plan has 24 bits for the length of a constant. */
const MAX_TEXT_BYTES = 2 ** 24 - 1

/** @param expected the type that a null or a whole number takes, where something says it */
export function bindLiteral(errors: JobErrors, literal: Literal, expected: TypeName | undefined): Bound {
  const { value } = literal
  if (literal.type === 'TIMESTAMP') return bindTime(errors, literal)
  if (value === null) {
    if (expected === undefined) {
      throw errors.invalid('a null stands where nothing says its type; cast it or leave it out')
    }
    return boundLiteral(null, expected)
  }
  switch (typeof value) {
    case 'string':
      return bindText(errors, value)
    case 'boolean':
      return boundLiteral(value, 'BOOLEAN')
    case 'bigint':
      return bindBigint(errors, value)
    case 'number':
      return bindNumber(errors, value, literal.type ?? expected)
    default:
      throw errors.invalid(`${String(value)} is neither a column nor a constant`)
  }
}

function bindTime(errors: JobErrors, literal: Literal): Bound {
  const { value } = literal
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw errors.mismatch(expressionText(literal), 'a valid date', 'an invalid one')
  }
  return boundLiteral(BigInt(value), 'TIMESTAMP')
}

function bindNumber(errors: JobErrors, value: number, expected: TypeName | undefined): Bound {
  if (expected === 'BIGINT' && Number.isSafeInteger(value)) return bindBigint(errors, BigInt(value))
  if (!Number.isFinite(value)) throw errors.invalid(`${value} is not a number that a column can hold`)
  return boundLiteral(value, 'DOUBLE')
}

function bindText(errors: JobErrors, value: string): Bound {
  const length = Buffer.byteLength(value)
  if (length > MAX_TEXT_BYTES) throw errors.invalid(`a constant of ${length} bytes exceeds ${MAX_TEXT_BYTES}`)
  return boundLiteral(value, 'STRING')
}

function bindBigint(errors: JobErrors, value: bigint): Bound {
  if (value < MIN_BIGINT || value > MAX_BIGINT) throw errors.invalid(`${value} does not fit into a BIGINT`)
  return boundLiteral(value, 'BIGINT')
}
