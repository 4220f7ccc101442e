import { MillraceError } from '../errors.js'
import { encodeOrigin, type RecordOrigin } from './dead-letter-origin.js'
import { encodeLateRowTexts } from './late-row-texts.js'

/**
 * The one place where JavaScript and WASM meet. Addresses stay in here; everything else sees typed calls.
 * `memory.grow` detaches every view, so views are made anew for each copy.
 */

/** The exports of assembly/index.ts that the engine calls. Times and offsets cross the border as f64. */
interface KernelExports {
  readonly memory: WebAssembly.Memory
  setMemoryLimit(pages: number): void
  reservePlan(length: number): number
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
  ): void
  checkRecords(pointer: number, length: number, count: number): void
  scanLines(pointer: number, length: number, firstLine: number): void
  scanEnd(): void
  collectDeadLetters(length: number): number
  deadLetterSectionCount(): number
  deadLetterSectionsPointer(): number
  deadLettersPointer(): number
  partialPointer(shard: number): number
  partialLength(shard: number): number
  statsPointer(): number
  collectLateRows(job: number, length: number): number
  mergePartials(pointer: number, length: number): void
  closeEpoch(watermark: number): void
  outputSegmentCount(): number
  outputSegmentsPointer(): number
  mergeStatsPointer(): number
  outputRelease(): void
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

/** Fail codes of assembly/memory/failure.ts. */
const FAIL_OUT_OF_MEMORY = 1
const FAIL_BAD_INPUT = 3
const PAGES_PER_MB = 16
const SEGMENT_WORDS = 4
const DEAD_LETTER_WORDS = 3
const SCAN_STATS = 7
const MERGE_STATS_HEADER = 3
const MERGE_STATS_PER_JOB = 4
const SNAPSHOT_PIECE_BYTES = 1 << 20

export interface KernelOptions {
  readonly plan: Uint8Array
  /** Names of the plan's jobs, for messages. */
  readonly jobNames: readonly string[]
  readonly shards: number
  readonly memoryLimitMb: number
  /** Names of every job's keys: then merge tells what came late, row by row. Left out or null: it only counts. */
  readonly lateRowKeys?: readonly (readonly string[])[] | null
}

/** Records of one batch, uncompressed, and which of their offsets count. */
export interface RecordsSection {
  readonly bytes: Uint8Array
  readonly count: number
  readonly baseOffset: number
}

/** Ready Kafka records, the records section of one batch. */
export interface ReadyRecords {
  readonly count: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface ScanStats {
  readonly records: number
  readonly malformed: number
  readonly undated: number
  /** Greatest timestamp of a valid, dated record; -Infinity when there is none. */
  readonly maxTimestamp: number
  /** Least last millisecond of a window that these records opened and that was still open; Infinity: none. */
  readonly earliestWindowEnd: number
}

export interface ScanResult extends ScanStats {
  /** One buffer of partial rows a shard; null where the shard has none. */
  readonly partials: readonly (ArrayBuffer | null)[]
  /** Malformed and undated records as they were, with headers that say where from and why; see dead-letter-origin.ts. */
  readonly deadLetters: readonly ReadyRecords[]
}

export interface JobMergeStats {
  readonly lateRecords: number
  readonly rows: number
  readonly droppedNotNull: number
  readonly openWindows: number
}

export interface OutputSegment extends ReadyRecords {
  readonly job: number
}

export interface MergeResult {
  readonly segments: readonly OutputSegment[]
  /** A row of JSON for every job, key and window of which this epoch's records came late; see late-row-texts.ts. */
  readonly lateRows: readonly ReadyRecords[]
  /** Least last millisecond of an open window of this shard; Infinity when none is open. */
  readonly nextWindowEnd: number
  readonly stateBytes: number
  readonly jobs: readonly JobMergeStats[]
}

/** The open state of a shard, copied out. */
export interface StateCopy {
  /** Blocks of partial rows, in pieces of whole blocks. */
  readonly pieces: readonly ArrayBuffer[]
  /** Of the state's content, 64 bits: the sum over shards does not depend on how many there are. */
  readonly checksum: bigint
}

export class Kernel {
  readonly #exports: KernelExports
  readonly #options: KernelOptions

