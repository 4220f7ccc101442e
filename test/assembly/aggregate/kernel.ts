import {
  PLAN_AT_REGISTER_COUNT,
  PLAN_AT_REGISTERS,
  PLAN_AT_SELECTION_COUNT,
  PLAN_HEADER_WORDS
} from '../../../src/plan/contract/plan-layout.js'
import { aggregateFunction } from '../../../src/table/functions/index.js'
import { KernelFailure, instantiateKernels } from '../../support/kernels.js'

/** What the tests of assembly/aggregate/ call. */
interface AggregateExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  allocate(size: number): number
  release(ptr: number, size: number): void
  allocatedBytes(): number
  registersCreate(plan: number): void
  registerData(register: number): number
  registerAux(register: number): number
  aggregateSlotSize(agg: number): number
  aggregateRowTimes(times: number): void
  aggregateUpdate(agg: number, slots: number, offset: number, rows: number, n: number): void
  aggregateWriteSize(agg: number, slot: number): number
  aggregateWrite(agg: number, slot: number, out: number): number
  aggregateMerge(agg: number, slot: number, partial: number): number
  aggregateAdd(agg: number, into: number, from: number): void
  aggregateAbsorb(agg: number, into: number, from: number): void
  aggregateFree(agg: number, slot: number): void
  aggregateCheck(agg: number, partial: number, limit: number): number
  aggregateDigest(agg: number, slot: number): bigint
  aggregateTouch(agg: number, slot: number): number
  aggregateFinish(agg: number, slot: number, register: number, row: number): number
  scratchAllocate(size: number): number
  scratchReset(): void
  writeDouble(value: number, out: number): number
}

/** By type code; register i is of type i. */
export const TYPES = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP'] as const
export type Type = (typeof TYPES)[number]
export type Single = boolean | bigint | number | string | null
/** Of aggregates that choose by something: the value with what it is chosen by. */
export type Value = Single | readonly [value: Single, by: Single]

const VECTOR_SIZE = 512
const NULL_LENGTH = 0xffffffff
const NONE = 0xffffffff
const TRUNCATE = 1
const FAIL_CORRUPT_PARTIAL = 4
/** Where results are written. */
const RESULT_ROW = 7
const MAX_DOUBLE_TEXT = 32
/** Where the slots of a group begin in the test's rows. */
const SLOT_OFFSET = 24

export interface KernelOptions {
  readonly truncate?: boolean
  readonly fraction?: number
  /** Type of what it chooses by; `TIME`: the times of the rows, epoch milliseconds. */
  readonly by?: Type | 'TIME'
  readonly flags?: number
}

/** An aggregate of one type of input, in a module of its own with registers for every type. */
export class AggregateKernel {
  readonly startBytes: number
  private readonly kernels = instantiateKernels<AggregateExports>()
  private readonly agg: number
  private readonly register: number
  private readonly slots: number
  private readonly rows: number
  private readonly times: number

  constructor(
    private readonly kind: string,
    readonly type: Type,
    private readonly options: KernelOptions = {}
  ) {
    this.register = TYPES.indexOf(type)
    this.createRegisters()
    this.agg = this.kernels.allocate(32) >>> 0
    const view = this.view
    const flags = options.truncate ? TRUNCATE : (options.flags ?? 0)
    const byType = options.by === undefined || options.by === 'TIME' ? NONE : TYPES.indexOf(options.by)
    const words = [
      aggregateFunction(kind).code,
      kind === 'COUNT_ALL' ? NONE : this.register,
      this.register,
      flags
    ]
    words.forEach((word, i) => view.setUint32(this.agg + 4 * i, word, true))
    view.setFloat64(this.agg + 16, options.fraction ?? 0, true)
    view.setUint32(this.agg + 24, byType === NONE ? NONE : byType + TYPES.length, true)
    view.setUint32(this.agg + 28, byType, true)
    this.times = this.kernels.allocate(8 * VECTOR_SIZE) >>> 0
    this.kernels.aggregateRowTimes(this.times)
    this.slots = this.kernels.allocate(4 * VECTOR_SIZE) >>> 0
    this.rows = this.kernels.allocate(2 * VECTOR_SIZE) >>> 0
    // What scratch keeps for good.
    this.kernels.scratchAllocate(1)
    this.kernels.scratchReset()
    this.startBytes = this.kernels.allocatedBytes()
  }

  get allocatedBytes(): number {
    return this.kernels.allocatedBytes()
  }

  get memoryBytes(): number {
    return this.kernels.memory.buffer.byteLength
  }

  get slotSize(): number {
    return this.kernels.aggregateSlotSize(this.agg)
  }

