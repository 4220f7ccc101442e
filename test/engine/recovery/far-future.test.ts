import { describe, expect, it } from 'vitest'
import type { JournalRecord } from '../../../src/connectors/journal.js'
import { systemClock, type Clock } from '../../../src/engine/clock.js'
import type { ServiceOptions } from '../../../src/engine/service.js'
import type { Status } from '../../../src/engine/status/status.js'
import { LogSource } from '../../support/log-source.js'
import { MemorySink } from '../../support/memory-connectors.js'
import { MemoryStore } from '../../support/memory-store.js'
import { runJobs } from '../../support/run-jobs.js'

/** One record of a year far away, and what becomes of all that come after it. */

const NOON = Date.UTC(2026, 0, 1, 12)
const MINUTE = 60_000
const DAY = 86_400_000

function click(time: number): Buffer {
  return Buffer.from(JSON.stringify({ event: { type: 'click' }, user: { id: 'u' }, timestamp: time }))
}

class LiveLog extends LogSource {
  readonly isLive = true
}

class Application {
  readonly sink = new MemorySink()
  readonly store = new MemoryStore()
  status: Status | undefined
  now = NOON

  get journal(): JournalRecord {
    const journal = this.sink.commits.at(-1)?.journal
    if (journal === undefined) throw new Error('nothing was committed')
    return journal
  }

  /** The clicks that all rows count, by minute after noon. */
  get counts(): Record<number, number> {
    const counts: Record<number, number> = {}
    for (const row of this.sink.rows('event_metrics')) {
      const minute = (Date.parse(String(row['window_start'])) - NOON) / MINUTE
      counts[minute] = (counts[minute] ?? 0) + Number(row['event_count'])
    }
    return counts
  }

  async live(
    values: readonly Buffer[],
    env: Record<string, string> = {},
    service: Partial<ServiceOptions> = {},
    source: LogSource = new LiveLog([values], { chunkRecords: 3 })
  ): Promise<void> {
    this.sink.journal = this.sink.commits.at(-1)?.journal ?? null
    const clock: Clock = { ...systemClock, now: () => this.now, monotonic: () => 0 }
    const result = await runJobs(source, {
      env: { processing_dead_letter_topic: 'letters', ...env },
      sink: this.sink,
      service: { store: this.store, clock, ...service }
    })
    this.status = result.status
  }
}

/** A click a minute, and one of the year 2100 behind the second. */
const BEFORE = [click(NOON), click(NOON + MINUTE), click(Date.UTC(2100, 0, 1)), click(NOON + 2 * MINUTE)]
const AFTER = [3, 4, 5, 6].map((minute) => click(NOON + minute * MINUTE))
const UNBOUNDED = { processing_max_future_seconds: '0' }
const BOUNDED = { processing_max_future_seconds: '86400' }

describe('a record of a far future', () => {
  it('does not count, moves no watermark, and is a dead letter with its reason', async () => {
    const application = new Application()
    await application.live([...BEFORE, ...AFTER], BOUNDED)
    expect(application.status).toMatchObject({ records: { total: 8, malformed: 0, undated: 0, future: 1 } })
    expect(application.counts).toMatchObject({ 0: 1, 1: 1, 2: 1, 3: 1 })
    expect(application.journal.maxTimestamps).toEqual([['events', 0, NOON + 6 * MINUTE]])
    const letters = application.sink.commits.flatMap(({ segments }) =>
      segments.filter(({ sink }) => sink === '@dead-letters')
    )
    expect(letters.map(({ count }) => count)).toEqual([1])
    expect(Buffer.from(letters[0]!.bytes).toString('latin1')).toContain('future')
  })

  it('is what the setting and the clock say: exactly the bound is too far', async () => {
    const application = new Application()
    await application.live([click(NOON + DAY), click(NOON + DAY - 1)], BOUNDED)
    expect(application.status).toMatchObject({ records: { total: 2, future: 1 } })
    const unbounded = new Application()
    await unbounded.live(BEFORE, UNBOUNDED)
    expect(unbounded.status).toMatchObject({ records: { total: 4, future: 0 } })
  })

  it('is none in a source that is not live, nor in processing time', async () => {
    const file = new Application()
    await file.live(BEFORE, BOUNDED, {}, new LogSource([BEFORE], { chunkRecords: 3 }))
    expect(file.status).toMatchObject({ records: { future: 0 } })
    const processing = new Application()
    await processing.live(BEFORE, { ...BOUNDED, app_environment: 'development' })
    expect(processing.status).toMatchObject({ records: { total: 4, future: 0, undated: 0 } })
  })

  it('is replayed as it was judged, whatever clock and setting say later', async () => {
    const application = new Application()
    await application.live(BEFORE, BOUNDED)
    application.now = Date.UTC(2100, 0, 2)
    await application.live([...BEFORE, ...AFTER], UNBOUNDED)
    expect(application.counts).toMatchObject({ 0: 1, 1: 1, 2: 1, 3: 1 })
    const [range] = application.sink.commits[0]!.journal.epochs[0]!.ranges
    // Where it made no difference, the journal says nothing of it.
    expect(range?.[4]).toBe(NOON + DAY - 1)
    expect(application.journal.epochs.at(-1)?.ranges.map((one) => one[4])).toEqual([0])
  })
})

describe('a watermark that one has moved', () => {
  /** A life without the bound: everything after the record of 2100 is late. */
  async function poisoned(): Promise<Application> {
    const application = new Application()
    await application.live(BEFORE, UNBOUNDED)
    expect(application.journal.epochs.at(-1)?.watermarks).toEqual([['events', expect.any(Number)]])
    expect(application.journal.epochs.at(-1)?.watermarks[0]?.[1]).toBeGreaterThan(NOON + 365 * DAY)
    return application
  }

  it('stays when the service is only started again', async () => {
    const application = await poisoned()
    await application.live([...BEFORE, ...AFTER], BOUNDED)
    expect(application.status?.jobs[0]?.lateRecords).toBeGreaterThan(0)
    expect(application.counts[3]).toBeUndefined()
  })

  it('is given up with --start-anew', async () => {
    const application = await poisoned()
    await application.live([...BEFORE, ...AFTER], BOUNDED, { recovery: 'start-anew' })
    expect(application.status?.jobs.map(({ lateRecords }) => lateRecords)).toEqual([0, 0, 0])
    expect(application.counts).toMatchObject({ 3: 1, 4: 1 })
    expect(application.journal.maxTimestamps).toEqual([['events', 0, NOON + 6 * MINUTE]])
    // And the next life goes on there.
    await application.live(
      [...BEFORE, ...AFTER, ...[7, 8].map((minute) => click(NOON + minute * MINUTE))],
      BOUNDED
    )
    expect(application.counts).toMatchObject({ 3: 1, 4: 1, 5: 1, 6: 1 })
  })

  it('is found anew with --rebuild, and windows that it fired too early count again', async () => {
    const application = await poisoned()
    const before = application.counts
    await application.live([...BEFORE, ...AFTER], BOUNDED, { recovery: 'rebuild' })
    expect(application.status?.jobs.map(({ lateRecords }) => lateRecords)).toEqual([0, 0, 0])
    // Minute 2 was late before: it was never written.
    expect(before[2]).toBeUndefined()
    expect(application.counts).toMatchObject({ 2: 1, 3: 1, 4: 1 })
  })

  it('is believed by --rebuild without a bound', async () => {
    const application = await poisoned()
    await application.live([...BEFORE, ...AFTER], UNBOUNDED, { recovery: 'rebuild' })
    expect(application.counts[3]).toBeUndefined()
  })
})
