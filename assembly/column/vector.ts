import { BOOLEAN, STRING } from '../contract'

/**
 * What a column of one vector looks like. Kernels work on VECTOR_SIZE rows at a time, column by column
 * (the vectorised model of MonetDB/X100, DuckDB and ClickHouse). A column has a data area and an aux area:
 *
 *   type        data                                  aux
 *   BOOLEAN     u8[V]   0 false, 1 true, 2 null       (none)
 *   BIGINT      i64[V]                                u8[V]   1 = null
 *   DOUBLE      f64[V]  never NaN or infinite         u8[V]   1 = null
 *   STRING      u32[V]  address of UTF-8 bytes        u32[V]  length in bytes, NULL_LENGTH = null
 *   TIMESTAMP   i64[V]  epoch milliseconds            u8[V]   1 = null
 *
 * Bytes of a STRING live until the vector is done: in the input, in the plan's constants or in scratch.
 * Sixteen bytes past any string can be read.
 */

/**
 * Rows in a vector. A power of two; so few that the columns and the documents that their strings point into
 * stay in the L2 cache until the vector is done: 2,048 took 2.5 % longer.
 */
// @ts-ignore: decorator
@inline
export const VECTOR_SIZE: i32 = 512

export { BIGINT, BOOLEAN, DOUBLE, NULL_LENGTH, STRING, TIMESTAMP } from '../contract'

/** The values of a BOOLEAN cell. */
// @ts-ignore: decorator
@inline
export const FALSE: u8 = 0
// @ts-ignore: decorator
@inline
export const TRUE: u8 = 1
// @ts-ignore: decorator
@inline
export const NULL_BOOLEAN: u8 = 2

/** Bytes of the data area of a column of this type. */
export function dataBytes(type: i32): usize {
  if (type == BOOLEAN) return VECTOR_SIZE
  if (type == STRING) return VECTOR_SIZE << 2
  return VECTOR_SIZE << 3
}

/** Bytes of the aux area of a column of this type. */
export function auxBytes(type: i32): usize {
  if (type == BOOLEAN) return 0
  if (type == STRING) return VECTOR_SIZE << 2
  return VECTOR_SIZE
}
