/**
 * Keys as bytes: what groups are told apart by, what partials carry and what finished groups read their keys from.
 *
 *     one after the other for each key column
 *     STRING                     | length u32, NULL_LENGTH = null | bytes |
 *     BIGINT, TIMESTAMP, DOUBLE  | u8 1 = null | 8 bytes, 0 if null; -0 is 0 and NaN one NaN |
 *     BOOLEAN                    | u8 0 false, 1 true, 2 null |
 */
import { BOOLEAN, NULL_LENGTH, STRING } from '../contract'

/** Bytes of a number. */
export const KEY_NUMBER_BYTES: usize = 9

/** One past the key column of `type` at `at`. */
export function nextKeyColumn(at: usize, type: i32): usize {
  if (type == BOOLEAN) return at + 1
  if (type != STRING) return at + KEY_NUMBER_BYTES
  const length = load<u32>(at)
  return at + 4 + (length == NULL_LENGTH ? 0 : length)
}

/** Is the key column of `type` at `at` null? */
export function isNullKeyColumn(at: usize, type: i32): bool {
  if (type == STRING) return load<u32>(at) == NULL_LENGTH
  return load<u8>(at) == (type == BOOLEAN ? 2 : 1)
}
