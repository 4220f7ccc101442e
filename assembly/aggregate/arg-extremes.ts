import { cellBoolean, cellDouble, cellInteger, cellNull, cellString } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, STRING } from '../column/vector'
import { FAIL_CORRUPT_PARTIAL, currentJob, fail } from '../memory/failure'
import { copyBytes } from '../memory/bytes'
import { scratchAllocate } from '../memory/scratch'
import { checkNumber, require } from './checks'
import { bytesOf, checkString, isPresent, keep, lengthOf, stringFamily } from './extreme-strings'
import { AggregateFamily } from './family'
import { isGreatest } from './order'
import { bitsOfKey, orderedKey } from './ranks'
import { rowTimes } from './row-times'
import { byRegister, byType, inputRegister, inputType, rowOf, slotOf } from './spec'
import { NONE } from '../contract'

/**
 * ARG_MIN(x, y) and ARG_MAX(x, y), and by the time of the row FIRST_VALUE(x) and LAST_VALUE(x): the value x of the row
 * with the least, or greatest, y. Of rows with equal y the least, or greatest, x is taken, so that the order in which
 * rows come has no part in it. Rows in which either is null do not count.
 *
 * What is kept is the least, or greatest, of strings (extreme-strings.ts) that compare as the pairs (y, x) do:
 *
 *     pair     | y | x |
 *     y        u8 of a truth, u64 big-endian of a number (ranks.ts), a string in which 00 is 00 ff, ended by 00 00
 *     x        the same, but a string as it is
 */
const NUMBER: u32 = 8
const TRUTH: u32 = 1
/** Marks a null, which no key is: those of numbers are looked at first. */
const NO_PAIR: u32 = 0xffffffff
/** The double that is checked. */
const BITS: usize = memory.data(8, 8)

/** The family of x of any type but DOUBLE, by the order O (order.ts). */
export function argExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  argFamily<O>(family)
  return family
}

/** The same of DOUBLE. */
export function argDoubleExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  argFamily<O>(family)
  family.check = checkDoublePair
  return family
}

function argFamily<O>(family: AggregateFamily): void {
  stringFamily<O>(family)
  family.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
    update<O>(agg, slots, offset, rows, n)
}

/** AggregateFinish for x of any type. */
export function finishArg(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (!isPresent(slot)) {
    cellNull(register, row)
    return true
  }
  const end = bytesOf(slot) + <usize>lengthOf(slot)
  const value = endOfBy(byType(agg), bytesOf(slot), end)
  const type = inputType(agg)
  if (value + (type == STRING ? 0 : type == BOOLEAN ? 1 : 8) > end) fail(FAIL_CORRUPT_PARTIAL, currentJob)
  if (type == STRING) {
    const length = <u32>(end - value)
    const copy = scratchAllocate(<usize>length)
    copyBytes(copy, value, length)
    cellString(register, row, copy, length)
  } else if (type == BOOLEAN) {
    cellBoolean(register, row, load<u8>(value) != 0)
  } else {
    const bits = bitsOfKey(bswap(load<u64>(value)), type == DOUBLE)
    if (type == DOUBLE) cellDouble(register, row, reinterpret<f64>(bits))
    else cellInteger(register, row, bits)
  }
  return true
}

function update<O>(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const valueType = inputType(agg)
  const isByTime = byType(agg) == NONE
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    const valueSize = sizeOf(valueType, inputRegister(agg), row, false)
    if (valueSize == NO_PAIR) continue
    const slot = slotOf(slots, offset, i)
    if (isByTime) {
      const time = orderedKey(load<i64>(rowTimes + (row << 3)), false)
      if (losesByTime<O>(slot, time)) continue
      const pair = scratchAllocate(<usize>(NUMBER + valueSize))
      store<u64>(pair, bswap(time))
      writeValue(valueType, inputRegister(agg), row, pair + NUMBER, false)
      keep<O>(slot, pair, NUMBER + valueSize)
      continue
    }
    const bySize = sizeOf(byType(agg), byRegister(agg), row, true)
    if (bySize == NO_PAIR) continue
    const pair = scratchAllocate(<usize>(bySize + valueSize))
    const value = writeValue(byType(agg), byRegister(agg), row, pair, true)
    writeValue(valueType, inputRegister(agg), row, value, false)
    keep<O>(slot, pair, bySize + valueSize)
  }
}

/** Most rows of a window lose by their times alone. */
// @ts-ignore: decorator
@inline
function losesByTime<O>(slot: usize, time: u64): bool {
  if (!isPresent(slot)) return false
  const kept = bswap(load<u64>(bytesOf(slot)))
  return isGreatest<O>() ? time < kept : time > kept
}

/** Bytes of a value in a pair, NO_PAIR of a null. */
function sizeOf(type: u32, register: i32, row: usize, isBy: bool): u32 {
  if (type == BOOLEAN) return load<u8>(registerData(register) + row) == NULL_BOOLEAN ? NO_PAIR : TRUTH
  if (type != STRING) return load<u8>(registerAux(register) + row) ? NO_PAIR : NUMBER
  const length = load<u32>(registerAux(register) + (row << 2))
  if (length == NULL_LENGTH || !isBy) return length
  const bytes = <usize>load<u32>(registerData(register) + (row << 2))
  let zeros: u32 = 0
  for (let i: u32 = 0; i < length; i++) zeros += <u32>(load<u8>(bytes + i) == 0)
  return length + zeros + 2
}

/** Writes a value that is not null; returns the end. */
function writeValue(type: u32, register: i32, row: usize, out: usize, isBy: bool): usize {
  const data = registerData(register)
  if (type == BOOLEAN) {
    store<u8>(out, load<u8>(data + row))
    return out + TRUTH
  }
  if (type != STRING) {
    let bits = load<i64>(data + (row << 3))
    // Adding zero turns minus zero into zero: of two equal values neither may win by its order.
    if (type == DOUBLE) bits = reinterpret<i64>(reinterpret<f64>(bits) + 0.0)
    store<u64>(out, bswap(orderedKey(bits, type == DOUBLE)))
    return out + NUMBER
  }
  const length = load<u32>(registerAux(register) + (row << 2))
  const bytes = <usize>load<u32>(data + (row << 2))
  if (isBy) return writeEnded(bytes, length, out)
  copyBytes(out, bytes, length)
  return out + <usize>length
}

/** Writes a string that compares as it did, whatever follows it. */
function writeEnded(bytes: usize, length: u32, out: usize): usize {
  let at = out
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(bytes + i)
    store<u8>(at++, byte)
    if (!byte) store<u8>(at++, 0xff)
  }
  store<u16>(at, 0)
  return at + 2
}

/** Where x begins in the pair at `pair`; at the end or past it, where the pair is broken. */
function endOfBy(type: u32, pair: usize, end: usize): usize {
  if (type == BOOLEAN) return pair + TRUTH
  if (type != STRING) return pair + NUMBER
  let at = pair
  while (at + 1 < end && load<u16>(at) != 0) at += load<u8>(at) ? 1 : 2
  return at + 2
}

/** As checkString; x, which ends the pair, is a double. */
function checkDoublePair(partial: usize, limit: usize): usize {
  const end = checkString(partial, limit)
  if (!load<u8>(partial)) return end
  require(end - partial > NUMBER)
  store<i64>(BITS, bitsOfKey(bswap(load<u64>(end - NUMBER)), true))
  checkNumber(DOUBLE, BITS, BITS + NUMBER)
  return end
}
