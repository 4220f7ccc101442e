/** Code points of UTF-8 text that is known to be valid. */

/** Bytes of the code point that begins with this byte. */
// @ts-ignore: decorator
@inline
export function pointBytes(first: u8): u32 {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** How many code points `length` bytes hold. */
export function countPoints(text: usize, length: u32): u32 {
  let count: u32 = 0
  for (const end = text + length; text < end; text++) count += <u32>((load<u8>(text) & 0xc0) != 0x80)
  return count
}

/** Where the text is after `count` code points, at most `end`. */
export function skipPoints(text: usize, end: usize, count: u64): usize {
  while (count > 0 && text < end) {
    text += pointBytes(load<u8>(text))
    count--
  }
  return text
}

/** The code point that begins at `text`. */
export function pointAt(text: usize): u32 {
  const first = <u32>load<u8>(text)
  if (first < 0x80) return first
  const second = <u32>load<u8>(text, 1) & 0x3f
  if (first < 0xe0) return ((first & 0x1f) << 6) | second
  const third = <u32>load<u8>(text, 2) & 0x3f
  if (first < 0xf0) return ((first & 0x0f) << 12) | (second << 6) | third
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(text, 3) & 0x3f)
}
