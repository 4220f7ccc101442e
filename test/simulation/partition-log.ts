import { crc32c } from '@node-rs/crc32'
import { batchesOf, buildBatch, type RecordBatch } from '../../src/records/record-batch.js'
import { recordsOf } from '../../src/records/records-section.js'
import { ERROR } from './errors.js'
import type { Random } from './random.js'
import { damagedBatch, withoutRecords } from './rewritten-batch.js'

/** A batch as the log keeps it. */
export interface StoredBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly bytes: Buffer
  readonly producerId: number
  readonly producerEpoch: number
  readonly transactional: boolean
  readonly control: 'commit' | 'abort' | null
}

export interface AbortedRange {
  readonly producerId: number
  readonly firstOffset: number
  /** Offset of the marker. */
  readonly lastOffset: number
}

interface SequenceRange {
  readonly first: number
  readonly last: number
  readonly baseOffset: number
}

/** What a leader remembers of a producer. */
interface ProducerState {
  epoch: number
  /** The last five batches of this epoch. */
  batches: SequenceRange[]
  /** First offset of the transaction that is open here. */
  openSince: number | null
}

export interface AppendResult {
  readonly error: number
  readonly baseOffset: number
}

const REMEMBERED_BATCHES = 5
const SEQUENCE_RANGE = 2 ** 31
const PRODUCER_EPOCH = 51
const BASE_SEQUENCE = 53
const ATTRIBUTES = 21
const CRC = 17
const CONTROL = 0x20
const NO_PRODUCER = -1

/**
 * One partition with the rules of Kafka's `UnifiedLog` and `ProducerStateManager`: sequence checks, duplicates,
 * fenced epochs, open and aborted transactions, the last stable offset. All replicas are as one: what is appended
 * is replicated.
 */
export class PartitionLog {
  /** What the log holds, by offset: also what was trimmed and is not served any more. */
  batches: StoredBatch[] = []
  readonly aborted: AbortedRange[] = []
  /** As they were appended, whatever was rewritten since. */
  readonly #original = new Map<number, StoredBatch>()
  /** The log that lost its tail, and where it was cut. */
  origin: { readonly log: PartitionLog; readonly cutAt: number } | null = null
  /** A bit of the next batch flips on its way to the disk. */
  spoilsNext: Random | null = null
  /** Until then nobody else appends: a partition that lost its tail is not filled again at once. */
  frozenUntil = 0
  readonly #producers = new Map<number, ProducerState>()
  startOffset = 0
  endOffset = 0

  constructor(
    readonly topic: string,
    readonly partition: number,
    public leader: number
  ) {}

  /** Everything before it is decided. */
  get lastStableOffset(): number {
    let stable = this.endOffset
    for (const { openSince } of this.#producers.values()) {
      if (openSince !== null) stable = Math.min(stable, openSince)
    }
    return stable
  }

  /** Whether an open transaction holds committed records back. */
  get isHeldBack(): boolean {
    return this.lastStableOffset < this.endOffset
  }

