/**
 * State and exchange are blocks of partial rows, one a job (see assembly/window/partials.ts), little endian:
 *
 *     ┌─────────┬──────────┬───────────┬──────────────┐
 *     │ job u32 │ rows u32 │ bytes u32 │ rows … bytes │
 *     └─────────┴──────────┴───────────┴──────────────┘
 */
const BLOCK_HEADER_BYTES = 12
/** In place of a job's number: the kernels pass the block over. */
const NO_JOB = 0xffffffff

/**
 * Numbers the jobs of the blocks anew, in place: a snapshot numbers them as its own plan did.
 * @param numberOf the job's number in the plan that runs now; undefined drops its state
 */
export function renumberJobs(blocks: Uint8Array, numberOf: (job: number) => number | undefined): void {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength)
  for (let at = 0; at + BLOCK_HEADER_BYTES <= blocks.byteLength;) {
    const job = view.getUint32(at, true)
    const length = view.getUint32(at + 8, true)
    view.setUint32(at, numberOf(job) ?? NO_JOB, true)
    at += BLOCK_HEADER_BYTES + length
  }
}
