import { crc32c } from '@node-rs/crc32'
import { batchesOf, HEADER_BYTES } from '../../src/records/record-batch.js'
import { recordsOf } from '../../src/records/records-section.js'

const LENGTH = 8
const CRC = 17
const ATTRIBUTES = 21
const RECORD_COUNT = 57
/** `baseOffset` and `length`, which `length` does not count. */
const PREFIX_BYTES = 12

/** What the log cleaner makes of a batch: its offsets stay, some records are gone. Null: none was left. */
export function withoutRecords(bytes: Buffer, isKept: (offsetDelta: number) => boolean): Buffer | null {
  const [batch] = [...batchesOf(bytes)]
  if (batch === undefined) return null
  const kept = [...recordsOf(batch.records, batch.recordCount)].filter(({ offsetDelta }) =>
    isKept(offsetDelta)
  )
  if (kept.length === 0) return null
  const records = Buffer.concat(
    kept.map(({ offsetDelta, key, value }) => {
      const body = Buffer.concat([
        Buffer.from([0, 0]),
        varint(offsetDelta),
        sized(key),
        sized(value),
        varint(0)
      ])
      return Buffer.concat([varint(body.length), body])
    })
  )
  const rewritten = Buffer.concat([bytes.subarray(0, HEADER_BYTES), records])
  rewritten.writeInt32BE(rewritten.length - PREFIX_BYTES, LENGTH)
  rewritten.writeInt32BE(kept.length, RECORD_COUNT)
  rewritten.writeUInt32BE(crc32c(rewritten.subarray(ATTRIBUTES)), CRC)
  return rewritten
}

/** The batch with one bit of its records flipped: its checksum no longer fits. */
export function damagedBatch(bytes: Buffer, position: number): Buffer {
  const damaged = Buffer.from(bytes)
  const at = HEADER_BYTES + (position % (damaged.length - HEADER_BYTES))
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
  return damaged
}

function sized(bytes: Uint8Array | null): Buffer {
  return bytes === null ? varint(-1) : Buffer.concat([varint(bytes.byteLength), bytes])
}

/** Zigzag. */
function varint(value: number): Buffer {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1
  const bytes: number[] = []
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.from([...bytes, rest])
}
