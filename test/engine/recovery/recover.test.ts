import { describe, expect, it } from 'vitest'
import type { JournalRecord } from '../../../src/connectors/journal.js'
import { systemClock, type Clock } from '../../../src/engine/clock.js'
import type { ServiceOptions } from '../../../src/engine/service.js'
import { LogSource, type LogSourceOptions } from '../../support/log-source.js'
import { MemorySink } from '../../support/memory-connectors.js'
import { MemoryStore } from '../../support/memory-store.js'
import { expectOracleRows, loadEventsByPartition, loadExpected } from '../../support/oracle.js'
import { rowsOf, runJobs } from '../../support/run-jobs.js'

/** An application that is stopped and started again over one input, one output and one place for snapshots. */

const partitions = loadEventsByPartition('clean')
const expected = loadExpected('clean')
/** A snapshot at every other epoch's end or so: the clock runs fast. */
const OFTEN = { flink_checkpoint_interval_ms: '100' }
/** No snapshot. */
const NEVER = { flink_checkpoint_interval_ms: '86400000' }

let time = Date.now()
const fastClock: Clock = { now: () => (time += 20), monotonic: () => (time += 20), after: systemClock.after }

class Application {
  readonly sink = new MemorySink()
  readonly store = new MemoryStore()
  /** Commits of all lives but the last one. */
  written = 0

  get journal(): JournalRecord {
    const journal = this.sink.commits.at(-1)?.journal
    if (journal === undefined) throw new Error('nothing was committed')
    return journal
  }

  /** One life: reads what is available, commits it, and stops. */
  async live(
    env: Record<string, string>,
    options: Partial<LogSourceOptions> = {},
    service: Partial<ServiceOptions> = {},
    log = partitions
  ): Promise<void> {
    this.written = this.sink.commits.length
    this.sink.journal = this.sink.commits.at(-1)?.journal ?? null
    const source = new LogSource(log, { chunkRecords: 250, ...options })
    await runJobs(source, {
      env,
      sink: this.sink,
      service: { store: this.store, clock: fastClock, ...service }
    })
  }

  expectOracle(): void {
    expectOracleRows(rowsOf(this.sink), expected, 'default')
  }
}

