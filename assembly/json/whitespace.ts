import { SPACE } from '../text/ascii'

/** The address of the first byte at or after `p` that is not JSON whitespace. */
// @ts-ignore: decorator
@inline
export function skipSpace(p: usize): usize {
  return load<u8>(p) > SPACE ? p : spaceEnd(p)
}

/**
 * As {@link skipSpace}, for when there probably is whitespace. A byte is whitespace when the table, looked up
 * by its low nibble, gives the byte itself; control bytes, the sentinel among them, are none.
 */
function spaceEnd(p: usize): usize {
  const table = i8x16(0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0a, 0, 0, 0x0d, 0, 0)
  while (true) {
    const block = v128.load(p)
    const space = i8x16.eq(i8x16.swizzle(table, v128.and(block, i8x16.splat(0x0f))), block)
    const rest = i8x16.bitmask(space) ^ 0xffff
    if (rest != 0) return p + ctz(rest)
    p += 16
  }
}
