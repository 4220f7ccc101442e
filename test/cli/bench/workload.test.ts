import { describe, expect, it } from 'vitest'
import { closingEvent, workload } from '../../../src/cli/bench/workload.js'
import { expectedRows } from '../../../bench/baseline/expected-rows.js'
import { EventGenerator } from '../../../src/connectors/datagen/event-generator.js'

describe('the workload', () => {
  const options = workload({ events: 20_000, partitions: 4, sessions: 500 })

  it('is the same every time', () => {
    expect(workload({ events: 20_000, partitions: 4, sessions: 500 })).toEqual(options)
  })

  it('keeps all sessions open', () => {
    const { session_metrics } = expectedRows(options)
    expect(session_metrics.length).toBeGreaterThan(450)
    expect(new Set(session_metrics.map((row) => row['session_id'])).size).toBe(session_metrics.length)
  })

  it('is closed by an event that lies after all windows', () => {
    const { timestamp, event } = JSON.parse(closingEvent(options).toString()) as {
      timestamp: number
      event: { type: string }
    }
    const generator = new EventGenerator(options)
    const last = generator.facts(3, generator.countOf(3) - 1).timestamp
    expect(timestamp - last).toBeGreaterThan(12 * 3_600_000)
    expect(event.type).toBe('end')
  })
})
