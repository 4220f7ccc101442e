/**
 * Opcodes: word 0 of an instruction. It runs on the rows of one selection only; `dst` is a register, for FILTER a
 * selection. a, b and c are registers unless said otherwise; comparisons follow SQL's three-valued logic.
 *
 *     FILTER          dst selection := rows of the selection where BOOLEAN a is true
 *     CONST           dst := constant; a = offset of the value, b = length for STRING; b = NULL_LENGTH: null
 *     EQ … GE         a, b registers of type c
 *     EQ_K … GE_K     a register, b = offset of the constant, c = type | length << 8 (length for STRING only)
 *     IN_K            a register, b = offset of [count, count × (offset, length) | count × 8-byte value], c = type
 *     LIKE_K          a STRING register, b = offset of [partCount, anchoredStart, anchoredEnd, partCount × (offset, length)]
 *     AND OR NOT      BOOLEAN registers
 *     IS_NULL …       a register of type c
 *     CASE            a = offset of [n, n × (condition, value), otherwise], all registers; c = type
 *     COALESCE        a = offset of [n, registers…]; c = type
 *     CAST            a register, b = from type, c = to type
 *     functions       from FIRST_FUNCTION on: a, b, c registers of the operands, NONE for those that it does not have;
 *                     where it reads a constant, c = offset of [length, bytes]
 *
 * A constant is 8 bytes for BIGINT, TIMESTAMP (i64) and DOUBLE (f64), one word 0/1/2 for BOOLEAN, else UTF-8. A null
 * STRING is a length NULL_LENGTH.
 */

export const OP_FILTER = 0
export const OP_CONST = 1
export const OP_EQ = 10
export const OP_NE = 11
export const OP_LT = 12
export const OP_LE = 13
export const OP_GT = 14
export const OP_GE = 15
export const OP_EQ_K = 20
export const OP_NE_K = 21
export const OP_LT_K = 22
export const OP_LE_K = 23
export const OP_GT_K = 24
export const OP_GE_K = 25
export const OP_IN_K = 30
export const OP_LIKE_K = 31
export const OP_AND = 40
export const OP_OR = 41
export const OP_NOT = 42
export const OP_IS_NULL = 43
export const OP_IS_NOT_NULL = 44
export const OP_CASE = 50
export const OP_COALESCE = 51
export const OP_CAST = 60

/** Codes of scalar functions, which their entries in the table of functions give, are from here on … */
export const FIRST_FUNCTION = 100
/** … and below this. */
export const OPCODE_LIMIT = 256
