import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { systemClock, type Clock } from '../../src/engine/clock.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import {
  bigint,
  count,
  sinkTable,
  sourceTable,
  string,
  timestamp,
  tumble,
  union
} from '../../src/table/index.js'
import { LogSource } from '../support/log-source.js'
import { MemorySink } from '../support/memory-connectors.js'
import { MemoryStore } from '../support/memory-store.js'
import { silentLogger } from '../support/run-jobs.js'

/** Two logs of unlike schemas: a job on each, one on both, and rows without windows, over several lives. */

const clicks = sourceTable('clicks', { at: timestamp(), user: string() }, { eventTime: 'at' })
const sales = sourceTable(
  'sales',
  { sold: timestamp(), buyer: { name: string() }, cents: bigint() },
  { eventTime: 'sold', watermarkDelaySeconds: 2 }
)
const SECOND = 1000
const COUNT = 600

/** Two partitions of a source, a record a second of each. */
const logOf = (record: (second: number) => object) =>
  [0, 1].map(() => Array.from({ length: COUNT }, (_, second) => Buffer.from(JSON.stringify(record(second)))))
const clickLog = logOf((second) => ({ at: second * SECOND, user: `u${second % 3}` }))
const saleLog = logOf((second) => ({
  sold: second * SECOND,
  buyer: { name: `u${second % 3}` },
  cents: second
}))

let time = Date.now()
const clock: Clock = { now: () => (time += 20), monotonic: () => (time += 20), after: systemClock.after }

function coordinatorOf(): JobCoordinator {
  const { settings } = parseSettings({ flink_checkpoint_interval_ms: '100', flink_parallelism: '2' })
  const who = { who: string(), n: bigint() }
  const window = tumble(10 * SECOND)
  const both = union(
    'both',
    clicks.select({ who: clicks.col('user') }),
    sales.select({ who: sales.col('buyer.name') })
  )
  return new JobCoordinator(settings)
    .registerSource(clicks)
    .registerSource(sales)
    .registerJob({
      name: 'Clicks',
      sink: sinkTable('clicks_by_user', who),
      buildPipeline: () =>
        clicks
          .window(window)
          .groupBy(clicks.col('user'))
          .select({ who: clicks.col('user'), n: count() })
    })
    .registerJob({
      name: 'Both',
      sink: sinkTable('both_by_user', who),
      buildPipeline: () =>
        both
          .window(window)
          .groupBy(both.col('who'))
          .select({ who: both.col('who'), n: count() })
    })
    .registerJob({
      name: 'Copies',
      sink: sinkTable('copies', { cents: bigint() }),
      buildPipeline: () => sales.filter(sales.col('cents').ge(500)).select({ cents: sales.col('cents') })
    })
}

describe('two sources in one application', () => {
  it('give every row once over several lives, each with a watermark of its own', async () => {
    const sink = new MemorySink()
    const store = new MemoryStore()
    for (const [available, ahead] of [
      [100, 50],
      [350, 0],
      [500, 100],
      [COUNT, 0]
    ] as const) {
      sink.journal = sink.commits.at(-1)?.journal ?? null
      const service = coordinatorOf().execute({
        sources: {
          clicks: new LogSource(clickLog, { chunkRecords: 40, available: available + ahead }),
          sales: new LogSource(saleLog, { chunkRecords: 30, available })
        },
        sink,
        store,
        clock,
        logger: silentLogger,
        startWorkers: startInlineWorkers
      })
      await service.finished
      const { inputs, jobs } = service.status()
      expect(inputs.map((one) => one.name)).toEqual(['clicks', 'clicks+sales', 'sales'])
      expect(jobs.map(({ lateRecords }) => lateRecords)).toEqual([0, 0, 0])
    }
    const journal = sink.commits.at(-1)!.journal
    expect(journal.sources.map(({ name }) => name)).toEqual(['clicks', 'sales'])
    expect(journal.epochs.at(-1)?.watermarks).toEqual([
      ['clicks', 589_000],
      ['clicks+sales', 589_000],
      ['sales', 597_000]
    ])
    expect(sink.rows('copies').map((row) => row['cents'])).toHaveLength(2 * 100)
    // Sessions of both logs: the windows that the watermark has passed, 58 of 10 s each, three users.
    const sum = (name: string): number => sink.rows(name).reduce((total, row) => total + Number(row['n']), 0)
    expect([sink.rows('clicks_by_user').length, sum('clicks_by_user')]).toEqual([58 * 3, 2 * 580])
    expect([sink.rows('both_by_user').length, sum('both_by_user')]).toEqual([58 * 3, 4 * 580])
    const origins = sink.commits.flatMap(({ segments }) => segments.flatMap(({ origin }) => origin ?? []))
    expect(new Set(origins.map(({ source, partition }) => `${source}/${partition}`))).toEqual(
      new Set(['sales/0', 'sales/1'])
    )
  })
})
