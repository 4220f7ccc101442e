import { crc32c } from '@node-rs/crc32'
import { MillraceError } from '../errors.js'
import { recordsOf } from './records-section.js'

/**
 * Record batch, message format v2 (big endian; Kafka's own `DefaultRecordBatch`):
 *
 *      0            8        12        16    17       21           23
 *      ┌────────────┬────────┬─────────┬─────┬────────┬────────────┬─────────────────┐
 *      │ baseOffset │ length │ leader  │magic│ crc32c │ attributes │ lastOffsetDelta │
 *      │    i64     │  i32   │epoch i32│ i8  │  u32   │    i16     │       i32       │
 *      └────────────┴────────┴─────────┴─────┴────────┴────────────┴─────────────────┘
 *      27              35             43           51      53             57            61
 *      ┌───────────────┬──────────────┬────────────┬───────┬──────────────┬─────────────┬─────────┐
 *      │ baseTimestamp │ maxTimestamp │ producerId │ epoch │ baseSequence │ recordCount │ records │
 *      │      i64      │     i64      │    i64     │  i16  │     i32      │     i32     │  …      │
 *      └───────────────┴──────────────┴────────────┴───────┴──────────────┴─────────────┴─────────┘
 *
 * `length` counts from byte 12, the checksum covers all from byte 21. Attributes: bits 0-2 codec, bit 3 the timestamps
 * are that of appending, bit 4 transactional, bit 5 control.
 */
export const HEADER_BYTES = 61
/** `baseOffset` and `length`, which `length` does not count. */
const PREFIX_BYTES = 12
const MAGIC = 16
const CRC = 17
const ATTRIBUTES = 21
const LAST_OFFSET_DELTA = 23
const BASE_TIMESTAMP = 27
const MAX_TIMESTAMP = 35
const PRODUCER_ID = 43
const RECORD_COUNT = 57

const CODEC_MASK = 0x07
const APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20

/** The fields of a batch header that are needed to take, drop or decode it; bytes are views, never copies. */
export interface RecordBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly codec: number
  readonly transactional: boolean
  readonly control: boolean
  readonly producerId: bigint
  readonly recordCount: number
  /** Epoch milliseconds that the records' timestamps count from, and the one that all have where the broker gives it. */
  readonly timestamps: { readonly base: number; readonly append: number | null }
  /** Where the batch begins in the bytes that were walked. */
  readonly start: number
  /** Header and records. */
  readonly bytes: Uint8Array
  /** What follows the header, compressed when `codec` is not 0. */
  readonly records: Uint8Array
}

/**
 * Walks the whole batches in `bytes`; a last one that is cut short is left out, as a fetch may cut it.
 *
 * @throws MillraceError `KAFKA_MESSAGE_FORMAT` for message formats v0 and v1, `KAFKA_BATCH_DAMAGED` for lengths that
 * cannot be; `where` names the place
 */
export function* batchesOf(
  bytes: Uint8Array,
  where: BatchPlace = NOWHERE
): Generator<RecordBatch, void, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  while (start + HEADER_BYTES <= bytes.byteLength) {
    const length = view.getInt32(start + 8)
    const baseOffset = Number(view.getBigInt64(start))
    const magic = view.getInt8(start + MAGIC)
    if (magic !== 2) throw new MillraceError('KAFKA_MESSAGE_FORMAT', { ...where, magic, offset: baseOffset })
    if (length < HEADER_BYTES - PREFIX_BYTES) {
      const reason = `a length of ${length} bytes`
      throw new MillraceError('KAFKA_BATCH_DAMAGED', { ...where, reason, offset: baseOffset })
    }
    const end = start + PREFIX_BYTES + length
    if (end > bytes.byteLength) return
    const attributes = view.getInt16(start + ATTRIBUTES)
    yield {
      baseOffset,
      lastOffset: baseOffset + view.getInt32(start + LAST_OFFSET_DELTA),
      codec: attributes & CODEC_MASK,
      transactional: (attributes & TRANSACTIONAL) !== 0,
      control: (attributes & CONTROL) !== 0,
      producerId: view.getBigInt64(start + PRODUCER_ID),
      recordCount: view.getInt32(start + RECORD_COUNT),
      timestamps: {
        base: Number(view.getBigInt64(start + BASE_TIMESTAMP)),
        append: (attributes & APPEND_TIME) === 0 ? null : Number(view.getBigInt64(start + MAX_TIMESTAMP))
      },
      start,
      bytes: bytes.subarray(start, end),
      records: bytes.subarray(start + HEADER_BYTES, end)
    }
    start = end
  }
}

/** Where batches come from, for messages. */
export interface BatchPlace {
  readonly topic: string
  readonly partition: number
}
const NOWHERE: BatchPlace = { topic: '?', partition: -1 }

/** The checksum that the batch's writer put into its header: 32 bits, unsigned. */
export function writtenCrc({ bytes }: Pick<RecordBatch, 'bytes'>): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(CRC)
}

/**
 * Checks the batch's checksum (CRC-32C from the attributes on).
 *
 * @throws Error that says what was found and what was written
 */
export function verifyBatchCrc(batch: Pick<RecordBatch, 'bytes'>): void {
  const written = writtenCrc(batch)
  const found = crc32c(batch.bytes.subarray(ATTRIBUTES))
  if (found !== written) {
    throw new Error(`checksum 0x${found.toString(16)} instead of 0x${written.toString(16)}`)
  }
}

/** Who wrote a batch: what makes it idempotent and part of a transaction; see {@link plainStamp} for neither. */
export interface BatchStamp {
  /** 64 bits. */
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  /** Epoch milliseconds, the time of every record. */
  readonly timestamp: number
}

const NO_PRODUCER = -1n

/** The stamp of a batch that belongs to no transaction. */
export function plainStamp(timestamp: number): BatchStamp {
  return { producerId: NO_PRODUCER, producerEpoch: -1, baseSequence: -1, timestamp }
}

/**
 * An uncompressed batch around a records section whose offset deltas run from 0 to `count` − 1 and whose timestamp
 * deltas are 0; transactional unless its stamp is {@link plainStamp}.
 */
export function buildBatch(records: Uint8Array, count: number, stamp: BatchStamp): Buffer {
  const batch = Buffer.allocUnsafe(HEADER_BYTES + records.byteLength)
  batch.writeBigInt64BE(0n, 0)
  batch.writeInt32BE(batch.length - PREFIX_BYTES, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(2, MAGIC)
  batch.writeInt16BE(stamp.producerId === NO_PRODUCER ? 0 : TRANSACTIONAL, ATTRIBUTES)
  batch.writeInt32BE(count - 1, LAST_OFFSET_DELTA)
  batch.writeBigInt64BE(BigInt(stamp.timestamp), BASE_TIMESTAMP)
  batch.writeBigInt64BE(BigInt(stamp.timestamp), MAX_TIMESTAMP)
  batch.writeBigInt64BE(stamp.producerId, PRODUCER_ID)
  batch.writeInt16BE(stamp.producerEpoch, 51)
  batch.writeInt32BE(stamp.baseSequence, 53)
  batch.writeInt32BE(count, RECORD_COUNT)
  batch.set(records, HEADER_BYTES)
  batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
  return batch
}

/** True when a control batch is the marker of an aborted transaction (its record's key: version i16, type i16). */
export function isAbortMarker(batch: RecordBatch): boolean {
  for (const { key } of recordsOf(batch.records, 1)) {
    return key !== null && key.byteLength >= 4 && key[2] === 0 && key[3] === 0
  }
  return false
}
