/**
 * Codes of the data types, and the marks of what is not there. The files of this folder are read by both compilers,
 * TypeScript's and AssemblyScript's: they hold plain numbers and nothing else.
 */

export const BOOLEAN = 0
export const BIGINT = 1
export const DOUBLE = 2
export const STRING = 3
/** Epoch milliseconds. */
export const TIMESTAMP = 4

/** No register, no field. */
export const NONE = 0xffffffff
/** In place of the length of a STRING: the value is null. */
export const NULL_LENGTH = 0xffffffff
/** In place of a BOOLEAN: the value is null. */
export const BOOLEAN_NULL = 2
