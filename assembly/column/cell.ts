/** Writes single cells of registers, for what does not come column by column (vector.ts draws a column). */
import { registerAux, registerData, registerType } from './registers'
import { BOOLEAN, FALSE, NULL_BOOLEAN, NULL_LENGTH, STRING, TRUE } from './vector'

/** Makes the cell null, whatever the register's type. */
export function cellNull(register: i32, row: i32): void {
  const type = registerType(register)
  if (type == BOOLEAN) store<u8>(registerData(register) + <usize>row, NULL_BOOLEAN)
  else if (type == STRING) store<u32>(registerAux(register) + (<usize>row << 2), NULL_LENGTH)
  else store<u8>(registerAux(register) + <usize>row, 1)
}

/** Sets a cell of BIGINT or TIMESTAMP. */
// @ts-ignore: decorator
@inline
export function cellInteger(register: i32, row: i32, value: i64): void {
  store<i64>(registerData(register) + (<usize>row << 3), value)
  store<u8>(registerAux(register) + <usize>row, 0)
}

/** Sets a cell of DOUBLE; a value that is not finite becomes null. */
// @ts-ignore: decorator
@inline
export function cellDouble(register: i32, row: i32, value: f64): void {
  const isNull = !isFinite(value)
  store<f64>(registerData(register) + (<usize>row << 3), isNull ? 0 : value)
  store<u8>(registerAux(register) + <usize>row, <u8>(isNull))
}

/** Sets a cell of BOOLEAN. */
// @ts-ignore: decorator
@inline
export function cellBoolean(register: i32, row: i32, value: bool): void {
  store<u8>(registerData(register) + <usize>row, value ? TRUE : FALSE)
}

/** Sets a cell of STRING: the bytes must stay where they are until the vector is done. */
// @ts-ignore: decorator
@inline
export function cellString(register: i32, row: i32, bytes: usize, length: u32): void {
  store<u32>(registerData(register) + (<usize>row << 2), <u32>bytes)
  store<u32>(registerAux(register) + (<usize>row << 2), length)
}
