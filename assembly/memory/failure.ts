import { FAIL_INTERNAL } from '../contract'

/**
 * How a kernel reports a failure to its host. It cannot throw: it calls `fail`, which the host implements by throwing
 * an error of its own, so `fail` never returns.
 */

export { FAIL_BAD_PLAN, FAIL_CORRUPT_PARTIAL, FAIL_OUT_OF_MEMORY } from '../contract'

/** Index of the job that is being worked for, so that a failure can name it; -1 when none. */
export let currentJob: i32 = -1

/** Names the job that the following work is for. */
export function setCurrentJob(job: i32): void {
  currentJob = job
}

/** Host import: throws an error made from `code` (one of FAIL_*) and `detail`. Never returns. */
// @ts-ignore: decorator
@external('env', 'fail')
export declare function fail(code: i32, detail: i32): void

/** Takes the place of AssemblyScript's `abort` (see asconfig.json): a broken invariant at source line `line`. */
export function onAbort(message: string | null, fileName: string | null, line: u32, column: u32): void {
  fail(FAIL_INTERNAL, line)
  unreachable()
}
