/**
 * Hashes. Bytes: XXH64 (Y. Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); integers:
 * the finaliser of splitmix64 (Steele, Lea and Flood 2014).
 */
const PRIME_1: u64 = 0x9e3779b185ebca87
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f
const PRIME_3: u64 = 0x165667b19e3779f9
const PRIME_4: u64 = 0x85ebca77c2b2ae63
const PRIME_5: u64 = 0x27d4eb2f165667c5

/** XXH64 of `len` bytes at `ptr`. */
export function hashBytes(ptr: usize, len: i32, seed: u64): u64 {
  const end = ptr + <usize>len
  let hash: u64
  let at = ptr
  if (len >= 32) {
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
    hash = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18)
    hash = mergeRound(mergeRound(mergeRound(mergeRound(hash, a), b), c), d)
  } else {
    hash = seed + PRIME_5
  }
  return avalanche(hashTail(hash + <u64>len, at, end))
}

/** A well mixed hash of one 64-bit value. */
export function hashU64(value: u64, seed: u64): u64 {
  let x = value + (seed + 1) * PRIME_1
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb
  return x ^ (x >> 31)
}

/** The last, at most 31, bytes: by eight, four and one. */
// @ts-ignore: decorator
@inline
function hashTail(start: u64, from: usize, end: usize): u64 {
  let hash = start
  let at = from
  while (at + 8 <= end) {
    hash = rotl(hash ^ round(0, load<u64>(at)), 27) * PRIME_1 + PRIME_4
    at += 8
  }
  if (at + 4 <= end) {
    hash = rotl(hash ^ (<u64>load<u32>(at) * PRIME_1), 23) * PRIME_2 + PRIME_3
    at += 4
  }
  while (at < end) {
    hash = rotl(hash ^ (<u64>load<u8>(at) * PRIME_5), 11) * PRIME_1
    at += 1
  }
  return hash
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
