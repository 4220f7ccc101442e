/** The kit for tests of jobs: events in, a virtual clock, watermarks as the test says, rows out. */
export { clock, epoch, record, watermark } from './kit-input.js'
export type { Mark, TestEvent } from './kit-input.js'
export type { EventRecord } from './record.js'
export { runJob } from './run-job.js'
export type { Row, RunJobOptions, RunJobResult } from './run-job.js'
