/** Which of two values MIN and MAX keep, as a type: it is settled when the kernels are compiled. */
export class Least {}
export class Greatest {}

// @ts-ignore: decorator
@inline
export function isGreatest<O>(): bool {
  return idof<O>() == idof<Greatest>()
}