  private constructor(exports: KernelExports, options: KernelOptions) {
    this.#exports = exports
    this.#options = options
  }

  /**
   * Instantiates the kernels with a plan. A kernel both scans and keeps one shard's state.
   * @throws MillraceError KERNEL_OUT_OF_MEMORY, KERNEL_INTERNAL
   */
  static create(module: WebAssembly.Module, options: KernelOptions): Kernel {
    const decoder = new TextDecoder()
    const memory = (): ArrayBuffer => (instance.exports as unknown as KernelExports).memory.buffer
    const instance: WebAssembly.Instance = new WebAssembly.Instance(module, {
      env: {
        fail: (code = 0, detail = 0) => {
          throw failure(code, detail, options)
        },
        parseDouble: (pointer = 0, length = 0): number =>
          Number(decoder.decode(new Uint8Array(memory(), pointer >>> 0, length)))
      }
    })
    const kernel = new Kernel(instance.exports as unknown as KernelExports, options)
    kernel.#loadPlan()
    return kernel
  }

  #loadPlan(): void {
    const { plan, shards, memoryLimitMb } = this.#options
    this.#exports.setMemoryLimit(memoryLimitMb * PAGES_PER_MB)
    const pointer = this.#exports.reservePlan(plan.byteLength)
    this.#bytes(pointer, plan.byteLength).set(plan)
    this.#exports.loadPlan(pointer, plan.byteLength, shards)
    this.#options.lateRowKeys?.forEach((keys, number) => {
      const texts = encodeLateRowTexts({ job: this.#options.jobNames[number] ?? '', keys })
      const place = this.#exports.collectLateRows(number, texts.byteLength)
      this.#bytes(place, texts.byteLength).set(texts)
    })
  }

  /**
   * Scans record batches of one chunk: records with offsets in [fromOffset, toOffset).
   * @param arrivalTime the records' time in processing time, NaN in event time
   * @param watermark the current one; only a hint for `earliestWindowEnd`
   * @param origin given, records that cannot be used come back as dead letters; else they are only counted
   * @throws MillraceError KERNEL_BAD_INPUT when {@link brokenSections} finds any; nothing of the chunk counts then
   */
  scanRecords(
    sections: readonly RecordsSection[],
    fromOffset: number,
    toOffset: number,
    arrivalTime: number,
    watermark: number,
    origin: RecordOrigin | null = null
  ): ScanResult {
    const total = sections.reduce((sum, section) => sum + section.bytes.byteLength, 0)
    let pointer = this.#exports.reserveInput(total) >>> 0
    this.#beginScan(arrivalTime, watermark, origin)
    const starts: number[] = []
    for (const section of sections) {
      this.#bytes(pointer, section.bytes.byteLength).set(section.bytes)
      starts.push(pointer)
      pointer += section.bytes.byteLength
    }
    sections.forEach((section, index) => {
      const start = starts[index] ?? 0
      const { bytes, count, baseOffset } = section
      this.#exports.scanRecords(start, bytes.byteLength, count, baseOffset, fromOffset, toOffset)
    })
    this.#exports.scanEnd()
    return this.#scanResult()
  }

