import { MillraceError } from '../../errors.js'
import {
  SEGMENT_AT_ADDRESS,
  SEGMENT_AT_JOB,
  SEGMENT_AT_LENGTH,
  SEGMENT_AT_RECORDS,
  SEGMENT_WORDS
} from '../../plan/contract/blocks.js'
import { FAIL_BAD_INPUT, FAIL_OUT_OF_MEMORY } from '../../plan/contract/failures.js'
import { CONTRACT_VERSION } from '../../plan/contract/plan-layout.js'
import { encodeDroppedRowHeaders, type DroppedRowNames } from './dropped-row-headers.js'
import type { KernelExports } from './exports.js'
import type { OutputSegment, ReadyRecords } from './results.js'

const PAGES_PER_MB = 16

export interface InstanceOptions {
  /** Names of the application's jobs by number, for messages. */
  readonly jobNames: readonly string[]
  readonly memoryLimitMb: number
  /** By job: then rows that a null in a NOT NULL column has cost come back; left out or null: they are only counted. */
  readonly droppedRows?: readonly DroppedRowNames[] | null
}

/** What was written since the last time. */
export interface TakenRows {
  readonly segments: readonly OutputSegment[]
  readonly lateRows: readonly ReadyRecords[]
  readonly droppedRows: readonly ReadyRecords[]
}

/**
 * One instance of the kernels with its memory: the one place where JavaScript and WASM meet. `memory.grow` detaches
 * every view, so views are made anew for each copy.
 */
export class KernelInstance {
  readonly exports: KernelExports
  readonly jobNames: readonly string[]

  private constructor(exports: KernelExports, { jobNames, memoryLimitMb }: InstanceOptions) {
    this.exports = exports
    this.jobNames = jobNames
    exports.setMemoryLimit(memoryLimitMb * PAGES_PER_MB)
  }

  /** @throws MillraceError KERNEL_CONTRACT when the kernels were built for another contract than this program */
  static create(module: WebAssembly.Module, options: InstanceOptions): KernelInstance {
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
    const exports = instance.exports as unknown as Partial<KernelExports>
    const found = exports.CONTRACT_VERSION?.value ?? 0
    if (found !== CONTRACT_VERSION) {
      throw new MillraceError('KERNEL_CONTRACT', { found, expected: CONTRACT_VERSION })
    }
    return new KernelInstance(exports as KernelExports, options)
  }

  /** Copies bytes to where the kernels take their input; they stay until the next ones. Answers the address. */
  writeInput(bytes: Uint8Array): number {
    const pointer = this.exports.reserveInput(bytes.byteLength)
    this.write(pointer, bytes)
    return pointer
  }

  write(pointer: number, bytes: Uint8Array): void {
    new Uint8Array(this.exports.memory.buffer, pointer >>> 0, bytes.byteLength).set(bytes)
  }

  /** @param watermarks by job, ms; -Infinity: none yet, Infinity: the end of time */
  writeWatermarks(watermarks: readonly number[]): void {
    const pointer = this.exports.watermarksPointer() >>> 0
    new Float64Array(this.exports.memory.buffer, pointer, this.jobNames.length).set(watermarks)
  }

  copy(pointer: number, length: number): ArrayBuffer {
    const start = pointer >>> 0
    return this.exports.memory.buffer.slice(start, start + length)
  }

  words(pointer: number, count: number): Uint32Array {
    return new Uint32Array(this.copy(pointer, count * Uint32Array.BYTES_PER_ELEMENT))
  }

  doubles(pointer: number, count: number): Float64Array {
    return new Float64Array(this.copy(pointer, count * Float64Array.BYTES_PER_ELEMENT))
  }

  /** From now on rows that are dropped come back, if the options ask for them; once the plan is loaded. */
  collectDroppedRows(names: readonly DroppedRowNames[] | null | undefined): void {
    names?.forEach((job, number) => {
      const headers = encodeDroppedRowHeaders(job)
      this.write(this.exports.collectDroppedRows(number, headers.byteLength), headers)
    })
  }

  /** Takes the rows that were written since the last time: what is no job's has the numbers behind them. */
  takeRows(): TakenRows {
    const segments = this.#takeSegments()
    const jobs = this.jobNames.length
    return {
      segments: segments.filter(({ job }) => job < jobs),
      lateRows: segments.filter(({ job }) => job === jobs),
      droppedRows: segments.filter(({ job }) => job === jobs + 1)
    }
  }

  #takeSegments(): OutputSegment[] {
    const count = this.exports.outputSegmentCount()
    if (count === 0) return []
    const table = this.words(this.exports.outputSegmentsPointer(), count * SEGMENT_WORDS)
    const segments = Array.from({ length: count }, (_, i): OutputSegment => {
      const entry = table.subarray(i * SEGMENT_WORDS)
      return {
        job: entry[SEGMENT_AT_JOB]!,
        count: entry[SEGMENT_AT_RECORDS]!,
        bytes: new Uint8Array(this.copy(entry[SEGMENT_AT_ADDRESS]!, entry[SEGMENT_AT_LENGTH]!))
      }
    })
    this.exports.outputRelease()
    return segments
  }
}

function failure(code: number, detail: number, { jobNames, memoryLimitMb }: InstanceOptions): MillraceError {
  if (code === FAIL_OUT_OF_MEMORY) {
    const job = jobNames[detail] ?? jobNames.join(', ')
    return new MillraceError('KERNEL_OUT_OF_MEMORY', { job, limit: memoryLimitMb })
  }
  if (code === FAIL_BAD_INPUT) {
    return new MillraceError('KERNEL_BAD_INPUT', {
      where: 'a record batch',
      reason: 'its record framing is broken'
    })
  }
  return new MillraceError('KERNEL_INTERNAL', { code, detail })
}
