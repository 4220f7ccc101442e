import { crc32c } from '@node-rs/crc32'
import { compressFrameSync } from 'lz4-napi'

/** How events are packed, as a producer of the user's would. */
export interface Packing {
  readonly recordsPerBatch: number
  readonly compression: 'none' | 'lz4'
}

export interface EventBatch {
  readonly count: number
  /** A whole record batch v2, header included, that belongs to no transaction. */
  readonly bytes: Buffer
}

const NEWLINE = 0x0a
/** Fields of the header: see connectors/kafka/record-batch.ts, which draws it. */
const HEADER_BYTES = 61
const PREFIX_BYTES = 12
const CODEC = { none: 0, lz4: 3 } as const
/** Bytes of a record besides its value: four of one byte, three varints of at most five. */
const MAX_FRAMING_BYTES = 19
const NO_PRODUCER = -1

/** JSON lines as record batches, a record a line, without keys, headers and producer. */
export function* eventBatches(
  lines: Buffer,
  packing: Packing,
  timestamp: number
): Generator<EventBatch, void> {
  let start = 0
  while (start < lines.length) {
    const writer = new RecordWriter(lines.length - start)
    while (writer.count < packing.recordsPerBatch && start < lines.length) {
      const found = lines.indexOf(NEWLINE, start)
      const end = found < 0 ? lines.length : found
      writer.add(lines, start, end)
      start = end + 1
    }
    const records = packing.compression === 'lz4' ? compressFrameSync(writer.bytes()) : writer.bytes()
    const codec = CODEC[packing.compression]
    yield { count: writer.count, bytes: recordBatch(records, writer.count, codec, timestamp) }
  }
}

/** The records section of a batch: offsets count from 0, all timestamps are the batch's. */
class RecordWriter {
  count = 0
  #bytes: Buffer
  #length = 0

  constructor(roomFor: number) {
    this.#bytes = Buffer.allocUnsafe(Math.min(roomFor, 1 << 16) + MAX_FRAMING_BYTES)
  }

  add(source: Buffer, start: number, end: number): void {
    const valueLength = end - start
    this.#reserve(valueLength + MAX_FRAMING_BYTES)
    this.#varint(4 + varintBytes(this.count) + varintBytes(valueLength) + valueLength)
    this.#bytes[this.#length++] = 0
    this.#varint(0)
    this.#varint(this.count++)
    this.#varint(-1)
    this.#varint(valueLength)
    this.#length += source.copy(this.#bytes, this.#length, start, end)
    this.#varint(0)
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(2 * (this.#length + more))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  #varint(value: number): void {
    let rest = zigzag(value)
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

function varintBytes(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(zigzag(value))) / 7))
}

function recordBatch(records: Buffer, count: number, codec: number, timestamp: number): Buffer {
  const batch = Buffer.alloc(HEADER_BYTES + records.length)
  batch.writeInt32BE(batch.length - PREFIX_BYTES, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(codec, 21)
  batch.writeInt32BE(count - 1, 23)
  batch.writeBigInt64BE(BigInt(timestamp), 27)
  batch.writeBigInt64BE(BigInt(timestamp), 35)
  batch.writeBigInt64BE(BigInt(NO_PRODUCER), 43)
  batch.writeInt16BE(NO_PRODUCER, 51)
  batch.writeInt32BE(NO_PRODUCER, 53)
  batch.writeInt32BE(count, 57)
  records.copy(batch, HEADER_BYTES)
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}