describe('an application that is started again', () => {
  it.each([
    ['with snapshots', OFTEN],
    ['by its journal alone', NEVER]
  ])('writes every row once %s', async (_how, env) => {
    const application = new Application()
    for (const available of [700, 701, 2000, 3500, Infinity]) await application.live(env, { available })
    application.expectOracle()
  })

  it('goes on with another parallelism, other mini-batches and other fetches', async () => {
    const application = new Application()
    const log = { batchRecords: 60 }
    const one = { ...OFTEN, flink_parallelism: '1' }
    await application.live(one, { ...log, available: 1500, chunkRecords: 100 })
    const three = { ...OFTEN, flink_parallelism: '3', table_minibatch_size: '1' }
    await application.live(three, { ...log, available: 3000 })
    await application.live({ ...NEVER, flink_parallelism: '2' }, { ...log, chunkRecords: 777 })
    application.expectOracle()
  })

  it('uses the snapshot before when one is damaged or missing', async () => {
    const application = new Application()
    await application.live(OFTEN, { available: 2000 })
    await application.live(OFTEN, { available: 3000 })
    const [newest, second] = application.journal.snapshots
    if (newest === undefined || second === undefined) throw new Error('too few snapshots')
    application.store.damaged.add(newest.id)
    application.store.stored.delete(second.id)
    await application.live(NEVER)
    application.expectOracle()
  })

  it('replays the whole journal when no snapshot is left but the journal is', async () => {
    const application = new Application()
    await application.live(OFTEN, { available: 2000 })
    for (const id of application.store.stored.keys()) application.store.damaged.add(id)
    await application.live(NEVER)
    application.expectOracle()
  })

  it('says what is missing when neither is left, and what to do', async () => {
    const application = new Application()
    await application.live(OFTEN, { available: 2000 })
    application.store.stored.clear()
    application.sink.readJournal = async () => {
      const { MillraceError } = await import('../../../src/errors.js')
      throw new MillraceError('JOURNAL_GAP', { wanted: 1, found: 5 })
    }
    await expect(application.live(NEVER)).rejects.toThrow(/--rebuild .* --start-anew/)
  })

  it('counts open windows again with --rebuild', async () => {
    const application = new Application()
    await application.live(OFTEN, { available: 2000 })
    application.store.stored.clear()
    await application.live(NEVER, { available: 3000 }, { recovery: 'rebuild' })
    // The rebuilt state is a snapshot, and later lives go on from it.
    expect(application.journal.base).toBeGreaterThan(0)
    await application.live(NEVER)
    application.expectOracle()
  })

  it('gives open windows up with --start-anew, writes nothing twice and goes on', async () => {
    const application = new Application()
    await application.live(OFTEN, { available: 2000 })
    application.store.stored.clear()
    await application.live(NEVER, { available: 3000 }, { recovery: 'start-anew' })
    await application.live(NEVER)
    const keys = rowsOf(application.sink).event_metrics.map((row) =>
      JSON.stringify([row['window_start'], row['event_type']])
    )
    expect(new Set(keys).size).toBe(keys.length)
    // A few windows held nothing but what was given up.
    expect(keys.length).toBeGreaterThan(expected.event_metrics.length - 20)
  })

  it('refuses a job that changed, by name, and drops just its state when told to', async () => {
    const application = new Application()
    const wider = { ...OFTEN, processing_metrics_window_size_seconds: '120' }
    await application.live(OFTEN, { available: 2000 })
    await expect(application.live(wider, { available: 3000 })).rejects.toThrow(
      /EventAggregator .* --drop-state EventAggregator/
    )
    await application.live(wider, { available: 3000 }, { dropState: ['EventAggregator'] })
    await application.live(wider)
    const { session_metrics, performance_metrics } = rowsOf(application.sink)
    expectOracleRows(
      { session_metrics, performance_metrics },
      {
        session_metrics: expected.session_metrics,
        performance_metrics: expected.performance_metrics
      },
      'default'
    )
  })

  it('refuses to go on over input that is gone or was changed', async () => {
    const application = new Application()
    await application.live(NEVER, { available: 2000 })
    await expect(application.live(NEVER, { trimmedTo: 100 })).rejects.toThrow(/no longer has/)
    const commit = application.sink.commits.find(({ journal }) =>
      journal.epochs.some((one) => one.rows['event_metrics'])
    )
    const epoch = commit?.journal.epochs.find((one) => one.rows['event_metrics'])
    if (epoch === undefined) throw new Error('no epoch wrote a row')
    Object.assign(epoch.rows, { event_metrics: 12_345 })
    await expect(application.live(NEVER)).rejects.toThrow(/another state .* instead of 12345/)
  })

  it('refuses other records at the offsets that it read, before any row differs', async () => {
    const application = new Application()
    const log = { id: 'topic-1', available: 6 }
    await application.live(NEVER, log)
    expect(rowsOf(application.sink).event_metrics).toEqual([])
    const others = partitions.map((values) => values.slice(6))
    await expect(application.live(NEVER, log, {}, others)).rejects.toThrow(
      /epoch 1 \(source events, partition 0, offsets 0 to 6: digest \w+ instead of \w+\)/
    )
    const fewer = partitions.map((values) =>
      values.slice(0, 6).map((value, i) => (i === 3 ? Buffer.from('') : value))
    )
    await expect(application.live(NEVER, log, {}, fewer)).rejects.toMatchObject({ code: 'STATE_DIFFERS' })
    await application.live(NEVER, log)
  })

  it('refuses a topic of the same name that was made anew, in every mode', async () => {
    const application = new Application()
    await application.live(NEVER, { id: 'topic-1', available: 6 })
    for (const recovery of ['resume', 'rebuild', 'start-anew'] as const) {
      const anew = application.live(NEVER, { id: 'topic-2' }, { recovery })
      await expect(anew).rejects.toMatchObject({ code: 'SOURCE_MADE_ANEW', params: { was: 'topic-1' } })
    }
    expect(application.sink.commits).toHaveLength(application.written)
  })

  it.each(['resume', 'rebuild', 'start-anew'] as const)(
    'says so within seconds when a partition ends before the journal, or is gone: %s',
    async (recovery) => {
      const application = new Application()
      await application.live(NEVER, { available: 200 })
      const shorter = application.live(NEVER, { available: 100 }, { recovery })
      await expect(shorter).rejects.toMatchObject({
        code: 'SOURCE_TOO_SHORT',
        params: { address: 'events', partition: 0, offset: 200, found: 'it ends at offset 100' }
      })
      const gone = application.live(NEVER, {}, { recovery }, partitions.slice(0, 1))
      await expect(gone).rejects.toMatchObject({
        code: 'SOURCE_TOO_SHORT',
        params: { partition: 1, found: 'it does not exist' }
      })
    }
  )

  it('goes on without snapshots when they cannot be stored', async () => {
    const application = new Application()
    application.store.full = true
    await application.live(OFTEN, { available: 2000 })
    expect(application.journal.snapshots).toEqual([])
    await application.live(OFTEN)
    application.expectOracle()
  })
})
