import { describe, expect, it } from 'vitest'
import { eventOf, expectedRows, rowsOfFacts } from '../../../bench/baseline/expected-rows.js'
import { EventGenerator } from '../../../src/connectors/datagen/event-generator.js'
import { eventOptions } from '../../../src/connectors/datagen/event-options.js'
import { generateEvents, splitLines } from '../../../src/connectors/datagen/event-stream.js'

const options = eventOptions({
  ...{ start: Date.UTC(2026, 0, 1), rate: 0, count: 3000, partitions: 2, speedup: 500, malformedRatio: 0.1 },
  ...{ sessions: 20, users: 20, sessionSeconds: 300 }
})

describe('the rows that generated events owe', () => {
  it('are told from facts that say what the bytes say', () => {
    const generator = new EventGenerator(options)
    let malformed = 0
    for (const { partition, index, bytes } of generateEvents(options)) {
      splitLines(bytes).forEach((line, i) => {
        const event = eventOf(generator.facts(partition, index + i))
        if (event === null) malformed++
        else expect(JSON.parse(line.toString())).toMatchObject(withoutNulls(event))
      })
    }
    expect(malformed).toBeGreaterThan(100)
  })

  it('come from the events alone, not from their order', () => {
    const generator = new EventGenerator(options)
    const facts = [0, 1].flatMap((partition) =>
      Array.from({ length: generator.countOf(partition) }, (_, index) => generator.facts(partition, index))
    )
    const sorted = (rows: object): unknown =>
      Object.values(rows).map((list: unknown[]) => list.map((row) => JSON.stringify(row)).sort())
    expect(sorted(rowsOfFacts(facts.reverse()))).toEqual(sorted(expectedRows(options)))
  })

  it('may be those of the first events of each partition', () => {
    const { event_metrics: metrics } = expectedRows(options, undefined, [1, 0])
    expect(metrics.length).toBeLessThanOrEqual(1)
  })
})

/** What an event has no value for it leaves out. */
function withoutNulls(event: object): object {
  return JSON.parse(JSON.stringify(event, (_key, value: unknown) => value ?? undefined)) as object
}