  /** A new group: the address of its row. */
  group(): number {
    const group = this.kernels.allocate(SLOT_OFFSET + this.slotSize) >>> 0
    const memory = new Uint8Array(this.kernels.memory.buffer)
    memory.fill(0xa5, group, group + SLOT_OFFSET)
    memory.fill(0, group + SLOT_OFFSET, group + SLOT_OFFSET + this.slotSize)
    return group
  }

  free(group: number): void {
    this.kernels.aggregateFree(this.agg, group + SLOT_OFFSET)
    this.kernels.release(group, SLOT_OFFSET + this.slotSize)
  }

  /** Folds values into groups: `values[i]` into `groups[i]`, a vector at a time, only rows that hold a value. */
  update(groups: readonly number[], values: readonly Value[]): void {
    for (let at = 0; at < values.length; at += VECTOR_SIZE / 2) {
      const part = values.slice(at, at + VECTOR_SIZE / 2)
      const release = this.fillRow(part)
      const view = this.view
      part.forEach((_, i) => {
        view.setUint32(this.slots + 4 * i, groups[at + i]!, true)
        view.setUint16(this.rows + 2 * i, rowOf(i), true)
      })
      this.kernels.aggregateUpdate(this.agg, this.slots, SLOT_OFFSET, this.rows, part.length)
      this.kernels.scratchReset()
      release()
    }
  }

  /** The partial of a group. */
  write(group: number): Uint8Array {
    const size = this.kernels.aggregateWriteSize(this.agg, group + SLOT_OFFSET)
    const out = this.kernels.allocate(size) >>> 0
    const length = (this.kernels.aggregateWrite(this.agg, group + SLOT_OFFSET, out) >>> 0) - out
    if (length > size) throw new Error(`partial of ${length} bytes, ${size} were announced`)
    const partial = new Uint8Array(this.kernels.memory.buffer, out, length).slice()
    this.kernels.release(out, size)
    return partial
  }

  /** Checks a partial as one that was stored, then folds it in. */
  merge(group: number, partial: Uint8Array): void {
    // At an odd address: partials are not aligned.
    const block = this.kernels.allocate(partial.length + 1) >>> 0
    new Uint8Array(this.kernels.memory.buffer).set(partial, block + 1)
    const checked = this.kernels.aggregateCheck(this.agg, block + 1, block + 1 + partial.length) >>> 0
    if (checked !== block + 1 + partial.length) throw new Error('the check stopped elsewhere')
    const end = this.kernels.aggregateMerge(this.agg, group + SLOT_OFFSET, block + 1) >>> 0
    if (end !== block + 1 + partial.length) throw new Error('the partial was not read to its end')
    this.kernels.release(block, partial.length + 1)
  }

  /** Folds `from` into `into` and frees it. */
  mergeGroups(into: number, from: number): void {
    this.kernels.aggregateAbsorb(this.agg, into + SLOT_OFFSET, from + SLOT_OFFSET)
    this.free(from)
  }

  /** Folds `from` into `into`; it stays as it is. */
  addGroup(into: number, from: number): void {
    this.kernels.aggregateTouch(this.agg, from + SLOT_OFFSET)
    this.kernels.aggregateAdd(this.agg, into + SLOT_OFFSET, from + SLOT_OFFSET)
  }

  /** Is a partial that is cut short, by its last byte, refused? */
  refusesCut(partial: Uint8Array): boolean {
    const block = this.kernels.allocate(partial.length) >>> 0
    new Uint8Array(this.kernels.memory.buffer).set(partial, block)
    try {
      this.kernels.aggregateCheck(this.agg, block, block + partial.length - 1)
      return false
    } catch (error) {
      return error instanceof KernelFailure && error.code === FAIL_CORRUPT_PARTIAL
    } finally {
      this.kernels.release(block, partial.length)
    }
  }

  digest(group: number): bigint {
    return this.kernels.aggregateDigest(this.agg, group + SLOT_OFFSET)
  }

  /** The result: as text, doubles as JSON has them, `null`, or `overflow` where a null is too large a value. */
  result(group: number): string {
    const { kernels, resultRegister: register } = this
    const fits = kernels.aggregateFinish(this.agg, group + SLOT_OFFSET, register, RESULT_ROW) !== 0
    const text = this.cell(kernels.registerData(register) >>> 0, kernels.registerAux(register) >>> 0)
    kernels.scratchReset()
    if (fits) return text
    if (text !== 'null') throw new Error('a result that does not fit must be null')
    return 'overflow'
  }

  private get resultRegister(): number {
    return TYPES.indexOf(aggregateFunction(this.kind).resultType(this.type))
  }

