/**
 * Reading instructions, see src/plan/contract/opcodes.ts. Word 6 is the kernel's own: which generation of registers
 * holds the constant already.
 */

// @ts-ignore: decorator
@inline
export function instructionOp(at: usize): i32 {
  return load<i32>(at)
}

// @ts-ignore: decorator
@inline
export function instructionDst(at: usize): i32 {
  return load<i32>(at, 4)
}

// @ts-ignore: decorator
@inline
export function instructionA(at: usize): i32 {
  return load<i32>(at, 8)
}

// @ts-ignore: decorator
@inline
export function instructionB(at: usize): i32 {
  return load<i32>(at, 12)
}

// @ts-ignore: decorator
@inline
export function instructionC(at: usize): i32 {
  return load<i32>(at, 16)
}

// @ts-ignore: decorator
@inline
export function instructionSelection(at: usize): i32 {
  return load<i32>(at, 20)
}

// @ts-ignore: decorator
@inline
export function instructionGeneration(at: usize): u32 {
  return load<u32>(at, 24)
}

// @ts-ignore: decorator
@inline
export function instructionSetGeneration(at: usize, generation: u32): void {
  store<u32>(at, generation, 24)
}
