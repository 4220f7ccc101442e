/**
 * What scan and merge both know of a job: its window, and the shape of its keys and groups.
 *
 *     keys    keyCount × | type u32 | data u32 | aux u32 |       of the key's register, 0 in merge
 *     slots   slotCount × | aggregate entry u32 | offset u32 | family u32 |
 *             where its state lies among a group's slots, and the functions over it
 *     owning  owningCount × | the same |      of the aggregates whose slots own memory
 */
import { familyOf } from '../aggregate/family'
import { registerAux, registerData } from '../column/registers'
import { NONE } from '../contract'
import { allocate } from '../memory/allocator'
import * as plan from '../plan'

/** A job as scan and merge both know it. */
// @ts-ignore: decorator
@unmanaged
export class JobShape {
  /** Addresses of the plan and of the job in it. */
  plan: usize
  entry: usize
  number: u32
  /** The record of functions of its window's kind (kind.ts); 0: the job has no window here. */
  kind: usize
  size: i64
  slide: i64
  gap: i64
  /**
   * Width of what scan aggregates by, and of what merge keeps of aligned windows: every one of them is made of
   * whole panes. Of sessions the gap: events of one pane always share a session.
   */
  paneWidth: i64
  keyCount: u32
  keys: usize
  slotCount: u32
  slots: usize
  /** Bytes of all slots of a group, a multiple of 8. */
  slotsBytes: u32
  owningCount: u32
  owning: usize
  /** Most bytes of the partials of those that own nothing. */
  plainBytes: u32
}

export const KEY_ENTRY: usize = 12
export const SLOT_ENTRY: usize = 12

/**
 * Reads what the plan says of job `number` into a shape of zeros, but for its kind; the plan's registers exist
 * already.
 */
export function shapeCreate(shape: JobShape, planAddress: usize, number: u32): void {
  const entry = plan.planJob(planAddress, number)
  shape.plan = planAddress
  shape.entry = entry
  shape.number = number
  shape.size = plan.jobSize(entry)
  shape.slide = plan.jobSlide(entry)
  shape.gap = plan.jobGap(entry)
  createKeys(shape)
  createSlots(shape)
}

function createKeys(shape: JobShape): void {
  shape.keyCount = plan.jobKeyCount(shape.entry)
  shape.keys = allocate(<usize>shape.keyCount * KEY_ENTRY)
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const register = plan.jobKeyRegister(shape.plan, shape.entry, k)
    const key = shape.keys + <usize>k * KEY_ENTRY
    store<u32>(key, plan.jobKeyType(shape.plan, shape.entry, k))
    store<u64>(key, 0, 4)
    if (register == NONE) continue
    store<u32>(key, <u32>registerData(register), 4)
    store<u32>(key, <u32>registerAux(register), 8)
  }
}

function createSlots(shape: JobShape): void {
  shape.slotCount = plan.jobAggregateCount(shape.entry)
  shape.slots = allocate(<usize>shape.slotCount * SLOT_ENTRY)
  shape.owning = allocate(<usize>shape.slotCount * SLOT_ENTRY)
  let offset: u32 = 0
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    const aggregate = plan.jobAggregate(shape.plan, shape.entry, a)
    const entry = shape.slots + <usize>a * SLOT_ENTRY
    const family = familyOf(aggregate)
    store<u32>(entry, <u32>aggregate)
    store<u32>(entry, offset, 4)
    store<u32>(entry, <u32>changetype<usize>(family), 8)
    offset += (<u32>family.slotSize + 7) & ~7
    if (family.isPlain) {
      shape.plainBytes += <u32>family.writeSize(0)
    } else {
      memory.copy(shape.owning + <usize>shape.owningCount * SLOT_ENTRY, entry, SLOT_ENTRY)
      shape.owningCount++
    }
  }
  shape.slotsBytes = offset
}
