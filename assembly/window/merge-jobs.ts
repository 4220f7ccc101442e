/** The jobs of the plan that merge runs. */
import { JOB_AGGREGATE } from '../contract'
import { allocateZeroed } from '../memory/allocator'
import { setCurrentJob } from '../memory/failure'
import { jobKind, jobWindowKind, planJob, planJobCount } from '../plan'
import { kindCreate, kindOf } from './kind'
import { MergeJob } from './merge-job'
import { shapeCreate } from './shape'
import { NEVER, NO_END } from './times'

let jobs: usize = 0
export let mergeJobCount: u32 = 0

/** Makes the jobs of a plan, of which those with a window have a kind; its registers exist already. */
export function mergeJobsCreate(planAddress: usize): void {
  mergeJobCount = planJobCount(planAddress)
  jobs = allocateZeroed(<usize>mergeJobCount * offsetof<MergeJob>())
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    job.watermark = NEVER
    job.nextEnd = NO_END
    if (jobKind(planJob(planAddress, number)) != JOB_AGGREGATE) continue
    setCurrentJob(number)
    shapeCreate(job, planAddress, number)
    job.spare = allocateZeroed(max<usize>(job.slotsBytes, 8))
    kindCreate(job, jobWindowKind(job.entry))
    kindOf(job).create(job)
  }
  setCurrentJob(-1)
}

/** Job `number`; its kind is 0 when merge has nothing to do for it. */
export function mergeJob(number: u32): MergeJob {
  return changetype<MergeJob>(jobs + <usize>number * offsetof<MergeJob>())
}
