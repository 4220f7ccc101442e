import { describe, expect, it } from 'vitest'
import { MemorySource } from '../support/memory-connectors.js'
import { expectOracleRows, loadLate } from '../support/oracle.js'
import { runJobs } from '../support/run-jobs.js'

describe('late data', () => {
  it.each(['1', '2', '4'])('is judged as the reference judges it, parallelism %s', async (parallelism) => {
    const { phases, expected } = loadLate()
    const source = new MemorySource().partitions(0)
    for (const phase of phases) source.values(0, phase)
    // One chunk an epoch: each phase sees the watermark of the one before.
    const env = {
      flink_parallelism: parallelism,
      table_minibatch_size: '1',
      processing_epoch_max_records: '1'
    }
    const { rows, status } = await runJobs(source.end(false), { env })
    expectOracleRows(rows, expected, 'default')
    const late = Object.fromEntries(status.jobs.map((job) => [job.name, job.lateRecords]))
    // [59 s] came after [0 s, 60 s) had fired; [1100 s] opens a session that had ended; both windows of 1000 to
    // 1500 s had fired too.
    expect(late).toMatchObject({ EventAggregator: 5, SessionTracker: 1 })
  })
})
