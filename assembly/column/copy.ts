import { BIGINT, BOOLEAN, DOUBLE, FAIL_BAD_PLAN, STRING, TIMESTAMP } from '../contract'
import { fail } from '../memory/failure'
import { registerAux, registerData } from './registers'

/** dst := a, both of one type. */
export function copyRun(type: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (type == BIGINT || type == TIMESTAMP || type == DOUBLE) copyKernel<u64, u8>(dst, a, rows, n)
  else if (type == STRING) copyKernel<u32, u32>(dst, a, rows, n)
  else if (type == BOOLEAN) copyBooleans(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, type)
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
