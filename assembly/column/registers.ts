import { allocate, release } from '../memory/allocator'
import { planRegisterCount, planRegisterType, planSelectionCount } from '../plan'
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
@inline
const REGISTER_ENTRY: usize = 12
// @ts-ignore: decorator
@inline
const SELECTION_ENTRY: usize = 8
// @ts-ignore: decorator
@inline
const SELECTION_BYTES: usize = VECTOR_SIZE << 1
// @ts-ignore: decorator
@inline
const STAGGER: usize = 192

let block: usize = 0
let blockBytes: usize = 0
let registerTable: usize = 0
let selectionTable: usize = 0
let generation: u32 = 0

/**
 * Makes the registers and selections of a plan, all cells zero; those of the plan before are given back.
 * Every selection holds the row numbers 0, 1, 2… until it is filtered into; selection 0 keeps them. A plan whose program does not fit its registers
 * fails (programCheck).
 */
export function registersCreate(plan: usize): void {
  programCheck(plan)
  const registers = planRegisterCount(plan)
  const selections = planSelectionCount(plan)
  if (block != 0) release(block, blockBytes)
  generation++
  blockBytes = bytesNeeded(plan, registers, selections)
  block = allocate(blockBytes)
  memory.fill(block, 0, blockBytes)
  registerTable = block
  selectionTable = block + <usize>registers * REGISTER_ENTRY
  let area = alignArea(selectionTable + <usize>selections * SELECTION_ENTRY)
  for (let i: u32 = 0; i < registers; i++) {
    area = placeRegister(registerTable + <usize>i * REGISTER_ENTRY, planRegisterType(plan, i), area)
  }
  for (let s: u32 = 0; s < selections; s++) {
    store<u32>(selectionTable + <usize>s * SELECTION_ENTRY, <u32>area)
    for (let row = 0; row < VECTOR_SIZE; row++) store<u16>(area + (row << 1), <u16>row)
    area += SELECTION_BYTES + STAGGER
  }
}

function bytesNeeded(plan: usize, registers: u32, selections: u32): usize {
  let bytes = <usize>registers * REGISTER_ENTRY + <usize>selections * SELECTION_ENTRY + 64
  for (let i: u32 = 0; i < registers; i++) {
    const type = <i32>planRegisterType(plan, i)
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
@inline
function alignArea(address: usize): usize {
  return (address + 63) & ~63
}

/** How many times registers were made, from 1 up: tells what was written into these from what was before. */
// @ts-ignore: decorator
@inline
export function registersGeneration(): u32 {
  return generation
}

/** Type code of register i. */
// @ts-ignore: decorator
@inline
export function registerType(i: i32): i32 {
  return load<i32>(registerTable + <usize>i * REGISTER_ENTRY)
}

/** Address of the data area of register i (its cells: vector.ts). */
// @ts-ignore: decorator
@inline
export function registerData(i: i32): usize {
  return load<u32>(registerTable + <usize>i * REGISTER_ENTRY, 4)
}

/** Address of the aux area of register i: null marks or string lengths. */
// @ts-ignore: decorator
@inline
export function registerAux(i: i32): usize {
  return load<u32>(registerTable + <usize>i * REGISTER_ENTRY, 8)
}

/** Address of the row numbers of selection s: u16[VECTOR_SIZE], ascending. */
// @ts-ignore: decorator
@inline
export function selectionRows(s: i32): usize {
  return load<u32>(selectionTable + <usize>s * SELECTION_ENTRY)
}

/** How many rows selection s holds. */
// @ts-ignore: decorator
@inline
export function selectionCount(s: i32): i32 {
  return load<i32>(selectionTable + <usize>s * SELECTION_ENTRY, 4)
}

/** Says how many rows selection s holds. */
// @ts-ignore: decorator
@inline
export function selectionSetCount(s: i32, count: i32): void {
  store<i32>(selectionTable + <usize>s * SELECTION_ENTRY, count, 4)
}
