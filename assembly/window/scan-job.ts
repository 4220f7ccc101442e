/** What scan keeps of a job: its shape, and the table of the chunk's groups. */
import { defineAll as defineAggregates } from '../aggregate/generated'
import { allocateZeroed } from '../memory/allocator'
import { jobWindowKind, planJobCount } from '../plan'
import { defineAll as defineWindowKinds } from './generated'
import { kindCreate } from './kind'
import { localTableCreate, ScanJob } from './local-table'
import { shapeCreate } from './shape'

let jobs: usize = 0
export let scanJobCount: u32 = 0

/** Makes the jobs of a plan; its registers exist already. */
export function scanJobsCreate(planAddress: usize): void {
  defineAggregates()
  defineWindowKinds()
  scanJobCount = planJobCount(planAddress)
  jobs = allocateZeroed(<usize>scanJobCount * offsetof<ScanJob>())
  for (let number: u32 = 0; number < scanJobCount; number++) {
    const job = scanJob(number)
    shapeCreate(job, planAddress, number)
    kindCreate(job, jobWindowKind(job.entry))
    job.local = localTableCreate()
  }
}

export function scanJob(number: u32): ScanJob {
  return changetype<ScanJob>(jobs + <usize>number * offsetof<ScanJob>())
}