  /** The sections whose framing is broken: for the rare case that scanning failed. */
  brokenSections<Section extends RecordsSection>(sections: readonly Section[]): Section[] {
    return sections.filter(({ bytes, count }) => {
      const pointer = this.#exports.reserveInput(bytes.byteLength)
      this.#bytes(pointer, bytes.byteLength).set(bytes)
      try {
        this.#exports.checkRecords(pointer, bytes.byteLength, count)
        return false
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'KERNEL_BAD_INPUT') return true
        throw error
      }
    })
  }

  /** Scans newline-separated documents, the first at offset `firstLine`; else as {@link scanRecords}. */
  scanLines(
    lines: Uint8Array,
    firstLine: number,
    arrivalTime: number,
    watermark: number,
    origin: RecordOrigin | null = null
  ): ScanResult {
    const pointer = this.#exports.reserveInput(lines.byteLength)
    this.#beginScan(arrivalTime, watermark, origin)
    this.#bytes(pointer, lines.byteLength).set(lines)
    this.#exports.scanLines(pointer, lines.byteLength, firstLine)
    this.#exports.scanEnd()
    return this.#scanResult()
  }

  /**
   * Folds partial rows of one epoch into this shard's state, closes the epoch and fires what `watermark` passes.
   * @param watermark ms; -Infinity: none yet, Infinity: the end of time; null: the epoch is not closed yet
   */
  merge(partials: readonly ArrayBuffer[], watermark: number | null): MergeResult {
    for (const partial of partials) {
      const pointer = this.#exports.reserveInput(partial.byteLength)
      this.#bytes(pointer, partial.byteLength).set(new Uint8Array(partial))
      this.#exports.mergePartials(pointer, partial.byteLength)
    }
    if (watermark !== null) this.#exports.closeEpoch(watermark)
    const segments = this.#segments()
    this.#exports.outputRelease()
    const jobs = this.#options.jobNames.length
    return {
      segments: segments.filter(({ job }) => job < jobs),
      lateRows: segments.filter(({ job }) => job === jobs),
      ...this.#mergeStats()
    }
  }

  /** Copies the open state out as blocks of partial rows, in pieces of whole blocks; the state stays as it is. */
  snapshot(): StateCopy {
    const pieces: ArrayBuffer[] = []
    this.#exports.snapshotBegin(SNAPSHOT_PIECE_BYTES)
    do {
      const length = this.#exports.snapshotLength() >>> 0
      if (length > 0) pieces.push(this.#copy(this.#exports.snapshotPointer(), length))
    } while (this.#exports.snapshotNext() !== 0)
    const checksum = this.#checksum()
    this.#exports.snapshotRelease()
    return { pieces, checksum }
  }

  /** Digest of the open state's content, 64 bits; digests of all shards add up to the same however many there are. */
  checksum(): bigint {
    this.#exports.stateChecksum()
    return this.#checksum()
  }

  /** The digest that was computed last: by a walk of its own, or on the way of a snapshot. */
  #checksum(): bigint {
    const low = BigInt(this.#exports.stateChecksumLow() >>> 0)
    return (BigInt(this.#exports.stateChecksumHigh() >>> 0) << 32n) | low
  }

  /**
   * Fills an empty shard from snapshots, of any number of shards.
   * @param watermark where the snapshot stood, ms
   * @param states blocks of partial rows, their jobs numbered as in this kernel's plan
   */
  restore(states: readonly Uint8Array[], shard: number, watermark: number): MergeResult {
    this.#exports.closeEpoch(watermark)
    for (const state of states) {
      const pointer = this.#exports.reserveInput(state.byteLength)
      this.#bytes(pointer, state.byteLength).set(state)
      this.#exports.restoreState(pointer, state.byteLength, shard, this.#options.shards)
    }
    return { segments: [], lateRows: [], ...this.#mergeStats() }
  }

  #beginScan(arrivalTime: number, watermark: number, origin: RecordOrigin | null): void {
    this.#exports.scanBegin(arrivalTime, watermark)
    if (origin === null) return
    const bytes = encodeOrigin(origin)
    const pointer = this.#exports.collectDeadLetters(bytes.byteLength)
    this.#bytes(pointer, bytes.byteLength).set(bytes)
  }

  #scanResult(): ScanResult {
    const partials: (ArrayBuffer | null)[] = []
    for (let shard = 0; shard < this.#options.shards; shard++) {
      const length = this.#exports.partialLength(shard) >>> 0
      partials.push(length === 0 ? null : this.#copy(this.#exports.partialPointer(shard), length))
    }
    const [records = 0, malformed = 0, undated = 0, maxTimestamp = 0, earliestWindowEnd = 0] = this.#doubles(
      this.#exports.statsPointer(),
      SCAN_STATS
    )
    const deadLetters = this.#deadLetters()
    return { partials, deadLetters, records, malformed, undated, maxTimestamp, earliestWindowEnd }
  }

  #deadLetters(): ReadyRecords[] {
    const words = this.#exports.deadLetterSectionCount() * DEAD_LETTER_WORDS
    if (words === 0) return []
    const table = new Uint32Array(
      this.#copy(this.#exports.deadLetterSectionsPointer(), words * Uint32Array.BYTES_PER_ELEMENT)
    )
    const base = this.#exports.deadLettersPointer() >>> 0
    const sections: ReadyRecords[] = []
    for (let at = 0; at < words; at += DEAD_LETTER_WORDS) {
      const [start = 0, length = 0, count = 0] = table.subarray(at, at + DEAD_LETTER_WORDS)
      sections.push({ count, bytes: new Uint8Array(this.#copy(base + start, length)) })
    }
    return sections
  }

  #segments(): OutputSegment[] {
    const count = this.#exports.outputSegmentCount()
    const table = new Uint32Array(
      this.#copy(this.#exports.outputSegmentsPointer(), count * SEGMENT_WORDS * Uint32Array.BYTES_PER_ELEMENT)
    )
    const segments: OutputSegment[] = []
    for (let at = 0; at < table.length; at += SEGMENT_WORDS) {
      const [job = 0, pointer = 0, length = 0, rows = 0] = table.subarray(at, at + SEGMENT_WORDS)
      segments.push({ job, count: rows, bytes: new Uint8Array(this.#copy(pointer, length)) })
    }
    return segments
  }

  #mergeStats(): Omit<MergeResult, 'segments' | 'lateRows'> {
    const jobCount = this.#options.jobNames.length
    const values = this.#doubles(
      this.#exports.mergeStatsPointer(),
      MERGE_STATS_HEADER + jobCount * MERGE_STATS_PER_JOB
    )
    const jobs: JobMergeStats[] = []
    for (let at = MERGE_STATS_HEADER; at < values.length; at += MERGE_STATS_PER_JOB) {
      const [lateRecords = 0, rows = 0, droppedNotNull = 0, openWindows = 0] = values.subarray(at)
      jobs.push({ lateRecords, rows, droppedNotNull, openWindows })
    }
    return { nextWindowEnd: values[1] ?? Number.POSITIVE_INFINITY, stateBytes: values[2] ?? 0, jobs }
  }

  #bytes(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, pointer >>> 0, length)
  }

  #copy(pointer: number, length: number): ArrayBuffer {
    const start = pointer >>> 0
    return this.#exports.memory.buffer.slice(start, start + length)
  }

  #doubles(pointer: number, count: number): Float64Array {
    return new Float64Array(this.#copy(pointer, count * Float64Array.BYTES_PER_ELEMENT))
  }
}

function failure(code: number, detail: number, options: KernelOptions): MillraceError {
  if (code === FAIL_OUT_OF_MEMORY) {
    const job = options.jobNames[detail] ?? options.jobNames.join(', ')
    return new MillraceError('KERNEL_OUT_OF_MEMORY', { job, limit: options.memoryLimitMb })
  }
  if (code === FAIL_BAD_INPUT) {
    return new MillraceError('KERNEL_BAD_INPUT', {
      where: 'a record batch',
      reason: 'its record framing is broken'
    })
  }
  return new MillraceError('KERNEL_INTERNAL', { code, detail })
}
