/** What a record must be to count, in words. */
import { RECORD_TIMESTAMP } from '../record-fields.js'
import type { SourceDefinition, TimeFormat } from '../tree/node.js'

const TIMES: Readonly<Record<TimeFormat, string>> = {
  millis: 'milliseconds since 1970, such as 1767225600000',
  seconds: 'seconds since 1970, such as 1767225600',
  micros: 'microseconds since 1970, such as 1767225600000000',
  iso8601: 'ISO-8601 text, such as "2026-01-31T12:00:00Z"'
}

/** What a usable record of a source is; in processing time its event time does not matter. */
export function usableRecord(
  { eventTime, timeFormat = 'millis' }: SourceDefinition,
  processingTime: boolean
): string {
  if (processingTime) return 'one JSON object a record'
  if (eventTime === RECORD_TIMESTAMP) return 'one JSON object a record, and a timestamp of the Kafka record'
  return `one JSON object a record, its event time in ${eventTime} as ${TIMES[timeFormat]}`
}
