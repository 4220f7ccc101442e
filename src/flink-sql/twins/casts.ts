/** Flink's twins of CAST: what text, doubles and booleans become. */
import type { TypeName } from '../../table/types.js'
import type { ScalarShape, Twins } from './twin.js'

/** What is skipped around a number or a truth value in text, for a regular expression of Java. */
const SPACES = '[\\x00-\\x20]*'
const DECIMAL = '[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)'

/** The part of a text that is a number; null where the whole text is none. */
function number(text: string, pattern: string): string {
  return `REGEXP_EXTRACT(${text}, '^${SPACES}(${pattern})${SPACES}$', 1)`
}

/** Text as a BIGINT: a fraction is cut off, null where the text is no number or one beyond 64 bits. */
function textToBigint(text: string): string {
  return `TRY_CAST(${number(text, DECIMAL)} AS BIGINT)`
}

/** Text as a DOUBLE: null where it is none or not finite. */
export function textToDouble(text: string): string {
  const value = `TRY_CAST(${number(text, `${DECIMAL}(?:[eE][+-]?[0-9]+)?`)} AS DOUBLE)`
  return `CASE WHEN ${value} BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN ${value} END`
}

/** Text as a BOOLEAN: null where it is neither true nor false. */
export function textToBoolean(text: string): string {
  const word = `LOWER(REGEXP_EXTRACT(${text}, '^${SPACES}([A-Za-z]+)${SPACES}$', 1))`
  return `CASE ${word} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`
}

const between = (from: TypeName, to: TypeName) => (call: ScalarShape) =>
  call.operandTypes[0] === from && call.type === to

const plain = ([value]: readonly string[], { type }: ScalarShape): string =>
  `CAST(${String(value)} AS ${type === 'TIMESTAMP' ? 'TIMESTAMP_LTZ(3)' : type})`

export const CAST: Twins<ScalarShape> = [
  {
    kind: 'expression',
    when: 'of text as BIGINT',
    fits: between('STRING', 'BIGINT'),
    sql: ([text]) => textToBigint(String(text))
  },
  {
    kind: 'expression',
    when: 'of text as DOUBLE',
    fits: between('STRING', 'DOUBLE'),
    sql: ([text]) => textToDouble(String(text))
  },
  {
    kind: 'expression',
    when: 'of text as BOOLEAN',
    fits: between('STRING', 'BOOLEAN'),
    sql: ([text]) => textToBoolean(String(text))
  },
  {
    kind: 'none',
    when: 'of text as TIMESTAMP',
    fits: between('STRING', 'TIMESTAMP'),
    sql: ([text]) => `TRY_CAST(${String(text)} AS TIMESTAMP_LTZ(3))`,
    differs:
      'Flink takes days that a month does not have (2026-02-30 becomes the 28th) and other forms of a time'
  },
  {
    kind: 'expression',
    when: 'of a DOUBLE as BIGINT',
    fits: between('DOUBLE', 'BIGINT'),
    // Flink clamps what is beyond 64 bits.
    sql: ([x]) =>
      `CASE WHEN ${String(x)} >= -9.223372036854775808E18 AND ${String(x)} < 9.223372036854775808E18 THEN CAST(${String(x)} AS BIGINT) END`
  },
  {
    kind: 'none',
    when: 'of a DOUBLE as text',
    fits: between('DOUBLE', 'STRING'),
    sql: plain,
    differs: 'Flink writes other digits for some doubles (100000.0 for 100000, 1.0E10 for 10000000000)'
  },
  { kind: 'same', when: 'of other types', sql: plain }
]
