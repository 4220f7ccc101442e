import { recordsSection } from '../../support/record-section.js'
import { instantiateKernels } from '../../support/kernels.js'

/** The exports of assembly/index.ts that these tests call. */
interface Exports {
  setMemoryLimit(pages: number): void
  allocatedBytes(): number
  loadPlan(pointer: number, length: number, shards: number): void
  reserveInput(bytes: number): number
  scanBegin(arrivalTime: number, watermark: number): void
  scanRecords(
    pointer: number,
    length: number,
    count: number,
    baseOffset: number,
    minOffset: number,
    maxOffset: number
  ): number
  scanLines(pointer: number, length: number): void
  scanEnd(): void
  partialPointer(shard: number): number
  partialLength(shard: number): number
  statsPointer(): number
  mergePartials(pointer: number, length: number): void
  watermarksPointer(): number
  closeEpoch(): void
  outputSegmentCount(): number
  outputSegmentsPointer(): number
  outputRelease(): void
  mergeStatsPointer(): number
  snapshotBegin(pieceBytes: number): void
  snapshotNext(): number
  snapshotPointer(): number
  snapshotLength(): number
  snapshotRelease(): void
  restoreState(pointer: number, length: number, shard: number, shards: number): void
  stateChecksum(): void
  stateChecksumLow(): number
  stateChecksumHigh(): number
}

export interface ScanStats {
  readonly records: number
  readonly malformed: number
  readonly undated: number
  readonly maxTimestamp: number
  readonly earliestWindowEnd: number
  readonly rowsIn: number
  readonly partialRows: number
}

export interface JobStats {
  readonly watermark: number
  readonly nextWindowEnd: number
  readonly late: number
  readonly rowsOut: number
  readonly dropped: number
  readonly overflows: number
  readonly open: number
  readonly stateBytes: number
}

export interface MergeStats {
  /** Of the job that is behind, and of the window that ends first. */
  readonly watermark: number
  readonly nextWindowEnd: number
  readonly jobs: readonly JobStats[]
}

export interface Segment {
  readonly job: number
  readonly count: number
  readonly bytes: Buffer
}

export interface Batch {
  readonly section: Buffer
  readonly count: number
  readonly baseOffset: number
}

export interface ScanOptions {
  readonly arrival?: number
  readonly watermark?: number
  readonly minOffset?: number
  readonly maxOffset?: number
}

/** Where the plan says how many jobs it has. */
const JOB_COUNT = 4 * 10
/** Statistics of a job. */
const JOB_TOTALS = 8

/** One instance of the kernels with a plan: scans, and keeps one shard. */
export class TestKernel {
  readonly exports = instantiateKernels<Exports>()
  readonly #shards: number
  readonly #jobCount: number

  constructor(plan: Uint8Array, shards = 1) {
    this.#shards = shards
    this.#jobCount = new DataView(plan.buffer, plan.byteOffset).getUint32(JOB_COUNT, true)
    this.exports.loadPlan(this.write(plan), plan.byteLength, shards)
  }

  /** Copies bytes to the input place; returns their address. */
  write(bytes: Uint8Array): number {
    const pointer = this.exports.reserveInput(bytes.byteLength) >>> 0
    new Uint8Array(this.exports.memory.buffer, pointer, bytes.byteLength).set(bytes)
    return pointer
  }

  /** Scans values as one chunk of one batch; objects are written as JSON, null is a tombstone. */
  scan(values: readonly (object | string | Buffer | null)[], options: ScanOptions = {}): Buffer[] {
    const section = recordsSection(values.map(toValue))
    return this.scanBatches([{ section, count: values.length, baseOffset: 0 }], options)
  }

  /** Scans batches as one chunk; returns a buffer of partials a shard. */
  scanBatches(batches: readonly Batch[], options: ScanOptions = {}): Buffer[] {
    const { arrival = NaN, watermark = -Infinity, minOffset = 0, maxOffset = 2 ** 53 } = options
    let pointer = this.write(Buffer.concat(batches.map((batch) => batch.section)))
    this.exports.scanBegin(arrival, watermark)
    for (const { section, count, baseOffset } of batches) {
      this.exports.scanRecords(pointer, section.length, count, baseOffset, minOffset, maxOffset)
      pointer += section.length
    }
    return this.end()
  }

  scanLines(text: string, options: ScanOptions = {}): Buffer[] {
    const bytes = Buffer.from(text)
    const pointer = this.write(bytes)
    this.exports.scanBegin(options.arrival ?? NaN, options.watermark ?? -Infinity)
    this.exports.scanLines(pointer, bytes.length)
    return this.end()
  }

  merge(partials: Uint8Array): void {
    this.exports.mergePartials(this.write(partials), partials.byteLength)
  }

