/** Which of two values MIN and MAX keep is a type, settled when the kernels are compiled. The least wins. */
export class Least {}
/** The greatest wins. */
export class Greatest {}

/** Is O the order in which the greatest wins? */
// @ts-ignore: decorator
@inline
export function isGreatest<O>(): bool {
  return idof<O>() == idof<Greatest>()
}
