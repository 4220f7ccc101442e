import { registerAux, registerData } from '../column/registers'
import { NULL_LENGTH } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { compareBytes, copyBytes } from '../memory/bytes'
import { MAX, aggregateKind, inputRegister, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * MIN and MAX of strings, in the order of their UTF-8 bytes, which is that of code points.
 * ```
 * slot     | bytes u32 (a copy of its own) | length u32 | capacity u32 | present u32 |
 * partial  | length + 1 varint (0: none) | bytes |
 * ```
 */
export const EXTREME_STRING_SLOT: i32 = 16
const LENGTH: usize = 4
const CAPACITY: usize = 8
const PRESENT: usize = 12

// @ts-ignore: decorator
@inline
export function extremeStringIsPresent(slot: usize): bool {
  return load<u32>(slot, PRESENT) != 0
}

// @ts-ignore: decorator
@inline
export function extremeStringBytes(slot: usize): usize {
  return <usize>load<u32>(slot)
}

// @ts-ignore: decorator
@inline
export function extremeStringLength(slot: usize): u32 {
  return load<u32>(slot, LENGTH)
}

export function extremeStringsUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const addresses = registerData(inputRegister(agg))
  const lengths = registerAux(inputRegister(agg))
  const greatest = aggregateKind(agg) == MAX
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i) << 2
    const length = load<u32>(lengths + row)
    if (length == NULL_LENGTH) continue
    const value = <usize>load<u32>(addresses + row)
    const slot = slotOf(slots, offset, i)
    if (wins(slot, value, length, greatest)) replace(slot, value, length)
  }
}

export function extremeStringsWriteSize(slot: usize): i32 {
  return MAX_UNSIGNED_VARINT + load<i32>(slot, LENGTH)
}

export function extremeStringsWrite(slot: usize, out: usize): usize {
  if (!extremeStringIsPresent(slot)) return writeUnsignedVarint(out, 0)
  const length = extremeStringLength(slot)
  const at = writeUnsignedVarint(out, <u64>length + 1)
  copyBytes(at, extremeStringBytes(slot), length)
  return at + <usize>length
}

export function extremeStringsMerge(agg: usize, slot: usize, partial: usize): usize {
  const head = readUnsignedVarint(partial)
  const value = unsignedVarintEnd
  if (!head) return value
  const length = <u32>(head - 1)
  if (wins(slot, value, length, aggregateKind(agg) == MAX)) replace(slot, value, length)
  return value + <usize>length
}

export function extremeStringsMergeSlots(agg: usize, into: usize, from: usize): void {
  if (!extremeStringIsPresent(from)) return
  if (!wins(into, extremeStringBytes(from), extremeStringLength(from), aggregateKind(agg) == MAX)) return
  const winner = v128.load(from)
  v128.store(from, v128.load(into))
  v128.store(into, winner)
}

export function extremeStringsFree(slot: usize): void {
  release(extremeStringBytes(slot), <usize>load<u32>(slot, CAPACITY))
  v128.store(slot, i64x2.splat(0))
}

// @ts-ignore: decorator
@inline
function wins(slot: usize, value: usize, length: u32, greatest: bool): bool {
  if (!extremeStringIsPresent(slot)) return true
  const order = compareBytes(value, length, extremeStringBytes(slot), extremeStringLength(slot))
  return greatest ? order > 0 : order < 0
}

function replace(slot: usize, value: usize, length: u32): void {
  if (length > load<u32>(slot, CAPACITY)) {
    release(extremeStringBytes(slot), <usize>load<u32>(slot, CAPACITY))
    store<u32>(slot, <u32>allocate(<usize>length))
    store<u32>(slot, length, CAPACITY)
  }
  copyBytes(extremeStringBytes(slot), value, length)
  store<u32>(slot, length, LENGTH)
  store<u32>(slot, 1, PRESENT)
}
