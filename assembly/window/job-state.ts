/**
 * What the plan says of a job, laid out for the kernels: one JobState a job, made when the plan is loaded.
 *
 *     keys    keyCount × | type u32 | data u32 | aux u32 |       of the key's register
 *     slots   slotCount × | aggregate entry u32 | offset u32 | family u32 | finish u32 |
 *             where its state lies among a group's slots, and the functions over it
 */
import { familyOf, finishOf } from '../aggregate/family'
import { defineAll } from '../aggregate/generated'
import { registerAux, registerData } from '../column/registers'
import { allocate } from '../memory/allocator'
import * as plan from '../plan'
import { WINDOW_SESSION } from './legacy'
import { NONE } from '../contract'
import { greatestCommonDivisor, NEVER } from './times'

// @ts-ignore: decorator
@unmanaged
export class JobState {
  /** Addresses of the plan and of the job in it. */
  plan: usize
  entry: usize
  number: u32
  windowKind: u32
  size: i64
  slide: i64
  gap: i64
  /**
   * Width of what scan aggregates by. Of aligned windows the greatest common divisor of size and slide: every
   * window is made of whole panes. Of sessions the gap: events of one pane always share a session.
   */
  paneWidth: i64
  keyCount: u32
  keys: usize
  slotCount: u32
  slots: usize
  /** Bytes of all slots of a group, a multiple of 8. */
  slotsBytes: u32
  /** Scan: the table of the chunk's groups. */
  local: usize
  /** Merge: the open windows or sessions. */
  windows: usize
  /** Merge: what came late in this epoch (late-groups), 0 nothing. */
  late: usize
  /** Merge: totals since the plan was loaded. */
  lateRecords: u64
  watermark: i64
  hint: i64
  /** Merge: groups of open windows, or open sessions. */
  open: u32
}

export const KEY_ENTRY: usize = 12
export const SLOT_ENTRY: usize = 16

let states: usize = 0
export let jobCount: u32 = 0

/** Makes the states of all jobs of a plan; its registers exist already. */
export function jobsCreate(planAddress: usize): void {
  defineAll()
  jobCount = plan.planJobCount(planAddress)
  states = allocate(<usize>jobCount * offsetof<JobState>())
  memory.fill(states, 0, <usize>jobCount * offsetof<JobState>())
  for (let number: u32 = 0; number < jobCount; number++) createState(planAddress, number)
}

export function jobState(number: u32): JobState {
  return changetype<JobState>(states + <usize>number * offsetof<JobState>())
}

function createState(planAddress: usize, number: u32): void {
  const state = jobState(number)
  const entry = plan.planJob(planAddress, number)
  state.plan = planAddress
  state.entry = entry
  state.number = number
  state.watermark = NEVER
  if (plan.jobKind(entry) != 1) return
  state.windowKind = plan.jobWindowKind(entry)
  state.size = plan.jobSize(entry)
  state.slide = plan.jobSlide(entry)
  state.gap = plan.jobGap(entry)
  state.paneWidth =
    state.windowKind == WINDOW_SESSION ? state.gap : greatestCommonDivisor(state.size, state.slide)
  createKeys(state)
  createSlots(state)
}

function createKeys(state: JobState): void {
  state.keyCount = plan.jobKeyCount(state.entry)
  state.keys = allocate(<usize>state.keyCount * KEY_ENTRY)
  for (let k: u32 = 0; k < state.keyCount; k++) {
    const register = plan.jobKeyRegister(state.plan, state.entry, k)
    const key = state.keys + <usize>k * KEY_ENTRY
    store<u32>(key, plan.jobKeyType(state.plan, state.entry, k))
    if (register == NONE) continue
    store<u32>(key, <u32>registerData(register), 4)
    store<u32>(key, <u32>registerAux(register), 8)
  }
}

function createSlots(state: JobState): void {
  state.slotCount = plan.jobAggregateCount(state.entry)
  state.slots = allocate(<usize>state.slotCount * SLOT_ENTRY)
  let offset: u32 = 0
  for (let a: u32 = 0; a < state.slotCount; a++) {
    const aggregate = plan.jobAggregate(state.plan, state.entry, a)
    const entry = state.slots + <usize>a * SLOT_ENTRY
    const family = familyOf(aggregate)
    store<u32>(entry, <u32>aggregate)
    store<u32>(entry, offset, 4)
    store<u32>(entry, <u32>changetype<usize>(family), 8)
    store<u32>(entry, <u32>changetype<usize>(finishOf(aggregate)), 12)
    offset += (<u32>family.slotSize + 7) & ~7
  }
  state.slotsBytes = offset
}
