import { EventGenerator, type EventFacts } from '../../src/connectors/datagen/event-generator.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'
import { PlainJobs, type Event, type PlainJobsOptions } from './jobs.js'
import type { Rows } from './rows.js'

/**
 * An event as its facts tell it, not its bytes; null for a malformed one.
 *
 * @testing the reliability programs settle rows as they go
 */
export function eventOf(facts: EventFacts): Event | null {
  if (facts.malformed) return null
  return {
    event: { type: facts.type },
    device: { user_agent: facts.userAgent },
    user: { id: facts.userId },
    context: { session_id: facts.sessionId },
    metrics: { load_time: facts.loadTime },
    timestamp: facts.timestamp
  }
}

/**
 * The rows that the three jobs owe for these events when none is late, told without engine and kernels.
 *
 * @testing the simulation picks its events one by one
 */
export function rowsOfFacts(facts: Iterable<EventFacts>, jobs?: PlainJobsOptions): Rows {
  const plain = new PlainJobs(jobs)
  for (const fact of facts) {
    const event = eventOf(fact)
    if (event !== null) plain.add(event)
  }
  return plain.advance(Infinity)
}

/** The same for the first `counts[partition]` events of each partition; by default for all. */
export function expectedRows(
  options: EventOptions,
  jobs?: PlainJobsOptions,
  counts?: readonly number[]
): Rows {
  return rowsOfFacts(factsOf(new EventGenerator(options), counts), jobs)
}

function* factsOf(generator: EventGenerator, counts?: readonly number[]): Generator<EventFacts> {
  for (let partition = 0; partition < generator.options.partitions; partition++) {
    const count = counts?.[partition] ?? generator.countOf(partition)
    for (let index = 0; index < count; index++) yield generator.facts(partition, index)
  }
}
