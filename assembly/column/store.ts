/** Single cells of columns, given by their type and the addresses of the column's areas (vector.ts). */
import { NULL_LENGTH } from '../contract'
import { LOWER_F, WORD_ALSE, WORD_TRUE } from '../text/ascii'
import { textToDouble, textToInteger } from '../text/parse'
import { BOOLEAN, DOUBLE, FALSE, NULL_BOOLEAN, STRING, TRUE } from './vector'

/** `true` and `false`, nothing else: a value of a BOOLEAN cell. */
function textToBoolean(text: usize, length: u32): u8 {
  if (length == 4 && load<u32>(text) == WORD_TRUE) return TRUE
  if (length == 5 && load<u8>(text) == LOWER_F && load<u32>(text, 1) == WORD_ALSE) return FALSE
  return NULL_BOOLEAN
}

/** Stores the text of a string value into row `row` of a column of any type. */
export function storeText(type: i32, data: usize, aux: usize, row: usize, text: usize, length: u32): void {
  if (type == STRING) {
    store<u32>(data + (row << 2), <u32>text)
    store<u32>(aux + (row << 2), length)
  } else if (type == BOOLEAN) {
    store<u8>(data + row, textToBoolean(text, length))
  } else if (type == DOUBLE) {
    textToDouble(text, length, data + (row << 3), aux + row)
  } else {
    textToInteger(text, length, data + (row << 3), aux + row)
  }
}

/** Makes row `row` of a column of any type null. */
export function storeNull(type: i32, data: usize, aux: usize, row: usize): void {
  if (type == STRING) store<u32>(aux + (row << 2), NULL_LENGTH)
  else if (type == BOOLEAN) store<u8>(data + row, NULL_BOOLEAN)
  else store<u8>(aux + row, 1)
}
