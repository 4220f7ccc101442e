/** The jobs of the plan that merge runs. */
import { allocateZeroed } from '../memory/allocator'
import { planJobCount } from '../plan'
import { MergeJob } from './merge-job'
import { shapeCreate } from './shape'
import { NEVER, NO_END } from './times'

let jobs: usize = 0
export let mergeJobCount: u32 = 0

/** Makes the jobs of a plan, whose windows their kinds are yet to make; its registers exist already. */
export function mergeJobsCreate(planAddress: usize): void {
  mergeJobCount = planJobCount(planAddress)
  jobs = allocateZeroed(<usize>mergeJobCount * offsetof<MergeJob>())
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    shapeCreate(job, planAddress, number)
    job.watermark = NEVER
    job.nextEnd = NO_END
    job.spare = allocateZeroed(max<usize>(job.slotsBytes, 8))
  }
}

export function mergeJob(number: u32): MergeJob {
  return changetype<MergeJob>(jobs + <usize>number * offsetof<MergeJob>())
}
