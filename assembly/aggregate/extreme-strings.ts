import { cellNull, cellString } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { NULL_LENGTH } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { compareBytes, copyBytes } from '../memory/bytes'
import { hashBytes } from '../memory/hash'
import { scratchAllocate } from '../memory/scratch'
import { checkVarint, take } from './checks'
import { AggregateFamily } from './family'
import { isGreatest } from './order'
import { inputRegister, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * MIN and MAX of strings, in the order of their UTF-8 bytes, which is that of code points.
 *
 *     slot     | length + 1 u32 (0: none) | bytes, up to INLINE |
 *              | length + 1 u32 | block u32 (a copy of its own) | capacity u32 | - u32 |       longer than INLINE
 *     partial  | length + 1 varint (0: none) | bytes |
 */
const SLOT: i32 = 16
const VALUE: usize = 4
const CAPACITY: usize = 8
/** Longest value that needs no memory besides the slot. */
const INLINE: u32 = 12

/** MIN or MAX, by the order O (order.ts). */
export function stringExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  stringFamily<O>(family)
  return family
}

/** Makes `family` that of MIN or MAX, for another to begin from. */
export function stringFamily<O>(family: AggregateFamily): void {
  family.slotSize = SLOT
  family.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
    update<O>(agg, slots, offset, rows, n)
  family.writeSize = writeSize
  family.write = write
  family.merge = (slot: usize, partial: usize): usize => merge<O>(slot, partial)
  family.add = (into: usize, from: usize): void => add<O>(into, from)
  family.absorb = (into: usize, from: usize): void => absorb<O>(into, from)
  family.free = free
  family.touch = touch
  family.digest = digest
  family.check = checkString
}

/** AggregateFinish of MIN and MAX of strings. */
export function finishString(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (!isPresent(slot)) {
    cellNull(register, row)
    return true
  }
  const copy = scratchAllocate(<usize>lengthOf(slot))
  copyBytes(copy, bytesOf(slot), lengthOf(slot))
  cellString(register, row, copy, lengthOf(slot))
  return true
}

function update<O>(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const addresses = registerData(inputRegister(agg))
  const lengths = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i) << 2
    const length = load<u32>(lengths + row)
    if (length == NULL_LENGTH) continue
    keep<O>(slotOf(slots, offset, i), <usize>load<u32>(addresses + row), length)
  }
}

function writeSize(slot: usize): i32 {
  return isPresent(slot) ? MAX_UNSIGNED_VARINT + <i32>lengthOf(slot) : MAX_UNSIGNED_VARINT
}

function write(slot: usize, out: usize): usize {
  if (!isPresent(slot)) return writeUnsignedVarint(out, 0)
  const at = writeUnsignedVarint(out, <u64>lengthOf(slot) + 1)
  copyBytes(at, bytesOf(slot), lengthOf(slot))
  return at + <usize>lengthOf(slot)
}

function merge<O>(slot: usize, partial: usize): usize {
  const head = readUnsignedVarint(partial)
  const value = unsignedVarintEnd
  if (!head) return value
  const length = <u32>(head - 1)
  keep<O>(slot, value, length)
  return value + <usize>length
}

function add<O>(into: usize, from: usize): void {
  if (isPresent(from)) keep<O>(into, bytesOf(from), lengthOf(from))
}

/** The winner's memory ends up in `into`. */
function absorb<O>(into: usize, from: usize): void {
  if (!isPresent(from) || !wins<O>(into, bytesOf(from), lengthOf(from))) return
  const winner = v128.load(from)
  v128.store(from, v128.load(into))
  v128.store(into, winner)
}

function free(slot: usize): void {
  if (ownsBlock(slot)) release(bytesOf(slot), <usize>load<u32>(slot, CAPACITY))
  v128.store(slot, i64x2.splat(0))
}

function touch(slot: usize): u32 {
  return ownsBlock(slot) ? load<u32>(bytesOf(slot)) : load<u32>(slot)
}

function digest(slot: usize): u64 {
  return isPresent(slot) ? hashBytes(bytesOf(slot), <i32>lengthOf(slot), 1) : 0
}

/** See AggregateFamily.check. */
export function checkString(partial: usize, limit: usize): usize {
  const head = checkVarint(partial, limit)
  return head ? take(unsignedVarintEnd, head - 1, limit) : unsignedVarintEnd
}

/** Does the slot hold a string? */
// @ts-ignore: decorator
@inline
export function isPresent(slot: usize): bool {
  return load<u32>(slot) != 0
}

// @ts-ignore: decorator
@inline
function ownsBlock(slot: usize): bool {
  return load<u32>(slot) > INLINE + 1
}

/** Its bytes. */
// @ts-ignore: decorator
@inline
export function bytesOf(slot: usize): usize {
  return ownsBlock(slot) ? <usize>load<u32>(slot, VALUE) : slot + VALUE
}

/** Of a value that is present. */
// @ts-ignore: decorator
@inline
export function lengthOf(slot: usize): u32 {
  return load<u32>(slot) - 1
}

/** Takes a copy of a string that comes before, or after, the one that the slot holds. */
// @ts-ignore: decorator
@inline
export function keep<O>(slot: usize, value: usize, length: u32): void {
  if (wins<O>(slot, value, length)) replace(slot, value, length)
}

// @ts-ignore: decorator
@inline
function wins<O>(slot: usize, value: usize, length: u32): bool {
  if (!isPresent(slot)) return true
  const order = compareBytes(value, length, bytesOf(slot), lengthOf(slot))
  return isGreatest<O>() ? order > 0 : order < 0
}

function replace(slot: usize, value: usize, length: u32): void {
  const capacity: u32 = ownsBlock(slot) ? load<u32>(slot, CAPACITY) : 0
  if (length <= INLINE || length > capacity) {
    if (capacity != 0) release(bytesOf(slot), capacity)
    if (length > INLINE) {
      store<u32>(slot, <u32>allocate(<usize>length), VALUE)
      store<u32>(slot, length, CAPACITY)
    }
  }
  store<u32>(slot, length + 1)
  copyBytes(bytesOf(slot), value, length)
}
