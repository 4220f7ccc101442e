/**
 * Instructions of a plan: eight u32 words, run in order over a vector, on the rows of one selection.
 *
 *   word  0    1     2   3   4   5           6                                       7
 *         op   dst   a   b   c   selection   generation of a constant already there  0
 *
 * dst is a register, or a selection for FILTER. a, b are registers unless the op says otherwise.
 */

/** Words of the plan's header that say what instructions work on (offsets in bytes). */
// @ts-ignore: decorator
@inline export const PLAN_FIELD_COUNT: usize = 2 << 2
// @ts-ignore: decorator
@inline export const PLAN_REGISTER_COUNT: usize = 5 << 2
// @ts-ignore: decorator
@inline export const PLAN_REGISTERS_OFFSET: usize = 6 << 2
// @ts-ignore: decorator
@inline export const PLAN_SELECTION_COUNT: usize = 7 << 2
// @ts-ignore: decorator
@inline export const PLAN_INSTRUCTION_COUNT: usize = 8 << 2
// @ts-ignore: decorator
@inline export const PLAN_INSTRUCTIONS_OFFSET: usize = 9 << 2
// @ts-ignore: decorator
@inline export const PLAN_TOTAL_LENGTH: usize = 14 << 2

// @ts-ignore: decorator
@inline export const INSTRUCTION_BYTES: usize = 32

// @ts-ignore: decorator
@inline export const OP_FILTER: i32 = 0
// @ts-ignore: decorator
@inline export const OP_CONST: i32 = 1
// @ts-ignore: decorator
@inline export const OP_COPY: i32 = 2
// @ts-ignore: decorator
@inline export const OP_EQ: i32 = 10
// @ts-ignore: decorator
@inline export const OP_NE: i32 = 11
// @ts-ignore: decorator
@inline export const OP_LT: i32 = 12
// @ts-ignore: decorator
@inline export const OP_LE: i32 = 13
// @ts-ignore: decorator
@inline export const OP_GT: i32 = 14
// @ts-ignore: decorator
@inline export const OP_GE: i32 = 15
/** What is added to a comparison's op when its right side is a constant. */
// @ts-ignore: decorator
@inline export const OP_CONSTANT: i32 = 10
// @ts-ignore: decorator
@inline export const OP_IN_K: i32 = 30
// @ts-ignore: decorator
@inline export const OP_LIKE_K: i32 = 31
// @ts-ignore: decorator
@inline export const OP_AND: i32 = 40
// @ts-ignore: decorator
@inline export const OP_OR: i32 = 41
// @ts-ignore: decorator
@inline export const OP_NOT: i32 = 42
// @ts-ignore: decorator
@inline export const OP_IS_NULL: i32 = 43
// @ts-ignore: decorator
@inline export const OP_IS_NOT_NULL: i32 = 44
// @ts-ignore: decorator
@inline export const OP_CASE: i32 = 50
// @ts-ignore: decorator
@inline export const OP_COALESCE: i32 = 51
// @ts-ignore: decorator
@inline export const OP_CAST: i32 = 60

// @ts-ignore: decorator
@inline export function instructionOp(at: usize): i32 {
  return load<i32>(at)
}

// @ts-ignore: decorator
@inline export function instructionDst(at: usize): i32 {
  return load<i32>(at, 4)
}

// @ts-ignore: decorator
@inline export function instructionA(at: usize): i32 {
  return load<i32>(at, 8)
}

// @ts-ignore: decorator
@inline export function instructionB(at: usize): i32 {
  return load<i32>(at, 12)
}

// @ts-ignore: decorator
@inline export function instructionC(at: usize): i32 {
  return load<i32>(at, 16)
}

// @ts-ignore: decorator
@inline export function instructionSelection(at: usize): i32 {
  return load<i32>(at, 20)
}

// @ts-ignore: decorator
@inline export function instructionGeneration(at: usize): u32 {
  return load<u32>(at, 24)
}

// @ts-ignore: decorator
@inline export function instructionSetGeneration(at: usize, generation: u32): void {
  store<u32>(at, generation, 24)
}
