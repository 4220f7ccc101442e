/** The bytes that JSON's grammar names, and masks over the first bytes of a block of sixteen. */

export const SPACE: u8 = 0x20
export const QUOTE: u8 = 0x22
export const PLUS: u8 = 0x2b
export const COMMA: u8 = 0x2c
export const MINUS: u8 = 0x2d
export const POINT: u8 = 0x2e
export const ZERO: u8 = 0x30
export const COLON: u8 = 0x3a
export const QUESTION_MARK: u8 = 0x3f
export const UPPER_N: u8 = 0x4e
export const OPEN_BRACKET: u8 = 0x5b
export const CLOSE_BRACKET: u8 = 0x5d
export const BACKSLASH: u8 = 0x5c
export const LOWER_B: u8 = 0x62
export const LOWER_E: u8 = 0x65
export const LOWER_F: u8 = 0x66
export const LOWER_N: u8 = 0x6e
export const LOWER_R: u8 = 0x72
export const LOWER_T: u8 = 0x74
export const LOWER_U: u8 = 0x75
export const OPEN_BRACE: u8 = 0x7b
export const CLOSE_BRACE: u8 = 0x7d

// The literals as little-endian words.
export const WORD_NULL: u32 = 0x6c6c756e
export const WORD_TRUE: u32 = 0x65757274
/** `alse`: what follows the f of false. */
export const WORD_ALSE: u32 = 0x65736c61

/** Sixteen 0xff, then sixteen zeros: a load at 16 - n masks the first n bytes of a block. */
const MASK_WINDOW = memory.data<u8>(
  [
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  ],
  16
)

/** A block whose first `count` bytes (0 to 16) are 0xff and the others zero. */
// @ts-ignore: decorator
@inline
export function firstBytesMask(count: usize): v128 {
  return v128.load(MASK_WINDOW + 16 - count)
}

/** Is it 0 to 9? */
// @ts-ignore: decorator
@inline
export function isDigit(char: u8): bool {
  return <u8>(char - ZERO) < 10
}
