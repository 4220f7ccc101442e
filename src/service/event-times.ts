import { stepsOf, type PathStep, type SourceDefinition } from '../table/index.js'

const PER_SECOND = 1000
const WHOLE_NUMBER = /^\s*[+-]?\d+\s*$/
/** Numbers anywhere in a text. */
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Whether a document may have an event time of `since` or later, ms since 1970: false only where it surely has none.
 * It is for finding where to start: a document too many costs time, one too few a row.
 */
export function mayBeSince(source: SourceDefinition, since: number): (value: Uint8Array) => boolean {
  const { eventTime, timeFormat = 'millis' } = source
  const path = stepsOf(eventTime)
  const scale = { millis: 1, seconds: PER_SECOND, micros: 1 / PER_SECOND, iso8601: NaN }[timeFormat]
  // Text of a time, and the time of the record itself, are not looked into.
  if (Number.isNaN(scale) || eventTime.startsWith('$')) return () => true
  return (value) => {
    const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
    let document: unknown
    try {
      document = JSON.parse(text)
    } catch {
      // The kernels read some documents that JSON.parse does not: any number in it may be the time.
      return (text.match(NUMBERS) ?? []).some((number) => Number(number) * scale >= since)
    }
    const time = path.reduce(memberOf, document)
    if (typeof time === 'number') return time * scale >= since
    return typeof time === 'string' && WHOLE_NUMBER.test(time) && Number(time) * scale >= since
  }
}

function memberOf(value: unknown, step: PathStep): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? (value as unknown[])[step - 1] : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as Readonly<Record<string, unknown>>)[step]
}
