/** What the instructions of the plan that is being checked are judged by: its registers and its bytes. */
import { BIGINT, BOOLEAN, DOUBLE, NULL_LENGTH, STRING, TIMESTAMP } from '../contract'
import { planLength, planRegisterCount, planRegisterType } from '../plan'

let plan: usize = 0

/** The following are about this plan. */
export function checksBegin(address: usize): void {
  plan = address
}

/** Word `at` bytes after `offset` in the plan. */
// @ts-ignore: decorator
@inline
export function planWord(offset: u32, at: usize = 0): u32 {
  return load<u32>(plan + offset + at)
}

/** The type of a register, BIGINT for TIMESTAMP: their cells are the same. Negative when there is none. */
export function typeOf(register: u32): i32 {
  if (register >= planRegisterCount(plan)) return -1
  return sameCells(planRegisterType(plan, register))
}

function sameCells(type: u32): i32 {
  return type == TIMESTAMP ? BIGINT : type <= <u32>STRING ? <i32>type : -1
}

/** Whether a register exists and has cells of this type, which exists too. */
export function holds(register: u32, type: u32): bool {
  return typeOf(register) >= 0 && typeOf(register) == sameCells(type)
}

/** Do the `bytes` bytes at an offset lie in the plan? */
export function isInside(offset: u32, bytes: u64): bool {
  return <u64>offset + bytes <= <u64>planLength(plan)
}

/** Is there a constant of `type` at the offset? `textLength` is the length of a STRING, NULL_LENGTH for a null. */
export function isConstant(type: i32, offset: u32, textLength: u32): bool {
  if (textLength == NULL_LENGTH) return type >= 0
  if (type == STRING) return isInside(offset, textLength)
  if (type == BOOLEAN) return isInside(offset, 4) && load<u32>(plan + offset) <= 2
  return (type == BIGINT || type == TIMESTAMP || type == DOUBLE) && isInside(offset, 8)
}

/** `count` pairs of an offset and a length of text. */
export function areTexts(offset: u32, count: u32): bool {
  if (!isInside(offset, <u64>count << 3)) return false
  for (let i: u32 = 0; i < count; i++) {
    const entry = plan + offset + (<usize>i << 3)
    if (!isInside(load<u32>(entry), load<u32>(entry, 4))) return false
  }
  return true
}

/** A register of the type that is not written while it is still to be read. */
export function isSource(dst: i32, register: u32, type: i32): bool {
  return register != <u32>dst && holds(register, type)
}
