/** Single cells of columns, given by their type and the addresses of the column's areas (vector.ts). */
import { NULL_LENGTH } from '../contract'
import { textToDouble, textToInteger, textToTruth } from '../text/parse'
import { BOOLEAN, DOUBLE, NULL_BOOLEAN, STRING } from './vector'

/** Stores the text of a string value into row `row` of a column of any type. */
export function storeText(type: i32, data: usize, aux: usize, row: usize, text: usize, length: u32): void {
  if (type == STRING) {
    store<u32>(data + (row << 2), <u32>text)
    store<u32>(aux + (row << 2), length)
  } else if (type == BOOLEAN) {
    store<u8>(data + row, textToTruth(text, length))
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
