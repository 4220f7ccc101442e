import * as statistics from '../../../src/plan/contract/statistics.js'
import { recordsSection } from '../../support/record-section.js'
import { instantiateKernels } from '../../support/kernels.js'

/** The exports of assembly/index.ts that these tests call. */
interface Exports {
  setMemoryLimit(pages: number): void
  allocatedBytes(): number
  loadScanPlan(pointer: number, length: number, shards: number): void
  loadMergePlan(pointer: number, length: number): void
  reserveInput(bytes: number): number
  watermarksPointer(): number
  scanBegin(arrivalTime: number, latest: number): void
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

export interface ScanJobStats {
  readonly earliestWindowEnd: number
  readonly rows: number
  readonly dropped: number
}

export interface ScanStats {
  readonly records: number
  readonly malformed: number
  readonly undated: number
  readonly maxTimestamp: number
  /** Of the window that ends first. */
  readonly earliestWindowEnd: number
  readonly jobs: readonly ScanJobStats[]
}

export interface JobStats {
  readonly late: number
  readonly rowsOut: number
  readonly dropped: number
  readonly open: number
  readonly nextWindowEnd: number
  readonly overflows: number
  readonly stateBytes: number
}

export interface MergeStats {
  /** Of the window that ends first. */
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

/** What is needed of a compiled plan; its first source is the one that is scanned. */
export interface TestPlan {
  readonly scans: readonly { readonly bytes: Uint8Array }[]
  readonly merge: Uint8Array
  readonly jobs: readonly unknown[]
}

/** An instance of the kernels. */
class Instance {
  readonly exports = instantiateKernels<Exports>()
  readonly #jobCount: number

  constructor(jobCount: number) {
    this.#jobCount = jobCount
  }

  /** Copies bytes to the input place; returns their address. */
  write(bytes: Uint8Array): number {
    const pointer = this.exports.reserveInput(bytes.byteLength) >>> 0
    new Uint8Array(this.exports.memory.buffer, pointer, bytes.byteLength).set(bytes)
    return pointer
  }

  /** A watermark for all jobs, or one for each. */
  writeWatermarks(watermark: number | readonly number[]): void {
    const jobs = this.#jobCount
    const watermarks = typeof watermark === 'number' ? Array<number>(jobs).fill(watermark) : watermark
    new Float64Array(this.exports.memory.buffer, this.exports.watermarksPointer() >>> 0, jobs).set(watermarks)
  }

  copy(pointer: number, length: number): Buffer {
    return Buffer.from(new Uint8Array(this.exports.memory.buffer, pointer >>> 0, length >>> 0).slice())
  }

  doubles(pointer: number, count: number): number[] {
    return [...new Float64Array(this.exports.memory.buffer, pointer >>> 0, count)]
  }
}

/** Two instances of the kernels with the plans of one application: one scans, the other keeps one shard. */
export class TestKernel {
  readonly #scanner: Instance
  readonly #plan: TestPlan
  #made: Instance | undefined
  readonly #shards: number
  readonly #jobCount: number

  constructor(plan: TestPlan, shards = 1) {
    const scan = plan.scans[0]!.bytes
    this.#shards = shards
    this.#jobCount = plan.jobs.length
    this.#scanner = new Instance(this.#jobCount)
    this.#scanner.exports.loadScanPlan(this.#scanner.write(scan), scan.byteLength, shards)
    this.#plan = plan
  }

