/** Event times of sources: which field holds them, and how it says them. */
import { RECORD_TIMESTAMP } from '../record-fields.js'
import { typeAt } from '../types.js'
import type { PathOfType, Schema, TypeName } from '../types.js'
import type { TimeFormat } from '../tree/node.js'
import { TableError } from './table-error.js'

/** An event time that is not epoch milliseconds in a `timestamp()` column. `P` are the paths that it may name. */
export class TimeExpression<P extends string = string> {
  constructor(
    readonly path: P,
    readonly format: TimeFormat,
    /** What times without a zone are ahead of UTC, ms. */
    readonly zoneOffsetMs = 0
  ) {}
}

/** What a source with the schema `S` takes as its event time. */
export type EventTime<S extends Schema> =
  | PathOfType<S, 'TIMESTAMP'>
  | TimeExpression<PathOfType<S, 'BIGINT' | 'DOUBLE' | 'STRING'>>
  | TimeExpression<typeof RECORD_TIMESTAMP>

/** The event time is a number of seconds since 1970; of a `double()` with the fraction, cut to milliseconds. */
export function epochSeconds<P extends string>(path: P): TimeExpression<P> {
  return new TimeExpression(path, 'seconds')
}

/** The event time is a `bigint()` of milliseconds since 1970. */
export function epochMillis<P extends string>(path: P): TimeExpression<P> {
  return new TimeExpression(path, 'millis')
}

/** The event time is a `bigint()` of microseconds since 1970, cut to milliseconds. */
export function epochMicros<P extends string>(path: P): TimeExpression<P> {
  return new TimeExpression(path, 'micros')
}

/**
 * The event time is ISO-8601 text in a `string()`: `2026-01-31`, `2026-01-31T12:00:00.123Z`, `2026-01-31 12:00+02:00`.
 * Text that names no zone is in UTC, or in `zone`: an offset such as `+02:00`.
 */
export function iso8601<P extends string>(
  path: P,
  options: { readonly zone?: string } = {}
): TimeExpression<P> {
  return new TimeExpression(path, 'iso8601', offsetOf(path, options.zone ?? 'Z'))
}

/** The event time is that of the Kafka record: of the producer, or of the broker where the topic says so. */
export function recordTimestamp(): TimeExpression<typeof RECORD_TIMESTAMP> {
  return new TimeExpression(RECORD_TIMESTAMP, 'millis')
}

const MINUTE = 60_000

function offsetOf(path: string, zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  if (sign === undefined || Number(hours) > 18 || Number(minutes) > 59) {
    throw new TableError(
      path,
      `the zone "${zone}" is no offset such as +02:00; zones with summer time cannot be used`
    )
  }
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE
  return sign === '+' ? offset : -offset
}

/** What columns each format is read from. */
const TYPES: Readonly<Record<TimeFormat, readonly TypeName[]>> = {
  millis: ['BIGINT', 'TIMESTAMP'],
  seconds: ['BIGINT', 'DOUBLE'],
  micros: ['BIGINT'],
  iso8601: ['STRING']
}

/** An event time as a source's definition has it. */
export interface DefinedTime {
  readonly eventTime: string
  readonly timeFormat?: TimeFormat
  readonly zoneOffsetMs?: number
}

/** @throws MillraceError TABLE_INVALID for a column that is not there, or of a type that says no such time */
export function eventTimeOf(table: string, schema: Schema, time: string | TimeExpression): DefinedTime {
  if (!(time instanceof TimeExpression)) return { eventTime: time }
  const { path, format, zoneOffsetMs } = time
  if (path === RECORD_TIMESTAMP) return { eventTime: path }
  const found = typeAt(schema, path)
  const types = TYPES[format]
  if (found === null || !types.includes(found)) {
    throw new TableError(
      table,
      `the event-time column ${path} is ${found ?? 'not a column of it'}; ${format} are read from ${types.join(' or ')}`
    )
  }
  return { eventTime: path, timeFormat: format, ...(zoneOffsetMs !== 0 && { zoneOffsetMs }) }
}
