/** Flink's twins of CAST: what text, doubles and booleans become. */
import type { TypeName } from '../../table/types.js'
import { finite } from '../text.js'
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
  return finite(value)
}

/** Text as a BOOLEAN: null where it is neither true nor false. */
export function textToBoolean(text: string): string {
  const word = `LOWER(REGEXP_EXTRACT(${text}, '^${SPACES}([A-Za-z]+)${SPACES}$', 1))`
  return `CASE ${word} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`
}

/** Days that there are, from 0000-01-01 to 9999-12-31. */
const DATE = [
  '[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))',
  '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29'
].join('|')
const CLOCK = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,3})?)?'
/** Digits behind milliseconds are cut off. */
const FINER = '(?:(?<=[.][0-9]{3})[0-9]+)?'
const HOURS = '[+-](?:0[0-9]|1[0-8])'

/** The offset to UTC that a text ends with, in minutes; 0 where it has none. */
function offsetMinutes(text: string): string {
  const part = (group: number): string =>
    `REGEXP_EXTRACT(${text}, ':[0-9]{2}(?:[.][0-9]+)?(([+-])[0-9]{2}):?([0-9]{2})?${SPACES}$', ${group})`
  const [hours, sign, minutes] = [part(1), part(2), part(3)]
  return `COALESCE(CAST(${hours} AS INT), 0) * 60 + COALESCE(CAST(CONCAT(${sign}, ${minutes}) AS INT), 0)`
}

/** @param zone how a text may name its zone, as a regular expression */
function textToTime(text: string, zone: string, minutes: string): string {
  const zoned = `(?!.{10}[Z+-])((?:${DATE})(?:[ T]${CLOCK})?)${FINER}(?:${zone})?`
  const local = `REGEXP_EXTRACT(${text}, '^${SPACES}${zoned}${SPACES}$', 1)`
  // Flink wants seconds.
  const whole = `REGEXP_REPLACE(${local}, '(?<=^.{16})$', ':00')`
  const time = `TRY_CAST(REPLACE(${whole}, 'T', ' ') AS TIMESTAMP(3))`
  return `CAST(TIMESTAMPADD(MINUTE, -(${minutes}), ${time}) AS TIMESTAMP_LTZ(3))`
}

/** Text as a TIMESTAMP: null where it is none; in UTC unless it says otherwise. */
function textToTimestamp(text: string): string {
  return textToTime(text, `Z|${HOURS}:[0-5][0-9]`, offsetMinutes(text))
}

/**
 * Text as an event time, which also has the shorter forms of ISO 8601's offsets.
 * @param zoneOffsetMs what text without a zone is ahead of UTC
 */
export function textToEventTime(text: string, zoneOffsetMs: number): string {
  const said = offsetMinutes(text)
  const isSaid = `REGEXP(${text}, ':[0-9]{2}(?:[.][0-9]+)?(?:Z|[+-][0-9:]+)${SPACES}$')`
  const minutes =
    zoneOffsetMs === 0 ? said : `CASE WHEN ${isSaid} THEN ${said} ELSE ${zoneOffsetMs / 60_000} END`
  return textToTime(text, `Z|${HOURS}(?::?[0-5][0-9])?`, minutes)
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
    kind: 'expression',
    when: 'of text as TIMESTAMP',
    fits: between('STRING', 'TIMESTAMP'),
    sql: ([text]) => textToTimestamp(String(text)),
    bound: 'from the year 1 on'
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
