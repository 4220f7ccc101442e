/**
 * Finished groups: they fill column registers, vector by vector; the job's range of instructions runs over a vector,
 * and the rows of its selection are written.
 *
 *     group columns   groupColumnCount × GroupColumn      which register each part of a group goes to
 */
import {
  BOOLEAN,
  NULL_LENGTH,
  SOURCE_AGGREGATE,
  SOURCE_KEY,
  SOURCE_WINDOW_END,
  SOURCE_WINDOW_START,
  STRING
} from '../contract'
import { AggregateFinish, familyOf, finishOf } from '../aggregate/family'
import { nextKeyColumn } from '../column/encoded-key'
import { rangeRun } from '../column/program'
import { registerAux, registerData, registerType, selectionSetCount } from '../column/registers'
import { VECTOR_SIZE } from '../column/vector'
import { allocateZeroed } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { scratchAllocate, scratchReset } from '../memory/scratch'
import * as plan from '../plan'
import { jobOutput, JobOutput } from './job-output'
import { writeRows } from './rows'

/** A group that is done: its window, its key and the address of its first slot. */
// @ts-ignore: decorator
@unmanaged
export class FinishedGroup {
  start: i64
  end: i64
  key: usize
  slots: usize
}

// @ts-ignore: decorator
@unmanaged
class GroupColumn {
  source: u32
  index: u32
  param: u32
  /** The register, its type and its areas. */
  register: i32
  type: i32
  data: usize
  aux: usize
  /** Of an aggregate: its entry in the plan, where its slot lies, and what makes a cell of it. */
  aggregate: usize
  slot: u32
  finish: AggregateFinish
}

/** Lays out the group columns of all jobs of a merge plan; jobOutput has them already. */
export function groupsCreate(planAddress: usize): void {
  for (let number: u32 = 0; number < plan.planJobCount(planAddress); number++) {
    const output = jobOutput(number)
    output.groupColumnCount = plan.jobGroupColumnCount(output.entry)
    output.groupColumns = allocateZeroed(<usize>output.groupColumnCount * offsetof<GroupColumn>())
    for (let g: u32 = 0; g < output.groupColumnCount; g++) createColumn(output, g)
  }
}

function createColumn(output: JobOutput, g: u32): void {
  const entry = plan.jobGroupColumn(output.plan, output.entry, g)
  const column = groupColumn(output, g)
  column.source = plan.groupColumnSource(entry)
  column.index = plan.groupColumnIndex(entry)
  column.param = plan.groupColumnParam(entry)
  column.register = plan.groupColumnRegister(entry)
  column.type = registerType(column.register)
  column.data = registerData(column.register)
  column.aux = registerAux(column.register)
  if (column.source != SOURCE_AGGREGATE) return
  column.aggregate = plan.jobAggregate(output.plan, output.entry, column.index)
  column.finish = finishOf(column.aggregate)
  column.slot = slotBefore(output, column.index)
}

/** Slots lie one behind the other, 8-byte aligned, in the plan's order. */
function slotBefore(output: JobOutput, index: u32): u32 {
  let offset: u32 = 0
  for (let a: u32 = 0; a < index; a++) {
    offset += (<u32>familyOf(plan.jobAggregate(output.plan, output.entry, a)).slotSize + 7) & ~7
  }
  return offset
}

// @ts-ignore: decorator
@inline
function groupColumn(output: JobOutput, g: u32): GroupColumn {
  return changetype<GroupColumn>(output.groupColumns + <usize>g * offsetof<GroupColumn>())
}

/** Takes a finished group of a job in; it may go once this returns. */
export function emitGroup(job: u32, group: FinishedGroup): void {
  const output = jobOutput(job)
  const row = <usize>output.groups
  for (let g: u32 = 0; g < output.groupColumnCount; g++) {
    fillCell(output, groupColumn(output, g), group, row)
  }
  output.groups++
  if (output.groups == VECTOR_SIZE) flushGroups(job)
}

/** Works off what is in the job's vector: at the end of its firing. */
export function flushGroups(job: u32): void {
  const output = jobOutput(job)
  if (output.groups == 0) return
  selectionSetCount(plan.jobAllRows(output.entry), output.groups)
  rangeRun(output.plan, plan.jobFirstInstruction(output.entry), plan.jobInstructionCount(output.entry))
  writeRows(output)
  scratchReset()
  output.groups = 0
}

// @ts-ignore: decorator
@inline
function fillCell(output: JobOutput, column: GroupColumn, group: FinishedGroup, row: usize): void {
  const source = column.source
  if (source == SOURCE_AGGREGATE) {
    const isExact = column.finish(column.aggregate, group.slots + column.slot, column.register, <i32>row)
    if (!isExact) output.overflows++
  } else if (source == SOURCE_KEY) {
    fillKey(column, row, keyColumn(output, group.key, column.index))
  } else {
    store<i64>(column.data + (row << 3), windowTime(column, group))
  }
}

/** Start, end or duration; the null marks of their registers are 0 from the beginning, for nothing else fills them. */
function windowTime(column: GroupColumn, group: FinishedGroup): i64 {
  if (column.source == SOURCE_WINDOW_START) return group.start
  if (column.source == SOURCE_WINDOW_END) return group.end
  const unit = <i64>column.param
  const duration = group.end - group.start
  return unit == 1 ? duration : (duration / unit) * unit
}

/** Where key column `index` of the key at `key` begins. */
// @ts-ignore: decorator
@inline
function keyColumn(output: JobOutput, key: usize, index: u32): usize {
  for (let k: u32 = 0; k < index; k++) key = nextKeyColumn(key, plan.jobKeyType(output.plan, output.entry, k))
  return key
}

function fillKey(column: GroupColumn, row: usize, key: usize): void {
  const type = column.type
  if (type == STRING) {
    fillText(column, row, key + 4, load<u32>(key))
  } else if (type == BOOLEAN) {
    // Keys have the values of cells.
    store<u8>(column.data + row, load<u8>(key))
  } else {
    store<u8>(column.aux + row, load<u8>(key))
    store<u64>(column.data + (row << 3), load<u64>(key, 1))
  }
}

/** The bytes of a key go with its group: they are copied to where they last as long as the vector. */
function fillText(column: GroupColumn, row: usize, text: usize, length: u32): void {
  store<u32>(column.aux + (row << 2), length)
  if (length == NULL_LENGTH) return
  const kept = scratchAllocate(length)
  copyBytes(kept, text, length)
  store<u32>(column.data + (row << 2), <u32>kept)
}
