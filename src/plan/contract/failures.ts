/** Failure kinds that a kernel reports to its host, and the details of some. */

export const FAIL_OUT_OF_MEMORY = 1
/** The detail says where: see assembly/plan/check.ts and assembly/column/program-check.ts. */
export const FAIL_BAD_PLAN = 2
export const FAIL_BAD_INPUT = 3
/** The detail is the job's number, -1 when it is not known. */
export const FAIL_CORRUPT_PARTIAL = 4
/** A broken invariant; the detail is the source line. */
export const FAIL_INTERNAL = 99

/** Details of FAIL_BAD_INPUT. */
export const BAD_VARINT = 1
export const BAD_RECORD_LENGTH = 2
export const BAD_RECORD_COUNT = 3
