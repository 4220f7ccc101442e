/** Makes a kernel ready: for scanning one source, or for merging one shard. */
import { defineAll as defineAggregates } from './aggregate/generated'
import { FAIL_BAD_PLAN, ROLE_MERGE, ROLE_SCAN } from './contract'
import { defineOperations } from './column/builtins'
import { registersCreate } from './column/registers'
import { scannerCreate } from './json/document'
import { fail } from './memory/failure'
import { mergeCreate } from './merge'
import { groupsCreate } from './output/groups'
import { droppedRowsCreate } from './output/dropped-rows'
import { outputsCreate } from './output/job-output'
import { lateRowsCreate } from './output/late-rows'
import { segmentsCreate } from './output/segments'
import { planJobCount, planKeyGroups, planLoad, planTrieOffset } from './plan'
import { scanCreate } from './scan'
import { restoreCreate } from './snapshot/restore'
import { snapshotCreate } from './snapshot/snapshot'
import { watermarksCreate } from './watermarks'
import { defineAll as defineWindowKinds } from './window/generated'

/** Details of FAIL_BAD_PLAN beside those of planLoad: no shards; a second plan. */
const NO_SHARDS: i32 = -1
const SECOND_PLAN: i32 = -2

let isLoaded: bool = false

/**
 * Loads the scan plan of `length` bytes at `source`, which is copied, for scanning into `shards` shards. The host
 * writes it to the place that `reserveInput` gives. A kernel runs one plan in its life: another one fails with
 * FAIL_BAD_PLAN, as does a wrong one.
 */
export function loadScanPlan(source: usize, length: u32, shards: u32): void {
  if (shards == 0) fail(FAIL_BAD_PLAN, NO_SHARDS)
  const plan = load(source, length, ROLE_SCAN)
  scannerCreate(plan, planTrieOffset(plan))
  scanCreate(plan, shards)
}

/** Loads the merge plan; else as {@link loadScanPlan}. */
export function loadMergePlan(source: usize, length: u32): void {
  const plan = load(source, length, ROLE_MERGE)
  groupsCreate(plan)
  lateRowsCreate(plan)
  mergeCreate(plan)
  snapshotCreate(planKeyGroups(plan))
  restoreCreate(planKeyGroups(plan))
}

/** What both roles need. */
function load(source: usize, length: u32, role: u32): usize {
  if (isLoaded) fail(FAIL_BAD_PLAN, SECOND_PLAN)
  isLoaded = true
  defineOperations()
  defineAggregates()
  defineWindowKinds()
  const plan = planLoad(source, length, role)
  registersCreate(plan)
  // Two more than there are jobs: rows of what comes late, and rows that are dropped.
  segmentsCreate(planJobCount(plan) + 2)
  droppedRowsCreate(plan)
  outputsCreate(plan)
  watermarksCreate(planJobCount(plan))
  return plan
}
