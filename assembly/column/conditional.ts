import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { registerAux, registerData } from './registers'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, STRING, TIMESTAMP, TRUE } from './vector'

/*
 * COPY, CASE and COALESCE move cells and never look into them, so there is one kernel a cell shape:
 * BOOLEAN (one byte), numbers (eight bytes and a null mark), STRING (address and length).
 * CASE and COALESCE go over their branches from the last to the first, each writing over what the later ones
 * left: the first that applies has the last word. dst must not be one of the registers read.
 */

/** dst := a, both of one type. */
export function copyRun(type: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (type == BIGINT || type == TIMESTAMP || type == DOUBLE) copyKernel<u64, u8>(dst, a, rows, n)
  else if (type == STRING) copyKernel<u32, u32>(dst, a, rows, n)
  else if (type == BOOLEAN) copyBooleans(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, type)
}

/**
 * dst := the value of the first condition that is true, else the otherwise.
 *   branches   [n u32] then n x [condition register, value register], then [otherwise register]
 */
export function caseRun(type: i32, dst: i32, branches: usize, rows: usize, n: i32): void {
  const count = load<u32>(branches)
  const first = branches + 4
  let branch = first + (<usize>count << 3)
  copyRun(type, dst, load<i32>(branch), rows, n)
  while (branch > first) {
    branch -= 8
    assignWhere(type, dst, load<i32>(branch), load<i32>(branch, 4), rows, n)
  }
}

/**
 * dst := the first of the registers that is not null, else null.
 *   registers   [n u32, at least 1] then n x [register]
 */
export function coalesceRun(type: i32, dst: i32, registers: usize, rows: usize, n: i32): void {
  const count = load<u32>(registers)
  if (count == 0) fail(FAIL_BAD_PLAN, type)
  let at = registers + (<usize>count << 2)
  copyRun(type, dst, load<i32>(at), rows, n)
  for (at -= 4; at > registers; at -= 4) assignNotNull(type, dst, load<i32>(at), rows, n)
}

function copyKernel<D, A>(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outAux = registerAux(dst)
  const x = registerData(a)
  const aux = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<D>(out + row * sizeof<D>(), load<D>(x + row * sizeof<D>()))
    store<A>(outAux + row * sizeof<A>(), load<A>(aux + row * sizeof<A>()))
  }
}

function copyBooleans(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, load<u8>(x + row))
  }
}

function assignWhere(type: i32, dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  if (type == STRING) whereKernel<u32, u32>(dst, condition, value, rows, n)
  else if (type == BOOLEAN) whereBooleans(dst, condition, value, rows, n)
  else whereKernel<u64, u8>(dst, condition, value, rows, n)
}

function whereKernel<D, A>(dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  const when = registerData(condition)
  const out = registerData(dst)
  const outAux = registerAux(dst)
  const x = registerData(value)
  const aux = registerAux(value)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const take = load<u8>(when + row) == TRUE
    const cell = row * sizeof<D>()
    const mark = row * sizeof<A>()
    store<D>(out + cell, select<D>(load<D>(x + cell), load<D>(out + cell), take))
    store<A>(outAux + mark, select<A>(load<A>(aux + mark), load<A>(outAux + mark), take))
  }
}

function whereBooleans(dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  const when = registerData(condition)
  const out = registerData(dst)
  const x = registerData(value)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const take = load<u8>(when + row) == TRUE
    store<u8>(out + row, select<u8>(load<u8>(x + row), load<u8>(out + row), take))
  }
}

function assignNotNull(type: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (type == STRING) notNullKernel<u32, u32>(NULL_LENGTH, dst, a, rows, n)
  else if (type == BOOLEAN) notNullBooleans(dst, a, rows, n)
  else notNullKernel<u64, u8>(1, dst, a, rows, n)
}

function notNullKernel<D, A>(nullMark: A, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outAux = registerAux(dst)
  const x = registerData(a)
  const aux = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row * sizeof<D>()
    const at = row * sizeof<A>()
    const mark = load<A>(aux + at)
    const take = mark != nullMark
    store<D>(out + cell, select<D>(load<D>(x + cell), load<D>(out + cell), take))
    store<A>(outAux + at, select<A>(mark, load<A>(outAux + at), take))
  }
}

function notNullBooleans(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    store<u8>(out + row, select<u8>(value, load<u8>(out + row), value != NULL_BOOLEAN))
  }
}
