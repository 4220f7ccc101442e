/** Makes a kernel ready for a plan. */
import { registersCreate } from './column/registers'
import { scannerCreate } from './json/document'
import { fail, FAIL_BAD_PLAN } from './memory/failure'
import { mergeCreate } from './merge'
import { planKeyGroups, planLoad, planTrieOffset } from './plan'
import { scanCreate } from './scan'
import { restoreCreate } from './snapshot/restore'
import { snapshotCreate } from './snapshot/snapshot'

/** Details of FAIL_BAD_PLAN beside those of planLoad: no shards; a second plan. */
const NO_SHARDS: i32 = -1
const SECOND_PLAN: i32 = -2

let isLoaded: bool = false

/**
 * Loads the plan of `length` bytes at `source`, which is copied, for scanning into `shards` shards and for merging
 * one of them. The host writes it to the place that `reserveInput` gives. A kernel runs one plan in its life:
 * another one fails with FAIL_BAD_PLAN, as does a wrong one.
 */
export function loadPlan(source: usize, length: u32, shards: u32): void {
  if (shards == 0) fail(FAIL_BAD_PLAN, NO_SHARDS)
  if (isLoaded) fail(FAIL_BAD_PLAN, SECOND_PLAN)
  isLoaded = true
  const plan = planLoad(source, length)
  registersCreate(plan)
  scannerCreate(plan, planTrieOffset(plan))
  scanCreate(plan, shards)
  mergeCreate(plan)
  snapshotCreate(planKeyGroups(plan))
  restoreCreate(planKeyGroups(plan))
}
