import { eventOf } from '../../bench/baseline/expected-rows.js'
import { PlainJobs } from '../../bench/baseline/jobs.js'
import { SINKS } from '../../bench/baseline/rows.js'
import type { Row } from '../../src/cli/bench/rows.js'
import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'

/** How often rows are taken out of the plain jobs, ms of event time. */
const SLICE_MS = 300_000

/**
 * The rows that the jobs owe for very many generated events, told from their facts: windows and sessions are settled
 * as event time passes them, so that memory stays small.
 */
export class Expectation {
  readonly #options: EventOptions
  readonly #onRow: (sink: string, row: Row) => void
  readonly #jobs = new PlainJobs()

  constructor(options: EventOptions, onRow: (sink: string, row: Row) => void) {
    this.#options = options
    this.#onRow = onRow
  }

  /** Takes the first `count` events of every partition, all partitions in step, and closes all windows. */
  run(count: number): void {
    const generator = new EventGenerator(this.#options)
    const { partitions, disorderMs } = this.#options
    let settled = Number.NEGATIVE_INFINITY
    for (let index = 0; index < count; index++) {
      for (let partition = 0; partition < partitions; partition++) {
        const event = eventOf(generator.facts(partition, index))
        if (event !== null) this.#jobs.add(event)
      }
      // No event that is yet to come is older: none of these is late.
      const passed = generator.timeOf(0, index) - disorderMs - 1
      if (passed < settled + SLICE_MS) continue
      settled = passed
      this.#settle(settled)
    }
    this.#settle(Number.POSITIVE_INFINITY)
  }

  #settle(passed: number): void {
    const rows = this.#jobs.advance(passed)
    for (const sink of SINKS) for (const row of rows[sink]) this.#onRow(sink, row)
  }
}
