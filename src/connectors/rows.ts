import { MillraceError } from '../errors.js'
import type { RowSegment } from './connector.js'

/**
 * A segment is the records section of a Kafka record batch v2:
 *
 *     record: [length varint][attributes i8][timestampDelta varint][offsetDelta varint]
 *             [keyLength varint, -1: no key][key][valueLength varint][value: JSON][headerCount varint]
 *
 * All varints are zigzag-coded; `length` counts the bytes that follow it.
 */
class RecordCursor {
  position = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  varint(): number {
    let value = 0
    let shift = 0
    for (;;) {
      const byte = this.#bytes[this.position++]
      if (byte === undefined || shift > 28) throw broken('a varint is cut short', this.position)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
      shift += 7
    }
  }

  /** Bytes of the value of the record at the cursor, which moves on to the next record. */
  value(): Uint8Array {
    const length = this.varint()
    const end = this.position + length
    if (length < 0 || end > this.#bytes.length) throw broken('a record is cut short', this.position)
    this.position++
    this.varint()
    this.varint()
    const keyLength = this.varint()
    this.position += Math.max(0, keyLength)
    const valueLength = this.varint()
    const start = this.position
    if (valueLength < 0 || start + valueLength > end) throw broken('a value is cut short', start)
    this.position = end
    return this.#bytes.subarray(start, start + valueLength)
  }
}

function broken(reason: string, position: number): MillraceError {
  return new MillraceError('KERNEL_BAD_INPUT', {
    where: 'a row segment',
    reason: `${reason} at byte ${position}`
  })
}

/**
 * Calls `visit` with the JSON text (UTF-8, a view into the segment, valid as long as that is) of every row in order.
 * Throws KERNEL_BAD_INPUT when the framing is broken or does not hold `segment.count` rows.
 */
export function forEachRow(segment: RowSegment, visit: (json: Uint8Array) => void): void {
  const cursor = new RecordCursor(segment.bytes)
  for (let row = 0; row < segment.count; row++) visit(cursor.value())
  if (cursor.position !== segment.bytes.length) throw broken('bytes follow the last row', cursor.position)
}

const NEWLINE = 0x0a

/** The rows of a segment as JSON lines, each closed by `\n`. */
export function segmentToLines(segment: RowSegment): Buffer {
  // Framing costs at least 7 bytes a row, the newline one: the segment's own size is enough.
  const out = Buffer.allocUnsafe(segment.bytes.length)
  let length = 0
  forEachRow(segment, (json) => {
    out.set(json, length)
    length += json.length
    out[length++] = NEWLINE
  })
  return out.subarray(0, length)
}