  private cell(data: number, aux: number): string {
    const view = this.view
    const type = TYPES[this.resultRegister]
    if (type === 'BOOLEAN') return ['false', 'true', 'null'][view.getUint8(data + RESULT_ROW)] ?? 'broken'
    if (type === 'STRING') {
      const length = view.getUint32(aux + 4 * RESULT_ROW, true)
      if (length === NULL_LENGTH) return 'null'
      const at = view.getUint32(data + 4 * RESULT_ROW, true)
      return JSON.stringify(Buffer.from(this.kernels.memory.buffer, at, length).toString())
    }
    if (view.getUint8(aux + RESULT_ROW) !== 0) return 'null'
    if (type === 'DOUBLE') return this.doubleText(view.getFloat64(data + 8 * RESULT_ROW, true))
    return String(view.getBigInt64(data + 8 * RESULT_ROW, true))
  }

  private doubleText(value: number): string {
    const out = this.kernels.allocate(MAX_DOUBLE_TEXT) >>> 0
    const length = (this.kernels.writeDouble(value, out) >>> 0) - out
    const text = Buffer.from(this.kernels.memory.buffer, out, length).toString()
    this.kernels.release(out, MAX_DOUBLE_TEXT)
    return text
  }

  /** A plan of nothing but two registers of each type: of values, and of what they are chosen by. */
  private createRegisters(): void {
    const plan = this.kernels.allocate(128) >>> 0
    const view = this.view
    for (let at = 0; at < 128; at += 4) view.setUint32(plan + at, 0, true)
    view.setUint32(plan + 4 * PLAN_AT_REGISTER_COUNT, 2 * TYPES.length, true)
    view.setUint32(plan + 4 * PLAN_AT_REGISTERS, 4 * PLAN_HEADER_WORDS, true)
    view.setUint32(plan + 4 * PLAN_AT_SELECTION_COUNT, 1, true)
    for (let register = 0; register < 2 * TYPES.length; register++) {
      view.setUint32(plan + 4 * (PLAN_HEADER_WORDS + register), register % TYPES.length, true)
    }
    this.kernels.registersCreate(plan)
  }

  /** Lays values, and what they are chosen by, into registers. */
  private fillRow(values: readonly Value[]): () => void {
    const { by } = this.options
    const singles = values.map((value) => (isChosen(value) ? value[0] : value))
    const bys = values.map((value) => (isChosen(value) ? value[1] : null))
    const release = this.fillRegister(this.register, this.type, singles)
    if (by === undefined) return release
    if (by === 'TIME') {
      const view = this.view
      bys.forEach((time, i) => view.setBigInt64(this.times + 8 * rowOf(i), time as bigint, true))
      return release
    }
    const releaseBys = this.fillRegister(TYPES.indexOf(by) + TYPES.length, by, bys)
    return () => {
      releaseBys()
      release()
    }
  }

  /** Lays values into the rows that `rowOf` gives; the rows between hold other values. */
  private fillRegister(register: number, type: Type, values: readonly Single[]): () => void {
    if (type === 'STRING') return this.fillStrings(register, values as readonly (string | null)[])
    const data = this.kernels.registerData(register) >>> 0
    const aux = this.kernels.registerAux(register) >>> 0
    const view = this.view
    values.forEach((value, i) => {
      const row = rowOf(i)
      if (type === 'BOOLEAN') {
        view.setUint8(data + row, value === null ? 2 : Number(value))
        return
      }
      view.setUint8(aux + row, value === null ? 1 : 0)
      if (type === 'DOUBLE') view.setFloat64(data + 8 * row, (value ?? 1e300) as number, true)
      else view.setBigInt64(data + 8 * row, (value ?? 99n) as bigint, true)
    })
    return () => undefined
  }

  private fillStrings(register: number, values: readonly (string | null)[]): () => void {
    const bytes = values.map((value) => Buffer.from(value ?? ''))
    const size = bytes.reduce((sum, text) => sum + text.length, 64)
    const block = this.kernels.allocate(size) >>> 0
    const data = this.kernels.registerData(register) >>> 0
    const aux = this.kernels.registerAux(register) >>> 0
    const view = this.view
    const memory = new Uint8Array(this.kernels.memory.buffer)
    let at = block
    bytes.forEach((text, i) => {
      memory.set(text, at)
      view.setUint32(data + 4 * rowOf(i), at, true)
      view.setUint32(aux + 4 * rowOf(i), values[i] === null ? NULL_LENGTH : text.length, true)
      at += text.length
    })
    return () => {
      // What the vector held is gone after it.
      new Uint8Array(this.kernels.memory.buffer).fill(0x7a, block, block + size)
      this.kernels.release(block, size)
    }
  }

  private get view(): DataView {
    return new DataView(this.kernels.memory.buffer)
  }
}

function isChosen(value: Value): value is readonly [Single, Single] {
  return Array.isArray(value)
}

/** Every second row, so that a kernel which takes the index for the row number is found out. */
function rowOf(i: number): number {
  return 2 * i + 1
}