  /** The batches with a record at `offset` or behind it. */
  batchesFrom(offset: number): readonly StoredBatch[] {
    return this.batches.slice(this.#indexOf(offset))
  }

  /** Those that reach into [from, to), as they were appended. */
  appendedBetween(from: number, to: number): StoredBatch[] {
    return [...this.#original.values()].filter(
      ({ baseOffset, lastOffset }) => lastOffset >= from && baseOffset < to
    )
  }

  hasOpenTransaction(producerId: number): boolean {
    return (this.#producers.get(producerId)?.openSince ?? null) !== null
  }

  /** Appends what a Produce request carries, or says why not. Epoch and sequence are judged as Kafka does. */
  append(bytes: Buffer): AppendResult {
    const batch = [...batchesOf(bytes)][0]
    if (batch === undefined) throw new Error('a Produce request without a whole batch')
    const producerId = Number(batch.producerId)
    if (producerId === NO_PRODUCER) return this.#store(batch, NO_PRODUCER, -1)
    const epoch = batch.bytes.length > 0 ? bytes.readInt16BE(PRODUCER_EPOCH) : 0
    const first = bytes.readInt32BE(BASE_SEQUENCE)
    const last = (first + batch.recordCount - 1) % SEQUENCE_RANGE
    const state = this.#producers.get(producerId)
    if (state !== undefined) {
      if (epoch < state.epoch) return { error: ERROR.INVALID_PRODUCER_EPOCH, baseOffset: -1 }
      const before = epoch === state.epoch ? state.batches : []
      const duplicate = before.find((known) => known.first === first && known.last === last)
      if (duplicate !== undefined) return { error: ERROR.NONE, baseOffset: duplicate.baseOffset }
      const previous = before.at(-1)
      const expected = previous === undefined ? 0 : (previous.last + 1) % SEQUENCE_RANGE
      if (first !== expected) return { error: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 }
    }
    const stored = this.#store(batch, producerId, epoch)
    const next = this.#producer(producerId, epoch)
    next.batches = [...next.batches, { first, last, baseOffset: stored.baseOffset }].slice(
      -REMEMBERED_BATCHES
    )
    if (batch.transactional) next.openSince ??= stored.baseOffset
    return stored
  }

  /** Ends a producer's transaction here. Also written where the transaction left no record. */
  appendMarker(producerId: number, epoch: number, commit: boolean, timestamp: number): void {
    const state = this.#producer(producerId, epoch)
    const offset = this.endOffset
    const bytes = markerBytes(producerId, epoch, commit, timestamp)
    bytes.writeBigInt64BE(BigInt(offset), 0)
    this.batches.push({
      baseOffset: offset,
      lastOffset: offset,
      bytes,
      producerId,
      producerEpoch: epoch,
      transactional: true,
      control: commit ? 'commit' : 'abort'
    })
    this.#keepOriginal(this.batches.at(-1)!)
    this.endOffset = offset + 1
    if (state.openSince !== null && !commit) {
      this.aborted.push({ producerId, firstOffset: state.openSince, lastOffset: offset })
    }
    state.openSince = null
  }

  /** The log cleaner takes some records before `end`. Answers whether it took any. */
  compact(random: Random, share: number, end: number): boolean {
    const stable = Math.min(end, this.lastStableOffset)
    const last = this.batches.at(-1)
    let rewritten = 0
    this.batches = this.batches.flatMap((batch) => {
      // The active segment is never cleaned.
      const mayBe = batch !== last && batch.control === null && batch.lastOffset < stable
      const isDirty = mayBe && random.chance(share)
      if (!isDirty) return [batch]
      const bytes = random.chance(0.5) ? null : withoutRecords(batch.bytes, () => random.chance(0.5))
      rewritten++
      return bytes === null ? [] : [{ ...batch, bytes }]
    })
    return rewritten > 0
  }

  /** The partition as a replica has it that never got what lies from `offset` on. */
  withoutTail(offset: number): PartitionLog {
    const log = new PartitionLog(this.topic, this.partition, this.leader)
    for (const batch of this.batches) if (batch.lastOffset < offset) log.#replicate(batch)
    log.startOffset = Math.min(this.startOffset, log.endOffset)
    log.origin = { log: this, cutAt: log.endOffset }
    return log
  }

  /** What an operator does about transactions whose marker is lost: they would hold readers back for ever. */
  abortHanging(): void {
    for (const [producerId, { epoch, openSince }] of this.#producers) {
      if (openSince !== null) this.appendMarker(producerId, epoch, false, 0)
    }
  }

  /** What lies before `offset` is not served any more. Answers with an error code. */
  trim(offset: number): number {
    if (offset > this.endOffset) return ERROR.OFFSET_OUT_OF_RANGE
    this.startOffset = Math.max(this.startOffset, offset)
    return ERROR.NONE
  }

  #replicate(batch: StoredBatch): void {
    const { producerId, producerEpoch: epoch, control, baseOffset, lastOffset, bytes } = batch
    this.batches.push(batch)
    this.#keepOriginal(batch)
    this.endOffset = lastOffset + 1
    if (producerId === NO_PRODUCER) return
    const state = this.#producer(producerId, epoch)
    if (control !== null) {
      if (state.openSince !== null && control === 'abort') {
        this.aborted.push({ producerId, firstOffset: state.openSince, lastOffset })
      }
      state.openSince = null
      return
    }
    const first = bytes.readInt32BE(BASE_SEQUENCE)
    const last = (first + lastOffset - baseOffset) % SEQUENCE_RANGE
    state.batches = [...state.batches, { first, last, baseOffset }].slice(-REMEMBERED_BATCHES)
    if (batch.transactional) state.openSince ??= baseOffset
  }

  /** Of its first form; later ones are rewritten. */
  #keepOriginal(batch: StoredBatch): void {
    if (!this.#original.has(batch.baseOffset)) this.#original.set(batch.baseOffset, batch)
  }

  /** Index of the first batch with a record at `offset` or behind it. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.batches.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.batches[middle]!.lastOffset < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  #store(batch: RecordBatch, producerId: number, producerEpoch: number): AppendResult {
    const baseOffset = this.endOffset
    const isSpoiled = this.spoilsNext !== null
    const bytes = isSpoiled
      ? damagedBatch(Buffer.from(batch.bytes), this.spoilsNext?.integer(0, 1 << 20) ?? 0)
      : Buffer.from(batch.bytes)
    this.spoilsNext = null
    bytes.writeBigInt64BE(BigInt(baseOffset), 0)
    const lastOffset = baseOffset + batch.lastOffset - batch.baseOffset
    this.batches.push({
      baseOffset,
      lastOffset,
      bytes,
      producerId,
      producerEpoch,
      transactional: batch.transactional,
      control: null
    })
    this.#keepOriginal(this.batches.at(-1)!)
    this.endOffset = lastOffset + 1
    return { error: ERROR.NONE, baseOffset }
  }

  #producer(producerId: number, epoch: number): ProducerState {
    let state = this.#producers.get(producerId)
    if (state === undefined) {
      state = { epoch, batches: [], openSince: null }
      this.#producers.set(producerId, state)
    } else if (state.epoch !== epoch) {
      state.epoch = epoch
      state.batches = []
    }
    return state
  }
}

/** Key of a marker: version i16, type i16 (0 abort, 1 commit); value: version i16, coordinator epoch i32. */
function markerBytes(producerId: number, epoch: number, commit: boolean, timestamp: number): Buffer {
  const key = Buffer.from([0, 0, 0, commit ? 1 : 0])
  const value = Buffer.alloc(6)
  const body = Buffer.from([0, 0, 0, key.length * 2, ...key, value.length * 2, ...value, 0])
  const section = Buffer.from([body.length * 2, ...body])
  const stamp = { producerId: BigInt(producerId), producerEpoch: epoch, baseSequence: -1, timestamp }
  const bytes = buildBatch(section, 1, stamp)
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES) | CONTROL, ATTRIBUTES)
  bytes.writeUInt32BE(crc32c(bytes.subarray(ATTRIBUTES)), CRC)
  return bytes
}

export interface StoredRecord {
  readonly offset: number
  readonly key: string
  readonly value: Uint8Array | null
}

/** A batch's records; a key that is missing reads as an empty one. */
export function* valuesOf(batch: StoredBatch): Generator<StoredRecord> {
  for (const parsed of batchesOf(batch.bytes)) {
    for (const { offsetDelta, key, value } of recordsOf(parsed.records, parsed.recordCount)) {
      yield { offset: batch.baseOffset + offsetDelta, key: Buffer.from(key ?? []).toString(), value }
    }
  }
}
