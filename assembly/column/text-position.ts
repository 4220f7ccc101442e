/** Positions in a text that regular expressions ask for, as Java has them; src/table/regex/encode.ts numbers them. */
const BEGIN: u32 = 0
const END: u32 = 1
const LINE_BEGIN: u32 = 2
const LINE_END: u32 = 3
const WORD_EDGE: u32 = 4

/** Whether `at`, in the text [from, end], is such a position. */
export function positionHolds(position: u32, from: usize, end: usize, at: usize): bool {
  if (position == BEGIN) return at == from
  if (position == END) return at == end || (isLineEnd(from, end, at) && at + lineEndBytes(at, end) == end)
  if (position == LINE_BEGIN) return at == from || (at < end && isAfterLineEnd(from, at))
  if (position == LINE_END) return at == end || isLineEnd(from, end, at)
  const isEdge = isWordBefore(from, at) != (at < end && isWordCharacter(load<u8>(at)))
  return isEdge == (position == WORD_EDGE)
}

/** Whether a line ends at `at`: not within "\r\n". */
function isLineEnd(from: usize, end: usize, at: usize): bool {
  if (at >= end || lineEndBytes(at, end) == 0) return false
  return !(load<u8>(at) == 0x0a && at > from && load<u8>(at - 1) == 0x0d)
}

/** How many bytes the line end at `at` has, 0 when there is none: "\r\n", "\n", "\r", U+0085, U+2028, U+2029. */
function lineEndBytes(at: usize, end: usize): usize {
  const first = load<u8>(at)
  if (first == 0x0a) return 1
  if (first == 0x0d) return at + 1 < end && load<u8>(at, 1) == 0x0a ? 2 : 1
  if (first == 0xc2) return load<u8>(at, 1) == 0x85 ? 2 : 0
  if (first == 0xe2) return load<u8>(at, 1) == 0x80 && (load<u8>(at, 2) & 0xfe) == 0xa8 ? 3 : 0
  return 0
}

/** Whether what stands before `at` ends a line: not within "\r\n". */
function isAfterLineEnd(from: usize, at: usize): bool {
  const before = load<u8>(at - 1)
  if (before == 0x0a) return true
  if (before == 0x0d) return load<u8>(at) != 0x0a
  if (before == 0x85) return at - from >= 2 && load<u8>(at - 2) == 0xc2
  if ((before & 0xfe) != 0xa8 || at - from < 3) return false
  return load<u8>(at - 2) == 0x80 && load<u8>(at - 3) == 0xe2
}

function isWordBefore(from: usize, at: usize): bool {
  return at > from && isWordCharacter(load<u8>(at - 1))
}

function isWordCharacter(char: u8): bool {
  const letter = char | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (char >= 0x30 && char <= 0x39) || char == 0x5f
}