  /** Closes the epoch: a watermark for all jobs, or one for each. */
  closeEpoch(watermark: number | readonly number[]): void {
    const jobs = this.#jobCount
    const watermarks = typeof watermark === 'number' ? Array<number>(jobs).fill(watermark) : watermark
    new Float64Array(this.exports.memory.buffer, this.exports.watermarksPointer() >>> 0, jobs).set(watermarks)
    this.exports.closeEpoch()
  }

  /** Closes the epoch and returns the rows of job 0 as JSON text. */
  close(watermark: number | readonly number[]): string[] {
    this.closeEpoch(watermark)
    return this.takeSegments().flatMap((segment) => (segment.job === 0 ? rowsOf(segment) : []))
  }

  /** The pieces of a snapshot: one for each key group that has anything, unless a length is given. */
  snapshot(pieceBytes = 0): Buffer[] {
    const pieces: Buffer[] = []
    this.exports.snapshotBegin(pieceBytes)
    while (this.exports.snapshotNext()) {
      pieces.push(this.copy(this.exports.snapshotPointer(), this.exports.snapshotLength()))
    }
    this.exports.snapshotRelease()
    return pieces
  }

  /** Takes back pieces of key groups that the shard owns. */
  restore(piece: Uint8Array, shard = 0, shards = 1): void {
    this.exports.restoreState(this.write(piece), piece.byteLength, shard, shards)
  }

  checksum(): bigint {
    this.exports.stateChecksum()
    const halves = [this.exports.stateChecksumHigh(), this.exports.stateChecksumLow()] as const
    return (BigInt(halves[0] >>> 0) << 32n) | BigInt(halves[1] >>> 0)
  }

  takeSegments(): Segment[] {
    const count = this.exports.outputSegmentCount()
    const words = new Uint32Array(
      this.exports.memory.buffer,
      this.exports.outputSegmentsPointer() >>> 0,
      count * 4
    )
    const segments = Array.from({ length: count }, (_, i) => ({
      job: words[i * 4]!,
      count: words[i * 4 + 3]!,
      bytes: this.copy(words[i * 4 + 1]!, words[i * 4 + 2]!)
    }))
    this.exports.outputRelease()
    return segments
  }

  scanStats(): ScanStats {
    const [records, malformed, undated, maxTimestamp, earliestWindowEnd, rowsIn, partialRows] = this.doubles(
      this.exports.statsPointer(),
      7
    ) as [number, number, number, number, number, number, number]
    return { records, malformed, undated, maxTimestamp, earliestWindowEnd, rowsIn, partialRows }
  }

  mergeStats(): MergeStats {
    const values = this.doubles(this.exports.mergeStatsPointer(), 1 + JOB_TOTALS * this.#jobCount)
    const jobs = Array.from({ length: this.#jobCount }, (_, job) => {
      const [watermark, nextWindowEnd, late, rowsOut, dropped, overflows, open, stateBytes] = values.slice(
        1 + JOB_TOTALS * job
      ) as [number, number, number, number, number, number, number, number]
      return { watermark, nextWindowEnd, late, rowsOut, dropped, overflows, open, stateBytes }
    })
    return {
      watermark: Math.min(...jobs.map((job) => job.watermark)),
      nextWindowEnd: Math.min(...jobs.map((job) => job.nextWindowEnd)),
      jobs
    }
  }

  allocated(): number {
    return this.exports.allocatedBytes()
  }

  private end(): Buffer[] {
    this.exports.scanEnd()
    return Array.from({ length: this.#shards }, (_, shard) =>
      this.copy(this.exports.partialPointer(shard), this.exports.partialLength(shard))
    )
  }

  private copy(pointer: number, length: number): Buffer {
    return Buffer.from(new Uint8Array(this.exports.memory.buffer, pointer >>> 0, length >>> 0).slice())
  }

  private doubles(pointer: number, count: number): number[] {
    return [...new Float64Array(this.exports.memory.buffer, pointer >>> 0, count)]
  }
}

function toValue(value: object | string | Buffer | null): Buffer | null {
  if (value === null || Buffer.isBuffer(value)) return value
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

/** The rows of a segment, read as a consumer would; every part of the framing is checked. */
export function rowsOf({ bytes, count }: Segment): string[] {
  const rows: string[] = []
  let at = 0
  const varint = (): number => {
    let raw = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!
      raw += (byte & 0x7f) * scale
      if (byte < 0x80) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
    }
  }
  const expectField = (name: string, found: number, expected: number): void => {
    if (found !== expected) throw new Error(`${name} of record ${rows.length} is ${found}, not ${expected}`)
  }
  while (at < bytes.length) {
    const length = varint()
    const end = at + length
    expectField('attributes', bytes[at++]!, 0)
    expectField('timestamp delta', varint(), 0)
    expectField('offset delta', varint(), rows.length)
    expectField('key length', varint(), -1)
    const valueLength = varint()
    rows.push(bytes.toString('utf8', at, at + valueLength))
    at += valueLength
    expectField('header count', varint(), 0)
    expectField('end', at, end)
  }
  expectField('number', rows.length, count)
  return rows
}
