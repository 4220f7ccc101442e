/**
 * Runs plans of a PlanBuilder in the kernels: fills registers with values, reads them back.
 *
 * Strings are laid out as the JSON scanner leaves them, inside of other text: the bytes around each one are
 * letters of the same few, so that a kernel which looks past an end finds matches there.
 */
import { Buffer } from 'node:buffer'
import { NULL_LENGTH } from '../../src/plan/contract/types.js'
import { TYPE_CODES } from '../../src/plan/type-codes.js'
import type { TypeName } from '../../src/table/types.js'
import { instantiateKernels } from './kernels.js'
import type { PlanBuilder, Value } from './plan-builder.js'

export const VECTOR_SIZE = 512

const PADDING = 'abMobileabaaba%abbabMobileaaab'

interface ColumnExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  allocate(size: number): number
  release(pointer: number, size: number): void
  registersCreate(plan: number): void
  registerType(register: number): number
  registerData(register: number): number
  registerAux(register: number): number
  selectionRows(selection: number): number
  selectionCount(selection: number): number
  programRun(plan: number, rows: number): void
  scratchReset(): void
}

export class ColumnKernels {
  private plan = 0
  private planBytes = 0
  private types: readonly TypeName[] = []
  private readonly texts: { pointer: number; size: number }[] = []

  private readonly kernels = instantiateKernels<ColumnExports>()

  load(builder: PlanBuilder): void {
    if (this.plan !== 0) this.kernels.release(this.plan, this.planBytes)
    for (const { pointer, size } of this.texts.splice(0)) this.kernels.release(pointer, size)
    const bytes = builder.build()
    this.planBytes = bytes.length + 16
    this.plan = this.kernels.allocate(this.planBytes)
    this.memory.fill(0, this.plan, this.plan + this.planBytes)
    this.memory.set(bytes, this.plan)
    this.kernels.registersCreate(this.plan)
    this.types = builder.registers
  }

  run(rows: number): void {
    this.kernels.scratchReset()
    this.kernels.programRun(this.plan, rows)
  }

  /** Writes the values into the rows from 0 on. */
  write(register: number, values: readonly Value[]): void {
    const type = this.types[register]
    if (type === 'STRING') {
      this.writeStrings(register, values)
      return
    }
    const { data, aux } = this.cells(register)
    const view = this.view
    values.forEach((value, row) => {
      if (type === 'BOOLEAN') {
        view.setUint8(data + row, value === null ? 2 : Number(value))
        return
      }
      view.setUint8(aux + row, value === null ? 1 : 0)
      if (type === 'DOUBLE') view.setFloat64(data + row * 8, Number(value ?? 77), true)
      else view.setBigInt64(data + row * 8, BigInt(value ?? 77), true)
    })
  }

  /** The first `rows` values of a register. */
  read(register: number, rows: number): Value[] {
    const type = this.types[register]
    const { data, aux } = this.cells(register)
    const view = this.view
    return Array.from({ length: rows }, (_, row) => {
      if (type === 'BOOLEAN') return ([false, true, null] as const)[view.getUint8(data + row)] ?? null
      if (type === 'STRING') {
        const length = view.getUint32(aux + row * 4, true)
        if (length === NULL_LENGTH) return null
        return Buffer.from(view.buffer, view.getUint32(data + row * 4, true), length).toString()
      }
      if (view.getUint8(aux + row) !== 0) return null
      return type === 'DOUBLE'
        ? view.getFloat64(data + row * 8, true)
        : view.getBigInt64(data + row * 8, true)
    })
  }

  selected(selection: number): number[] {
    const rows = this.kernels.selectionRows(selection) >>> 0
    const view = this.view
    return Array.from({ length: this.kernels.selectionCount(selection) }, (_, i) =>
      view.getUint16(rows + i * 2, true)
    )
  }

  typeCode(register: number): number {
    return this.kernels.registerType(register)
  }

  private writeStrings(register: number, values: readonly Value[]): void {
    const pieces: Buffer[] = []
    const places: number[] = []
    let at = 0
    for (const value of values) {
      const padding = Buffer.from(PADDING.slice(0, 1 + (at % 29)))
      const text = Buffer.from(value === null ? '' : String(value))
      places.push(at + padding.length)
      pieces.push(padding, text)
      at += padding.length + text.length
    }
    const size = at + PADDING.length
    const pointer = this.kernels.allocate(size) >>> 0
    this.texts.push({ pointer, size })
    this.memory.set(Buffer.concat([...pieces, Buffer.from(PADDING)]), pointer)
    const { data, aux } = this.cells(register)
    const view = this.view
    values.forEach((value, row) => {
      view.setUint32(data + row * 4, pointer + (places[row] ?? 0), true)
      view.setUint32(aux + row * 4, value === null ? NULL_LENGTH : Buffer.byteLength(String(value)), true)
    })
  }

  private cells(register: number): { data: number; aux: number } {
    const { registerData, registerAux, registerType } = this.kernels
    const type = this.types[register]
    if (type === undefined || registerType(register) !== TYPE_CODES[type]) throw new Error('no such register')
    return { data: registerData(register) >>> 0, aux: registerAux(register) >>> 0 }
  }

  private get memory(): Uint8Array {
    return new Uint8Array(this.kernels.memory.buffer)
  }

  private get view(): DataView {
    return new DataView(this.kernels.memory.buffer)
  }
}
