import { describe, expect, it } from 'vitest'
import type { Commit } from '../../src/connectors/connector.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { systemClock, type Clock } from '../../src/engine/clock.js'
import type { RecoveryMode } from '../../src/engine/recovery/recover.js'
import { LogSource } from '../support/log-source.js'
import { MemorySink } from '../support/memory-connectors.js'
import { MemoryStore } from '../support/memory-store.js'
import { loadEventsByPartition } from '../support/oracle.js'
import { rowsOf, runJobs } from '../support/run-jobs.js'

const partitions = loadEventsByPartition('clean')

/** Windows of processing time that end while the test runs: the clock runs fast. */
const ENV = {
  app_environment: 'development',
  flink_checkpoint_interval_ms: '2000',
  processing_commit_interval_ms: '0',
  table_minibatch_size: '500'
}

/** Shows what it is given at once, as topics do, and dies before some of it is committed. */
class DyingSink extends MemorySink {
  readonly showsUncommitted = true
  /** All that ever was to be seen, committed or not. */
  readonly seen: Commit['segments'][number][] = []
  /** Dies with the rows of this commit. */
  diesAt = Infinity

  override async commit(commit: Commit): Promise<void> {
    this.seen.push(...commit.segments)
    if (this.commits.length >= this.diesAt && commit.segments.length > 0) throw new Error('killed')
    await super.commit(commit)
  }
}

let time = Date.now()
const clock: Clock = { now: () => (time += 3000), monotonic: () => (time += 3000), after: systemClock.after }

async function live(
  sink: DyingSink,
  store: MemoryStore,
  recovery: RecoveryMode = 'resume',
  env: Record<string, string> = {}
): Promise<void> {
  sink.journal = sink.commits.at(-1)?.journal ?? null
  const source = new LogSource(partitions, { chunkRecords: 250 })
  await runJobs(source, { env: { ...ENV, ...env }, sink, service: { store, clock, recovery } })
}

/** An application that died between an announcement and its rows. */
async function dead(): Promise<{ sink: DyingSink; store: MemoryStore }> {
  const sink = new DyingSink()
  const store = new MemoryStore()
  sink.diesAt = 8
  await expect(live(sink, store)).rejects.toThrow('killed')
  expect(sink.commits.at(-1)?.journal.announced).toBe(true)
  sink.diesAt = Infinity
  return { sink, store }
}

describe('epochs of processing time', () => {
  it('are committed before their rows are shown, and the rows come after a crash as they would have come', async () => {
    const { sink, store } = await dead()
    for (let life = 0; life < 6; life++) {
      sink.diesAt = sink.commits.length + 1 + life
      await live(sink, store).catch(() => undefined)
    }
    sink.diesAt = Infinity
    await live(sink, store)
    const epochs = await sink.readJournal(0)
    const promised = epochs.reduce((sum, { rows }) => sum + (rows['event_metrics'] ?? 0), 0)
    expect(promised).toBeGreaterThan(20)
    expect(rowsOf(sink).event_metrics).toHaveLength(promised)
    const committed = new Set(sink.commits.flatMap(({ segments }) => segments).map(textOf))
    expect(sink.seen.length).toBeGreaterThan(sink.commits.flatMap(({ segments }) => segments).length)
    for (const segment of sink.seen) expect(committed).toContain(textOf(segment))
  })

  it('whose rows are owed need the jobs that announced them', async () => {
    const { sink, store } = await dead()
    const changed = live(sink, store, 'resume', { processing_session_gap_seconds: '7' })
    await expect(changed).rejects.toMatchObject({ code: 'JOB_CHANGED' })
    await live(sink, store, 'start-anew')
    expect(sink.commits.at(-1)?.journal.announced).toBeUndefined()
  })
})

/** The rows in no order: what came back from a snapshot may fire in another one. */
function textOf(segment: Commit['segments'][number]): string {
  const rows: string[] = []
  forEachRow(segment, (json) => rows.push(Buffer.from(json).toString()))
  return `${segment.sink} ${rows.sort().join('\n')}`
}
