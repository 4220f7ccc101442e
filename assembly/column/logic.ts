import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { registerAux, registerData } from './registers'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, STRING, TIMESTAMP } from './vector'

/*
 * SQL's three-valued logic on 0 false, 1 true, 2 null. Where neither operand decides alone, the greater of
 * the two is the answer: it is null as soon as one of them is.
 */

/** BOOLEAN dst := a AND b. */
export function andRun(dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u8>(x + row)
    const r = load<u8>(y + row)
    store<u8>(out + row, select<u8>(0, select<u8>(l, r, l > r), u32(l == 0) | u32(r == 0)))
  }
}

/** BOOLEAN dst := a OR b. */
export function orRun(dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u8>(x + row)
    const r = load<u8>(y + row)
    store<u8>(out + row, select<u8>(1, select<u8>(l, r, l > r), u32(l == 1) | u32(r == 1)))
  }
}

/** BOOLEAN dst := NOT a. */
export function notRun(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    store<u8>(out + row, select<u8>(value, value ^ 1, value == NULL_BOOLEAN))
  }
}

/**
 * BOOLEAN dst := a IS NULL, or a IS NOT NULL; never null itself.
 * @param whenNull what a null gives: 1 for IS NULL, 0 for IS NOT NULL
 */
export function nullCheckRun(whenNull: u8, type: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (type == BIGINT || type == TIMESTAMP || type == DOUBLE) marksKernel(whenNull, dst, a, rows, n)
  else if (type == STRING) lengthsKernel(whenNull, dst, a, rows, n)
  else if (type == BOOLEAN) booleansKernel(whenNull, dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, type)
}

function marksKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const marks = registerAux(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, load<u8>(marks + row) ^ flip)
  }
}

function lengthsKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const lengths = registerAux(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, u8(load<u32>(lengths + (row << 2)) == NULL_LENGTH) ^ flip)
  }
}

function booleansKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, u8(load<u8>(x + row) == NULL_BOOLEAN) ^ flip)
  }
}
