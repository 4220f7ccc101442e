/** Programs grow on demand: what is read, after what that reads, each once. */
import { constantOf } from '../../table/functions/lowering.js'
import { scalarFunction } from '../../table/functions/index.js'
import type { Bound, BoundField, BoundGroup } from '../../table/bound/bound.js'
import type { TypeName } from '../../table/types.js'
import type { Instruction, Operation, Program } from '../physical.js'
import { placeExpressions } from './selections.js'
import type { Read, Selection } from './selections.js'

/** A program under construction, to which sections are added one after the other. */
export class ProgramBuilder {
  readonly #registers: TypeName[] = []
  readonly #instructions: Instruction[] = []
  #selections = 0

  get length(): number {
    return this.#instructions.length
  }

  register(type: TypeName): number {
    return this.#registers.push(type) - 1
  }

  selection(): number {
    return this.#selections++
  }

  add(instruction: Instruction): void {
    this.#instructions.push(instruction)
  }

  finish(): Program {
    return {
      registers: this.#registers,
      selectionCount: this.#selections,
      instructions: this.#instructions
    }
  }
}

/** What a section reads that no instruction computes. */
export type Leaf = BoundField | BoundGroup

/** The instructions over one kind of rows: equal expressions have one register, equal sets of filters one selection. */
export class ProgramSection {
  /** Number of the selection of all its rows. */
  readonly allRows: number
  readonly #program: ProgramBuilder
  readonly #leafRegister: (leaf: Leaf) => number
  readonly #all: Selection
  readonly #placed: ReadonlyMap<string, Selection>
  readonly #registerByKey = new Map<string, number>()
  readonly #numbers: Map<Selection, number>

  /**
   * @param reads all that will be read of the section, which decides on whose rows each expression is computed
   * @param leafRegister the register of a leaf
   */
  constructor(
    program: ProgramBuilder,
    all: Selection,
    reads: readonly Read[],
    leafRegister: (leaf: Leaf) => number
  ) {
    this.#program = program
    this.#leafRegister = leafRegister
    this.#all = all
    this.#placed = placeExpressions(reads, all)
    this.allRows = program.selection()
    this.#numbers = new Map([[all, this.allRows]])
  }

  /** The number of a selection, and the instructions that make it. */
  emitSelection(selection: Selection): number {
    const known = this.#numbers.get(selection)
    if (known !== undefined) return known
    if (selection.parent === null || selection.conjunct === null) {
      throw new RangeError('only the selection of all rows has no parent')
    }
    const sel = this.emitSelection(selection.parent)
    const condition = this.emit(selection.conjunct)
    const dst = this.#program.selection()
    this.#numbers.set(selection, dst)
    this.#program.add({ op: 'FILTER', dst, sel, condition })
    return dst
  }

  /** The register of an expression, and the instructions that compute it. */
  emit(bound: Bound): number {
    if (bound.kind === 'field' || bound.kind === 'group') return this.#leafRegister(bound)
    const known = this.#registerByKey.get(bound.key)
    if (known !== undefined) return known
    const sel = this.emitSelection(this.#placed.get(bound.key) ?? this.#all)
    const operation = this.#operation(bound)
    const dst = this.#program.register(bound.type)
    this.#registerByKey.set(bound.key, dst)
    this.#program.add({ ...operation, dst, sel })
    return dst
  }

  #operation(bound: Exclude<Bound, Leaf>): Operation {
    if (bound.kind === 'literal') return { op: 'CONST', constant: constantOf(bound) }
    return scalarFunction(bound.function).lower(bound, (operand) => this.emit(operand))
  }
}
