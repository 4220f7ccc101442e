/** A look at one record of a chunk, for messages: made on the host, and only where nothing of a chunk can be used. */
import { recordsOf } from '../../records/records-section.js'
import type { RecordsSection } from '../kernel/results.js'

/** Where a record stands, and how it begins. */
export interface RecordSample {
  readonly offset: number
  /** The value as text, cut; null: the record has none. */
  readonly value: string | null
}

/** More of a value says nothing more. */
const MOST_CHARACTERS = 200
/** Enough bytes for so many characters, whatever they are. */
const MOST_BYTES = 4 * MOST_CHARACTERS

/** The first record of `sections` whose offset lies in [from, to); undefined where there is none. */
export function sampleOfSections(
  sections: readonly RecordsSection[],
  from: number,
  to: number
): RecordSample | undefined {
  for (const { bytes, count, baseOffset } of sections) {
    for (const { offsetDelta, value } of recordsOf(bytes, count)) {
      const offset = baseOffset + offsetDelta
      if (offset >= from && offset < to) return { offset, value: value === null ? null : textOf(value) }
    }
  }
  return undefined
}

/** The first line of `lines` that is not empty; `firstLine` is the offset of the first of all. */
export function sampleOfLines(lines: Uint8Array, firstLine: number): RecordSample | undefined {
  let offset = firstLine
  for (let start = 0; start < lines.length; offset++) {
    const feed = lines.indexOf(0x0a, start)
    const end = feed < 0 ? lines.length : feed
    const value = textOf(lines.subarray(start, end)).trim()
    if (value !== '') return { offset, value }
    start = end + 1
  }
  return undefined
}

function textOf(value: Uint8Array): string {
  const text = Buffer.from(value.subarray(0, MOST_BYTES)).toString()
  const isWhole = value.length <= MOST_BYTES && text.length <= MOST_CHARACTERS
  return isWhole ? text : `${text.slice(0, MOST_CHARACTERS)}…`
}