  /** Made when it is asked for first: many tests only scan. */
  get #merger(): Instance {
    if (this.#made !== undefined) return this.#made
    const merger = new Instance(this.#jobCount)
    const { merge } = this.#plan
    merger.exports.loadMergePlan(merger.write(merge), merge.byteLength)
    return (this.#made = merger)
  }

  /** Exports of the instance that merges. */
  get exports(): Exports & { readonly memory: WebAssembly.Memory } {
    return this.#merger.exports
  }

  /** Exports of the instance that scans. */
  get scanExports(): Exports & { readonly memory: WebAssembly.Memory } {
    return this.#scanner.exports
  }

  /** Copies bytes to where the scan reads; returns their address. */
  writeInput(bytes: Uint8Array): number {
    return this.#scanner.write(bytes)
  }

  /** Scans values as one chunk of one batch; objects are written as JSON, null is a tombstone. */
  scan(values: readonly (object | string | Buffer | null)[], options: ScanOptions = {}): Buffer[] {
    const section = recordsSection(values.map(toValue))
    return this.scanBatches([{ section, count: values.length, baseOffset: 0 }], options)
  }

  /** Scans batches as one chunk; returns a buffer of partials a shard. */
  scanBatches(batches: readonly Batch[], options: ScanOptions = {}): Buffer[] {
    const { minOffset = 0, maxOffset = 2 ** 53 } = options
    let pointer = this.#begin(Buffer.concat(batches.map((batch) => batch.section)), options)
    for (const { section, count, baseOffset } of batches) {
      this.scanExports.scanRecords(pointer, section.length, count, baseOffset, minOffset, maxOffset)
      pointer += section.length
    }
    return this.#end()
  }

  /** Scans newline-separated documents. */
  scanLines(text: string | Buffer, options: ScanOptions = {}): Buffer[] {
    const bytes = Buffer.from(text)
    this.scanExports.scanLines(this.#begin(bytes, options), bytes.length)
    return this.#end()
  }

  merge(partials: Uint8Array): void {
    this.exports.mergePartials(this.#merger.write(partials), partials.byteLength)
  }

  /** Closes the epoch: a watermark for all jobs, or one for each. */
  closeEpoch(watermark: number | readonly number[]): void {
    this.#merger.writeWatermarks(watermark)
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
      pieces.push(this.#merger.copy(this.exports.snapshotPointer(), this.exports.snapshotLength()))
    }
    this.exports.snapshotRelease()
    return pieces
  }

  /** Takes back blocks of key groups that the shard owns. */
  restore(blocks: Uint8Array, shard = 0, shards = 1): void {
    this.exports.restoreState(this.#merger.write(blocks), blocks.byteLength, shard, shards)
  }

  checksum(): bigint {
    this.exports.stateChecksum()
    const halves = [this.exports.stateChecksumHigh(), this.exports.stateChecksumLow()] as const
    return (BigInt(halves[0] >>> 0) << 32n) | BigInt(halves[1] >>> 0)
  }

  takeSegments(): Segment[] {
    return takeSegments(this.#merger)
  }

  /** Rows that the scan has written itself. */
  takeScannedSegments(): Segment[] {
    return takeSegments(this.#scanner)
  }

  scanStats(): ScanStats {
    const { SCAN_TOTALS, SCAN_JOB_TOTALS } = statistics
    const count = SCAN_TOTALS + SCAN_JOB_TOTALS * this.#jobCount
    const values = this.#scanner.doubles(this.scanExports.statsPointer(), count)
    const jobs = Array.from({ length: this.#jobCount }, (_, job) => {
      const at = SCAN_TOTALS + SCAN_JOB_TOTALS * job
      return {
        earliestWindowEnd: values[at + statistics.SCAN_JOB_EARLIEST_END]!,
        rows: values[at + statistics.SCAN_JOB_ROWS]!,
        dropped: values[at + statistics.SCAN_JOB_DROPPED]!
      }
    })
    return {
      records: values[statistics.SCAN_RECORDS]!,
      malformed: values[statistics.SCAN_MALFORMED]!,
      undated: values[statistics.SCAN_UNDATED]!,
      maxTimestamp: values[statistics.SCAN_GREATEST_TIME]!,
      earliestWindowEnd: Math.min(...jobs.map((job) => job.earliestWindowEnd)),
      jobs
    }
  }

  mergeStats(): MergeStats {
    const { MERGE_TOTALS, MERGE_JOB_TOTALS } = statistics
    const count = MERGE_TOTALS + MERGE_JOB_TOTALS * this.#jobCount
    const values = this.#merger.doubles(this.exports.mergeStatsPointer(), count)
    const jobs = Array.from({ length: this.#jobCount }, (_, job) => {
      const at = MERGE_TOTALS + MERGE_JOB_TOTALS * job
      return {
        late: values[at + statistics.MERGE_JOB_LATE]!,
        rowsOut: values[at + statistics.MERGE_JOB_ROWS]!,
        dropped: values[at + statistics.MERGE_JOB_DROPPED]!,
        open: values[at + statistics.MERGE_JOB_OPEN]!,
        nextWindowEnd: values[at + statistics.MERGE_JOB_NEXT_END]!,
        overflows: values[at + statistics.MERGE_JOB_OVERFLOWS]!,
        stateBytes: values[at + statistics.MERGE_JOB_STATE_BYTES]!
      }
    })
    return { nextWindowEnd: Math.min(...jobs.map((job) => job.nextWindowEnd)), jobs }
  }

  /** Bytes that the scanning instance has allocated. */
  scanAllocated(): number {
    return this.scanExports.allocatedBytes()
  }

  /** Bytes that the merging instance has allocated. */
  allocated(): number {
    return this.exports.allocatedBytes()
  }

  #begin(input: Buffer, { arrival = NaN, watermark = -Infinity }: ScanOptions): number {
    const pointer = this.#scanner.write(input)
    this.#scanner.writeWatermarks(watermark)
    this.scanExports.scanBegin(arrival, Infinity)
    return pointer
  }

  #end(): Buffer[] {
    this.scanExports.scanEnd()
    return Array.from({ length: this.#shards }, (_, shard) =>
      this.#scanner.copy(this.scanExports.partialPointer(shard), this.scanExports.partialLength(shard))
    )
  }
}

function takeSegments(instance: Instance): Segment[] {
  const { exports } = instance
  const count = exports.outputSegmentCount()
  const words = new Uint32Array(exports.memory.buffer, exports.outputSegmentsPointer() >>> 0, count * 4)
  const segments = Array.from({ length: count }, (_, i) => ({
    job: words[i * 4]!,
    count: words[i * 4 + 3]!,
    bytes: instance.copy(words[i * 4 + 1]!, words[i * 4 + 2]!)
  }))
  exports.outputRelease()
  return segments
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
