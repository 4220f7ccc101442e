/** The jobs of the plan that scan runs. */
import { allocateZeroed } from '../memory/allocator'
import { setCurrentJob } from '../memory/failure'
import { JOB_AGGREGATE } from '../contract'
import { jobKind, jobWindowKind, planJob, planJobCount } from '../plan'
import { kindCreate } from './kind'
import { localTableCreate, ScanJob } from './local-table'
import { shapeCreate } from './shape'

let jobs: usize = 0
export let scanJobCount: u32 = 0

/** Makes the jobs of a plan, of which those with a window have a kind; its registers exist already. */
export function scanJobsCreate(planAddress: usize): void {
  scanJobCount = planJobCount(planAddress)
  jobs = allocateZeroed(<usize>scanJobCount * offsetof<ScanJob>())
  for (let number: u32 = 0; number < scanJobCount; number++) {
    if (jobKind(planJob(planAddress, number)) != JOB_AGGREGATE) continue
    const job = scanJob(number)
    setCurrentJob(number)
    shapeCreate(job, planAddress, number)
    kindCreate(job, jobWindowKind(job.entry))
    job.local = localTableCreate()
  }
  setCurrentJob(-1)
}

/** Job `number`; its kind is 0 when scan has no windows to fill for it. */
export function scanJob(number: u32): ScanJob {
  return changetype<ScanJob>(jobs + <usize>number * offsetof<ScanJob>())
}
