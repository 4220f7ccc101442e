import { createHash } from 'node:crypto'

/** Of a fingerprint, as the journal keeps it. */
export const FINGERPRINT_DIGITS = 16

/** What a source table declares: its fields as a tree, and which of them is the event time. */
export interface DeclaredSource {
  readonly name: string
  readonly schema: object
  readonly eventTime: string
  readonly timeFormat?: string
  readonly zoneOffsetMs?: number
}

/** Fingerprint of a source's fields and event time: the order in which they are declared does not matter. */
export function schemaFingerprint(source: DeclaredSource): string {
  const { schema, eventTime, timeFormat = 'millis', zoneOffsetMs = 0 } = source
  // A time in milliseconds is its column alone, as it was when there was no other.
  const time = timeFormat === 'millis' ? eventTime : [eventTime, timeFormat, zoneOffsetMs]
  const canonical = JSON.stringify([time, sorted(schema)])
  return createHash('sha256').update(canonical).digest('hex').slice(0, FINGERPRINT_DIGITS)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)])
}
