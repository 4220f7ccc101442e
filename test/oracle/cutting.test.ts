import { describe, expect, it } from 'vitest'
import { MemorySource } from '../support/memory-connectors.js'
import {
  expectOracleRows,
  loadEvents,
  loadExpected,
  type Dataset,
  type OracleEvent
} from '../support/oracle.js'
import { RandomValues, seed } from '../support/random-values.js'
import { runJobs, type RunOptions } from '../support/run-jobs.js'

/** The reference's rows, however the input is cut into batches and whatever works on them. */

const PARTITIONS = [0, 1, 2, 3]

/** Hands the events over in runs of `size()` records of one partition each. */
function sourceOf(events: readonly OracleEvent[], size: () => number): MemorySource {
  const source = new MemorySource().partitions(...PARTITIONS)
  const waiting = PARTITIONS.map((): Buffer[] => [])
  const sizes = PARTITIONS.map(size)
  for (const { partition, value } of events) {
    const values = waiting[partition] ?? []
    values.push(value)
    if (values.length < (sizes[partition] ?? 1)) continue
    source.values(partition, values)
    waiting[partition] = []
    sizes[partition] = size()
  }
  waiting.forEach((values, partition) => {
    if (values.length > 0) source.values(partition, values)
  })
  return source.end(false)
}

const inputs = { clean: loadEvents('clean'), messy: loadEvents('messy') }
const answers = { clean: loadExpected('clean'), messy: loadExpected('messy') }

async function check(dataset: Dataset, size: () => number, options: RunOptions): Promise<void> {
  const { rows, status } = await runJobs(sourceOf(inputs[dataset], size), options)
  const compatible = options.env?.processing_flink_compatibility === 'true'
  expectOracleRows(rows, answers[dataset], compatible ? 'compatible' : 'default')
  expect(status.records.total).toBe(20_004)
  expect(status.jobs.map((job) => job.lateRecords)).toEqual([0, 0, 0])
}

describe.each(['clean', 'messy'] as const)('%s', (dataset) => {
  it.each(['false', 'true'])('has the rows of the reference, compatibility %s', async (compatibility) => {
    await check(dataset, () => 500, { env: { processing_flink_compatibility: compatibility } })
  })

  it.each([
    [1, 1],
    [2, 999],
    [4, 999],
    [1, 100_000],
    [4, 100_000],
    [2, 1]
  ])('does not depend on parallelism %d and mini-batch size %d', async (parallelism, size) => {
    const epochMax = Math.max(size, 65_536)
    await check(dataset, () => 200, {
      env: {
        flink_parallelism: String(parallelism),
        table_minibatch_size: String(size),
        processing_epoch_max_records: String(epochMax)
      }
    })
  })

  it.each([1, 7, 20_004])('does not depend on batches of %d records', async (records) => {
    await check(dataset, () => records, {})
  })

  it(`does not depend on random batches (TEST_SEED=${seed})`, async () => {
    const random = new RandomValues(seed)
    await check(dataset, () => 1 + random.below(random.pick([3, 50, 900, 6000])), {})
  })

  it('runs on worker threads as it does inline', async () => {
    await check(dataset, () => 1000, { threads: true })
  })
})

describe('messy', () => {
  it('counts what is malformed and nothing else', async () => {
    const { status } = await runJobs(sourceOf(inputs.messy, () => 700))
    expect(status.records.malformed).toBe(1721)
    expect(status.records.undated).toBe(0)
  })
})
