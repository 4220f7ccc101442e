/** What a test hands in: events, and marks of time between them. */
import { recordBatch, type EventRecord } from './record.js'

/** An event as its document, or as a record with what stands around it. */
export type TestEvent = object | EventRecord

/** What stands between events. Made by `watermark()`, `clock()` and `epoch()`. */
export class Mark {
  constructor(
    readonly kind: 'watermark' | 'clock' | 'epoch',
    readonly time: number
  ) {}
}

/** The watermark goes to this time here, and windows that it passes fire: epoch milliseconds or ISO 8601. */
export function watermark(time: number | string | Date): Mark {
  return new Mark('watermark', timeOf(time))
}

/** The clock stands at this time from here on: what processing time goes by. */
export function clock(time: number | string | Date): Mark {
  return new Mark('clock', timeOf(time))
}

/** An epoch ends here: the watermark moves as the events so far say, and windows that it passes fire. */
export function epoch(): Mark {
  return new Mark('epoch', NaN)
}

/** An event with what a Kafka record has around a document. */
export function record(parts: Omit<EventRecord, 'isRecord'>): EventRecord {
  return { isRecord: true, ...parts }
}

/** The bytes of a record batch of these events, which are of one partition. */
export function batchOf(events: readonly TestEvent[], baseOffset: number): Uint8Array {
  return recordBatch(
    events.map((event) => (isRecord(event) ? event : { isRecord: true, value: event })),
    baseOffset
  )
}

export function partitionOf(event: TestEvent): number {
  return isRecord(event) ? (event.partition ?? 0) : 0
}

function isRecord(event: TestEvent): event is EventRecord {
  return (event as { readonly isRecord?: unknown }).isRecord === true
}

function timeOf(time: number | string | Date): number {
  if (typeof time === 'number') return time
  const milliseconds = time instanceof Date ? time.getTime() : Date.parse(time)
  if (Number.isNaN(milliseconds)) throw new RangeError(`${String(time)} is no time; expected ISO 8601`)
  return milliseconds
}
