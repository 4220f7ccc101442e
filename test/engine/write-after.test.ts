import { expect, it } from 'vitest'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { expectOracleRows, loadEventsByPartition, loadExpected } from '../support/oracle.js'
import type { Row } from '../support/rows.js'
import { createCoordinator, rowsOf, silentLogger } from '../support/run-jobs.js'

const answers = loadExpected('clean')
const ends = [
  ...answers.event_metrics.map(({ window_end: end }) => end),
  ...answers.performance_metrics.map(({ window_end: end }) => end)
]
  .map((end) => Date.parse(String(end)))
  .sort((a, b) => a - b)
/** The end of a window in the middle of the data. */
const MIDDLE = ends[ends.length >> 1] ?? 0

const isAfter = (row: Row): boolean => Date.parse(String(row['window_end'] ?? row['end_time'])) > MIDDLE

it('writes only windows that end after a time, with what they hold from before it', async () => {
  const source = new MemorySource().partitions(0, 1, 2, 3)
  const partitions = loadEventsByPartition('clean')
  // Turn by turn, so that no partition is far ahead of the others.
  for (let from = 0; partitions.some((values) => from < values.length); from += 500) {
    partitions.forEach((values, partition) => {
      const some = values.slice(from, from + 500)
      if (some.length > 0) source.values(partition, some)
    })
  }
  const sink = new MemorySink()
  const service = createCoordinator()
    .writeAfter(MIDDLE)
    .execute({
      sources: { events: source.end(false) },
      sink,
      logger: silentLogger,
      startWorkers: startInlineWorkers
    })
  await service.finished
  const expected = {
    event_metrics: answers.event_metrics.filter(isAfter),
    session_metrics: answers.session_metrics.filter(isAfter),
    performance_metrics: answers.performance_metrics.filter(isAfter)
  }
  expect(expected.session_metrics.length).toBeGreaterThan(100)
  expect(expected.session_metrics.length).toBeLessThan(answers.session_metrics.length)
  expectOracleRows(rowsOf(sink), expected, 'default')
})
