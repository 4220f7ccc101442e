/**
 * Reading instructions, see src/plan/contract/opcodes.ts. Word 6 is the kernel's own: which generation of registers
 * holds the constant already.
 */

/** Its opcode. */
// @ts-ignore: decorator
@inline
export function instructionOp(at: usize): i32 {
  return load<i32>(at)
}

/** The register, or selection, that it writes. */
// @ts-ignore: decorator
@inline
export function instructionDst(at: usize): i32 {
  return load<i32>(at, 4)
}

/** Its first operand. */
// @ts-ignore: decorator
@inline
export function instructionA(at: usize): i32 {
  return load<i32>(at, 8)
}

/** Its second operand. */
// @ts-ignore: decorator
@inline
export function instructionB(at: usize): i32 {
  return load<i32>(at, 12)
}

/** Its third operand. */
// @ts-ignore: decorator
@inline
export function instructionC(at: usize): i32 {
  return load<i32>(at, 16)
}

/** The selection on whose rows it runs. */
// @ts-ignore: decorator
@inline
export function instructionSelection(at: usize): i32 {
  return load<i32>(at, 20)
}

/** The generation of registers that holds its constant, 0 none. */
// @ts-ignore: decorator
@inline
export function instructionGeneration(at: usize): u32 {
  return load<u32>(at, 24)
}

/** Notes the generation of registers that holds its constant. */
// @ts-ignore: decorator
@inline
export function instructionSetGeneration(at: usize, generation: u32): void {
  store<u32>(at, generation, 24)
}
