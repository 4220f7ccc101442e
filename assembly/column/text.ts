/**
 * Whether two strings of the same length hold the same bytes: eight at a time, the rest by a masked load
 * (sixteen bytes past any string can be read).
 */
// @ts-ignore: decorator
@inline
export function equalText(a: usize, b: usize, length: u32): bool {
  let left = length
  while (left >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false
    a += 8
    b += 8
    left -= 8
  }
  return left == 0 || (load<u64>(a) ^ load<u64>(b)) << ((8 - left) << 3) == 0
}
