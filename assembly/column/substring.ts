import { equalText } from './text'

/**
 * Where `needle` first begins in [from, end), or 0. Sixteen positions at a time: the needle's first and last
 * byte are compared with every one of them, and only positions where both fit are looked at in full
 * (Mula, "SIMD-friendly algorithms for substring searching", 2016). Reads at most 15 bytes past `end`.
 *
 * @param length of the needle, at least 1
 */
// @ts-ignore: decorator
@inline
export function findText(from: usize, end: usize, needle: usize, length: u32): usize {
  if (<usize>length > end - from) return 0
  const first = i8x16.splat(load<u8>(needle))
  const last = i8x16.splat(load<u8>(needle + length - 1))
  const lastPosition = end - length
  const middle: u32 = length > 2 ? length - 2 : 0
  let at = from
  while (at <= lastPosition) {
    let candidates = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + length - 1), last))
    )
    while (candidates != 0) {
      const position = at + ctz(candidates)
      if (position > lastPosition) return 0
      if (middle == 0 || equalText(position + 1, needle + 1, middle)) return position
      candidates &= candidates - 1
    }
    at += 16
  }
  return 0
}
