import { OP_EQ, OP_GT, OP_LE, OP_LT, OP_NE } from '../contract'

/** Whether `l op r`; op is a constant wherever this is inlined, so one comparison is left of it. */
// @ts-ignore: decorator
@inline
export function compares<T>(op: i32, l: T, r: T): bool {
  return op == OP_EQ
    ? l == r
    : op == OP_NE
      ? l != r
      : op == OP_LT
        ? l < r
        : op == OP_LE
          ? l <= r
          : op == OP_GT
            ? l > r
            : l >= r
}
