import { describe, expect, it } from 'vitest'
import type { EventFacts } from '../../../src/connectors/datagen/event-generator.js'
import { ExpectedRows, formatTime } from '../../../src/cli/bench/expected-rows.js'
import { loadEvents, loadExpected } from '../../support/oracle.js'
import { expectSameRows, normaliseRow } from '../../support/rows.js'

interface Event {
  event: { type: string }
  device: { user_agent: string | null }
  user: { id: string }
  context: { session_id: string }
  metrics: { load_time: number | null }
  timestamp: number
}

describe('ExpectedRows', () => {
  it('agrees with the reference on its clean events', () => {
    const expected = new ExpectedRows()
    for (const { value } of loadEvents('clean')) {
      const event = JSON.parse(value.toString()) as Partial<Event>
      // The last event of each partition only moves the watermark.
      if (event.timestamp! > Date.UTC(2026, 0, 8)) continue
      const facts: EventFacts = {
        malformed: false,
        type: event.event!.type,
        userAgent: event.device?.user_agent ?? '',
        userId: event.user!.id,
        sessionId: event.context!.session_id,
        loadTime: event.metrics?.load_time ?? null,
        timestamp: event.timestamp!
      }
      expected.add(facts)
    }
    const rows = expected.rows()
    const reference = loadExpected('clean')
    expectSameRows(rows.event_metrics, reference.event_metrics, 'event_metrics')
    expectSameRows(rows.session_metrics.map(normaliseRow), reference.session_metrics, 'session_metrics')
    expectSameRows(
      rows.performance_metrics.map(normaliseRow),
      reference.performance_metrics,
      'performance_metrics'
    )
  })

  it('counts malformed events apart', () => {
    const expected = new ExpectedRows()
    const facts = { type: 'page_view', userAgent: '', userId: 'u', sessionId: 's', loadTime: 1, timestamp: 0 }
    expected.add({ ...facts, malformed: true })
    expect(expected.events).toBe(1)
    expect(expected.malformed).toBe(1)
    expect(expected.rows()).toEqual({ event_metrics: [], session_metrics: [], performance_metrics: [] })
  })
})

describe('formatTime', () => {
  it.each([
    [0, '1970-01-01 00:00:00Z'],
    [10, '1970-01-01 00:00:00.01Z'],
    [100, '1970-01-01 00:00:00.1Z'],
    [1_767_225_601_035, '2026-01-01 00:00:01.035Z']
  ])('prints %i as %s', (ms, text) => expect(formatTime(ms)).toBe(text))
})
