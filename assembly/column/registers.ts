import { allocate, release } from '../memory/allocator'
import { PLAN_REGISTER_COUNT, PLAN_REGISTERS_OFFSET, PLAN_SELECTION_COUNT } from './instruction'
import { programCheck } from './program-check'
import { auxBytes, dataBytes, VECTOR_SIZE } from './vector'

/**
 * The columns and selections of the plan that is loaded, in one block:
 *
 *   [register table: registerCount x (type u32, data u32, aux u32)]
 *   [selection table: selectionCount x (rows u32, count u32)]
 *   [data and aux areas of every register] [row numbers of every selection, u16 each]
 *
 * Areas are set apart by STAGGER bytes: at a plain power-of-two distance the cells of one row would all fall
 * into the same set of the L1 cache.
 */

// @ts-ignore: decorator
@inline const REGISTER_ENTRY: usize = 12
// @ts-ignore: decorator
@inline const SELECTION_ENTRY: usize = 8
// @ts-ignore: decorator
@inline const SELECTION_BYTES: usize = VECTOR_SIZE << 1
// @ts-ignore: decorator
@inline const STAGGER: usize = 192

let block: usize = 0
let blockBytes: usize = 0
let registerTable: usize = 0
let selectionTable: usize = 0
let generation: u32 = 0

/**
 * Makes the registers and selections of a plan, all cells zero; those of the plan before are given back.
 * Selection 0 holds the row numbers 0, 1, 2… and keeps them. A plan whose program does not fit its registers
 * fails (programCheck).
 */
export function registersCreate(plan: usize): void {
  programCheck(plan)
  const registers = load<u32>(plan, PLAN_REGISTER_COUNT)
  const types = plan + load<u32>(plan, PLAN_REGISTERS_OFFSET)
  const selections = load<u32>(plan, PLAN_SELECTION_COUNT)
  if (block != 0) release(block, blockBytes)
  generation++
  blockBytes = bytesNeeded(types, registers, selections)
  block = allocate(blockBytes)
  memory.fill(block, 0, blockBytes)
  registerTable = block
  selectionTable = block + <usize>registers * REGISTER_ENTRY
  let area = alignArea(selectionTable + <usize>selections * SELECTION_ENTRY)
  for (let i: u32 = 0; i < registers; i++) {
    area = placeRegister(registerTable + <usize>i * REGISTER_ENTRY, load<u32>(types + (i << 2)), area)
  }
  for (let s: u32 = 0; s < selections; s++) {
    store<u32>(selectionTable + <usize>s * SELECTION_ENTRY, <u32>area)
    area += SELECTION_BYTES + STAGGER
  }
  const all = selectionRows(0)
  for (let row = 0; row < VECTOR_SIZE; row++) store<u16>(all + (row << 1), <u16>row)
}

function bytesNeeded(types: usize, registers: u32, selections: u32): usize {
  let bytes = <usize>registers * REGISTER_ENTRY + <usize>selections * SELECTION_ENTRY + 64
  for (let i: u32 = 0; i < registers; i++) {
    const type = load<i32>(types + (i << 2))
    bytes += dataBytes(type) + auxBytes(type) + 2 * STAGGER
  }
  return bytes + <usize>selections * (SELECTION_BYTES + STAGGER)
}

function placeRegister(entry: usize, type: u32, area: usize): usize {
  const aux = area + dataBytes(type) + STAGGER
  store<u32>(entry, type)
  store<u32>(entry, <u32>area, 4)
  store<u32>(entry, <u32>aux, 8)
  return aux + auxBytes(type) + STAGGER
}

// @ts-ignore: decorator
@inline function alignArea(address: usize): usize {
  return (address + 63) & ~63
}

/** How many times registers were made, from 1 up: tells what was written into these from what was before. */
// @ts-ignore: decorator
@inline export function registersGeneration(): u32 {
  return generation
}

/** Type code of register i. */
// @ts-ignore: decorator
@inline export function registerType(i: i32): i32 {
  return load<i32>(registerTable + <usize>i * REGISTER_ENTRY)
}

/** Address of the data area of register i (its cells: vector.ts). */
// @ts-ignore: decorator
@inline export function registerData(i: i32): usize {
  return load<u32>(registerTable + <usize>i * REGISTER_ENTRY, 4)
}

/** Address of the aux area of register i: null marks or string lengths. */
// @ts-ignore: decorator
@inline export function registerAux(i: i32): usize {
  return load<u32>(registerTable + <usize>i * REGISTER_ENTRY, 8)
}

/** Address of the row numbers of selection s: u16[VECTOR_SIZE], ascending. */
// @ts-ignore: decorator
@inline export function selectionRows(s: i32): usize {
  return load<u32>(selectionTable + <usize>s * SELECTION_ENTRY)
}

/** How many rows selection s holds. */
// @ts-ignore: decorator
@inline export function selectionCount(s: i32): i32 {
  return load<i32>(selectionTable + <usize>s * SELECTION_ENTRY, 4)
}

// @ts-ignore: decorator
@inline export function selectionSetCount(s: i32, count: i32): void {
  store<i32>(selectionTable + <usize>s * SELECTION_ENTRY, count, 4)
}
