/**
 * Reading the plan's header, registers and instructions; the layout is drawn in src/plan/contract/plan-layout.ts.
 * The plan was checked when it was loaded.
 */
import * as contract from '../contract'

export const WORD: u32 = 4
export const JOB_BYTES: u32 = contract.JOB_WORDS * WORD
export const INSTRUCTION_BYTES: u32 = contract.INSTRUCTION_WORDS * WORD

// @ts-ignore: decorator
@inline
function headerWord(plan: usize, word: u32): u32 {
  return load<u32>(plan + (<usize>word << 2))
}

/** ROLE_SCAN or ROLE_MERGE. */
export function planRole(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_ROLE)
}
/** Bytes of the plan. */
export function planLength(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_LENGTH)
}
/** How many fields the scan extracts: the first registers. */
export function planFieldCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_FIELD_COUNT)
}
/** Offset of the root of the trie of fields. */
export function planTrieOffset(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_TRIE)
}
/** Register of the event time, NONE in processing time. */
export function planTimeField(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_TIME_FIELD)
}
/** How the time field says the event time: TIME_MILLIS … */
export function planTimeFormat(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_TIME_FORMAT)
}
/** What times without a zone are ahead of UTC, ms. */
export function planZoneOffset(plan: usize): i64 {
  return load<i64>(plan, contract.PLAN_AT_ZONE_OFFSET << 2)
}
/** How many fields are of the records and not of their documents. */
export function planRecordFieldCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_RECORD_FIELD_COUNT)
}
/** Address of the record field of that number. */
export function planRecordField(plan: usize, number: u32): usize {
  return plan + headerWord(plan, contract.PLAN_AT_RECORD_FIELDS) + number * (contract.RECORD_FIELD_WORDS * WORD)
}
/** Number of key groups. */
export function planKeyGroups(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_KEY_GROUPS)
}
/** How many registers the program has. */
export function planRegisterCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_REGISTER_COUNT)
}
/** Type code of a register. */
export function planRegisterType(plan: usize, register: u32): u32 {
  return load<u32>(plan + headerWord(plan, contract.PLAN_AT_REGISTERS) + (register << 2))
}
/** How many selections the program has. */
export function planSelectionCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_SELECTION_COUNT)
}
/** Is a row with a null in a NOT NULL column dropped? */
export function planDropsNulls(plan: usize): bool {
  return headerWord(plan, contract.PLAN_AT_NOT_NULL_POLICY) == contract.POLICY_DROP
}
/** How many instructions the program has. */
export function planInstructionCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_INSTRUCTION_COUNT)
}
/** Address of instruction `number`. */
export function planInstruction(plan: usize, number: u32): usize {
  return plan + headerWord(plan, contract.PLAN_AT_INSTRUCTIONS) + number * INSTRUCTION_BYTES
}
/** How many jobs the application has. */
export function planJobCount(plan: usize): u32 {
  return headerWord(plan, contract.PLAN_AT_JOB_COUNT)
}
