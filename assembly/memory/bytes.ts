/** Comparing and copying byte strings. Nothing outside of the strings is read or written. */

/** Are the `len` bytes at `a` and at `b` the same? */
export function equalBytes(a: usize, b: usize, len: u32): bool {
  if (len >= 16) {
    const last = <usize>(len - 16)
    for (let i: usize = 0; i < last; i += 16) {
      if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false
    }
    return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)))
  }
  if (len >= 8) {
    const last = <usize>(len - 8)
    return load<u64>(a) == load<u64>(b) && load<u64>(a + last) == load<u64>(b + last)
  }
  if (len >= 4) {
    const last = <usize>(len - 4)
    return load<u32>(a) == load<u32>(b) && load<u32>(a + last) == load<u32>(b + last)
  }
  for (let i: usize = 0; i < <usize>len; i++) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false
  }
  return true
}

/**
 * Compares byte strings lexicographically by unsigned bytes, which for UTF-8 is the order of code points.
 * @returns negative, 0 or positive as `a` comes before, with or after `b`
 */
export function compareBytes(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const common = <usize>min(aLength, bLength)
  let i: usize = 0
  while (i + 16 <= common) {
    const different = ~i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & 0xffff
    if (different) {
      i += ctz(different)
      return <i32>load<u8>(a + i) - <i32>load<u8>(b + i)
    }
    i += 16
  }
  while (i < common) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i)
    if (difference) return difference
    i += 1
  }
  return aLength == bLength ? 0 : aLength < bLength ? -1 : 1
}

/** From here on a call of memory.copy pays. */
const LONG: u32 = 512

/** Copies `len` bytes between places that do not overlap; short strings without a call of memory.copy. */
// @ts-ignore: decorator
@inline
export function copyBytes(target: usize, source: usize, len: u32): void {
  if (len <= 32) copyShort(target, source, len)
  else if (len < LONG) copyBlocks(target, source, len)
  else memory.copy(target, source, <usize>len)
}

/** Copies at least 16 bytes by blocks of as many, the last of which overlaps the one before. */
function copyBlocks(target: usize, source: usize, len: u32): void {
  const last = <usize>(len - 16)
  for (let i: usize = 0; i < last; i += 16) v128.store(target + i, v128.load(source + i))
  v128.store(target + last, v128.load(source + last))
}

/** Copies at most 32 bytes by two loads that may overlap. */
function copyShort(target: usize, source: usize, len: u32): void {
  if (len >= 16) {
    const last = <usize>(len - 16)
    const tail = v128.load(source + last)
    v128.store(target, v128.load(source))
    v128.store(target + last, tail)
  } else if (len >= 8) {
    const last = <usize>(len - 8)
    const tail = load<u64>(source + last)
    store<u64>(target, load<u64>(source))
    store<u64>(target + last, tail)
  } else if (len >= 4) {
    const last = <usize>(len - 4)
    const tail = load<u32>(source + last)
    store<u32>(target, load<u32>(source))
    store<u32>(target + last, tail)
  } else {
    for (let i: usize = 0; i < <usize>len; i++) store<u8>(target + i, load<u8>(source + i))
  }
}
