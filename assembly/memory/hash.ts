/**
 * Hashes. Bytes: the rounds of XXH64 (Y. Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md)
 * with another end: XXH64 takes what is left by eight, four and single bytes, up to ten steps that wait for
 * one another; here it is words of eight, of which the last one overlaps the one before. Integers: the
 * finaliser of splitmix64 (Steele, Lea and Flood 2014).
 */
const PRIME_1: u64 = 0x9e3779b185ebca87
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f
const PRIME_3: u64 = 0x165667b19e3779f9
const PRIME_4: u64 = 0x85ebca77c2b2ae63
const PRIME_5: u64 = 0x27d4eb2f165667c5
/** From here on four lanes at a time are worth their merging. */
const LANES_LENGTH: i32 = 64

/**
 * A well mixed hash of `len` bytes at `ptr`, and nothing around them. It is part of partial rows and
 * snapshots.
 */
export function hashBytes(ptr: usize, len: i32, seed: u64): u64 {
  let hash = seed + PRIME_5
  let at = ptr
  const end = ptr + <usize>len
  if (len >= LANES_LENGTH) {
    hash = hashLanes(ptr, end, seed)
    at = end - (<usize>len & 31)
  }
  hash += <u64>len
  if (len < 8) return avalanche(hashWord(hash, shortWord(ptr, len)))
  for (; at + 8 < end; at += 8) hash = hashWord(hash, load<u64>(at))
  return avalanche(hashWord(hash, load<u64>(end - 8)))
}

function hashLanes(at: usize, end: usize, seed: u64): u64 {
  const stop = end - 32
  let a = seed + PRIME_1 + PRIME_2
  let b = seed + PRIME_2
  let c = seed
  let d = seed - PRIME_1
  do {
    a = round(a, load<u64>(at))
    b = round(b, load<u64>(at, 8))
    c = round(c, load<u64>(at, 16))
    d = round(d, load<u64>(at, 24))
    at += 32
  } while (at <= stop)
  const hash = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18)
  return mergeRound(mergeRound(mergeRound(mergeRound(hash, a), b), c), d)
}

/** Up to seven bytes as one word; with the length it tells them apart. */
function shortWord(ptr: usize, len: i32): u64 {
  if (len >= 4) return <u64>load<u32>(ptr) | (<u64>load<u32>(ptr + <usize>len - 4) << 32)
  if (len == 0) return 0
  const middle = <u64>load<u8>(ptr + (<usize>len >> 1))
  return <u64>load<u8>(ptr) | (middle << 8) | (<u64>load<u8>(ptr + <usize>len - 1) << 16)
}

/** A well mixed hash of one 64-bit value. */
export function hashU64(value: u64, seed: u64): u64 {
  let x = value + (seed + 1) * PRIME_1
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb
  return x ^ (x >> 31)
}

// @ts-ignore: decorator
@inline
function hashWord(hash: u64, word: u64): u64 {
  return rotl(hash ^ round(0, word), 27) * PRIME_1 + PRIME_4
}

// @ts-ignore: decorator
@inline
function round(lane: u64, input: u64): u64 {
  return rotl(lane + input * PRIME_2, 31) * PRIME_1
}

// @ts-ignore: decorator
@inline
function mergeRound(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4
}

// @ts-ignore: decorator
@inline
function avalanche(hash: u64): u64 {
  let h = (hash ^ (hash >> 33)) * PRIME_2
  h = (h ^ (h >> 29)) * PRIME_3
  return h ^ (h >> 32)
}
