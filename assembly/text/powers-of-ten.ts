/**
 * 10^k in 128 bits for k from -292 to 324: g = ceil(10^k / 2^e) with e such that 2^127 <= g < 2^128. The
 * table is worked out at the first use, exactly: powers by repeated multiplication, inverses by repeated
 * division of 2^1120 (floor(floor(x / 10) / 10) is floor(x / 100), so no error adds up).
 *
 *   table   617 x [high u64, low u64]
 */

// @ts-ignore: decorator
@inline
const LEAST_POWER: i32 = -292
// @ts-ignore: decorator
@inline
const GREATEST_POWER: i32 = 324
/** Words of the big number: 10^324 has 1,077 bits. */
// @ts-ignore: decorator
@inline
const WORDS: i32 = 36

const TABLE = memory.data(617 * 16, 16)
/** The big number, words of 32 bits, the lowest first. */
const NUMBER = memory.data(36 * 4, 16)
let ready = false

/** Address of the entry of 10^power, -292 <= power <= 324. */
export function powerOfTen(power: i32): usize {
  if (!ready) fillTable()
  return entryOf(power)
}

// @ts-ignore: decorator
@inline
function entryOf(power: i32): usize {
  return TABLE + ((<usize>(power - LEAST_POWER)) << 4)
}

function fillTable(): void {
  memory.fill(NUMBER, 0, WORDS << 2)
  store<u32>(NUMBER, 1)
  for (let power = 0; power <= GREATEST_POWER; power++) {
    storeEntry(power)
    multiplyByTen()
  }
  memory.fill(NUMBER, 0, WORDS << 2)
  store<u32>(NUMBER + ((WORDS - 1) << 2), 1)
  for (let power = -1; power >= LEAST_POWER; power--) {
    divideByTen()
    storeEntry(power)
  }
  ready = true
}

/** Stores the number's 128 leading bits, one more where bits were cut off. */
function storeEntry(power: i32): void {
  const length = bitLength()
  let high = bitsFrom(length - 64)
  let low = bitsFrom(length - 128)
  if (power < 0 || anyBelow(length - 128)) {
    low++
    high += <u64>(low == 0)
  }
  store<u64>(entryOf(power), high)
  store<u64>(entryOf(power), low, 8)
}

function multiplyByTen(): void {
  let carry: u64 = 0
  for (let i = 0; i < WORDS; i++) {
    const product = <u64>load<u32>(NUMBER + (i << 2)) * 10 + carry
    store<u32>(NUMBER + (i << 2), <u32>product)
    carry = product >> 32
  }
}

function divideByTen(): void {
  let rest: u64 = 0
  for (let i = WORDS - 1; i >= 0; i--) {
    const part = (rest << 32) | <u64>load<u32>(NUMBER + (i << 2))
    store<u32>(NUMBER + (i << 2), <u32>(part / 10))
    rest = part % 10
  }
}

function bitLength(): i32 {
  let top = WORDS - 1
  while (word(top) == 0) top--
  return (top << 5) + 64 - <i32>clz<u64>(word(top))
}

/** Word i, zero outside of the number. */
function word(i: i32): u64 {
  return i < 0 || i >= WORDS ? 0 : <u64>load<u32>(NUMBER + (i << 2))
}

/** The 64 bits from bit `position` up; bits below 0 are zero. */
function bitsFrom(position: i32): u64 {
  const first = position >> 5
  const shift = position & 31
  const bits = word(first) | (word(first + 1) << 32)
  return shift == 0 ? bits : (bits >> shift) | (word(first + 2) << (64 - shift))
}

function anyBelow(position: i32): bool {
  if (position <= 0) return false
  for (let i = 0; i < position >> 5; i++) {
    if (word(i) != 0) return true
  }
  return (word(position >> 5) & (((<u64>1) << (position & 31)) - 1)) != 0
}
