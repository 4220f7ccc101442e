import { describe, expect, it } from 'vitest'
import { PlainJobs, type Event } from '../../../bench/baseline/jobs.js'
import type { Row } from '../../../src/cli/bench/rows.js'
import { SINKS, type Rows } from '../../../bench/baseline/rows.js'
import { expectedRows } from '../../../bench/baseline/expected-rows.js'
import { eventOptions } from '../../../src/connectors/datagen/event-options.js'
import { generateEvents, splitLines } from '../../../src/connectors/datagen/event-stream.js'
import { loadEventsByPartition, loadExpected } from '../../support/oracle.js'
import { expectSameRows, normaliseRow } from '../../support/rows.js'

function collect(all: Record<string, Row[]>, rows: Rows): void {
  for (const sink of SINKS) (all[sink] ??= []).push(...rows[sink])
}

describe('the plain program', () => {
  it('gives the rows that generated events owe, whatever the watermark does on the way', () => {
    const options = eventOptions({
      ...{ start: Date.UTC(2025, 5, 15), rate: 0, count: 20_000, partitions: 1, speedup: 500 },
      ...{ sessions: 50, users: 40, sessionSeconds: 300 }
    })
    const jobs = new PlainJobs()
    const rows: Record<string, Row[]> = {}
    let greatest = 0
    for (const { bytes } of generateEvents(options, 64 << 10)) {
      for (const line of splitLines(bytes)) {
        const event = JSON.parse(line.toString()) as Event
        jobs.add(event)
        greatest = Math.max(greatest, event.timestamp ?? 0)
      }
      collect(rows, jobs.advance(greatest - 10_000))
    }
    collect(rows, jobs.advance(Infinity))
    const expected = expectedRows(options)
    for (const sink of SINKS) expectSameRows(rows[sink] ?? [], expected[sink], sink)
  })

  it('gives the rows of the reference', () => {
    const jobs = new PlainJobs()
    let watermark = Infinity
    for (const values of loadEventsByPartition('clean')) {
      const events = values.map((value) => JSON.parse(value.toString()) as Event)
      events.forEach((event) => jobs.add(event))
      watermark = Math.min(watermark, Math.max(...events.map(({ timestamp }) => timestamp ?? 0)) - 10_000)
    }
    const rows = jobs.advance(watermark)
    const expected = loadExpected('clean')
    for (const sink of SINKS) expectSameRows(rows[sink].map(normaliseRow), expected[sink], sink)
  })

  it('drops what is late', () => {
    const view = (timestamp: number): Event => ({
      event: { type: 'page_view' },
      user: { id: 'u' },
      context: { session_id: 's' },
      metrics: { load_time: 5 },
      timestamp
    })
    const jobs = new PlainJobs()
    jobs.add(view(0))
    expect(jobs.advance(59_999).event_metrics).toHaveLength(1)
    jobs.add(view(59_000))
    expect(jobs.advance(60_000).event_metrics).toEqual([])
    expect(jobs.advance(Infinity)).toMatchObject({
      session_metrics: [{ page_count: 2 }],
      performance_metrics: [{ avg_load_time: 5 }]
    })
    jobs.add(view(0))
    expect(SINKS.flatMap((sink) => jobs.advance(Infinity)[sink])).toEqual([])
  })
})
