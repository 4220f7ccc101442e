import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchWriter } from '../../src/cli/bench/event-topic.js'
import { eventBatches } from '../../src/cli/bench/event-batches.js'
import { closingEvent } from '../../src/cli/bench/workload.js'
import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'
import type { CloseTimes } from './close-times.js'

/** A partition's new events are written this often, ms. */
const TICK_MS = 10
const PACKING = { recordsPerBatch: 1024, compression: 'none' } as const

/** Writes events of the clock's time at the rate that the options say, and notes when they are acknowledged. */
export class PacedProducer {
  readonly #generator: EventGenerator
  readonly #writer: BatchWriter
  readonly #closeTimes: CloseTimes
  readonly #next: number[]

  constructor(options: EventOptions, writer: BatchWriter, closeTimes: CloseTimes) {
    this.#generator = new EventGenerator(options)
    this.#writer = writer
    this.#closeTimes = closeTimes
    this.#next = Array<number>(options.partitions).fill(0)
  }

  /** How many events of each partition were written. */
  get written(): readonly number[] {
    return this.#next
  }

  /** Writes for so long; event time begins now. */
  async run(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000
    await Promise.all(this.#next.map((_, partition) => this.#runPartition(partition, end)))
  }

  /** Lets all windows close. */
  async finish(): Promise<void> {
    const { options } = this.#generator
    for (let partition = 0; partition < options.partitions; partition++) {
      await this.#writer.write(partition, eventBatches(closingEvent(options), PACKING, Date.now()))
    }
    await this.#writer.finish()
  }

  async #runPartition(partition: number, end: number): Promise<void> {
    const { options } = this.#generator
    const startedAt = performance.now()
    while (performance.now() < end) {
      await sleep(TICK_MS)
      const elapsed = (performance.now() - startedAt) / 1000
      const due = Math.floor((elapsed * options.rate) / options.partitions)
      while (this.#next[partition]! < due) await this.#write(partition, due - this.#next[partition]!)
    }
  }

  async #write(partition: number, due: number): Promise<void> {
    const from = this.#next[partition]!
    const buffer = new ArrayBuffer(
      Math.min(due + 1, PACKING.recordsPerBatch + 1) * this.#generator.maxEventBytes
    )
    const { events, byteLength } = this.#generator.fill(
      partition,
      from,
      Math.min(due, PACKING.recordsPerBatch),
      buffer
    )
    await this.#writer.write(partition, eventBatches(Buffer.from(buffer, 0, byteLength), PACKING, Date.now()))
    await this.#writer.finishPartition(partition)
    const now = performance.now()
    this.#next[partition] = from + events
    let greatest = -Infinity
    for (let i = from; i < from + events; i++) {
      greatest = Math.max(greatest, this.#generator.facts(partition, i).timestamp)
    }
    this.#closeTimes.acknowledged(partition, greatest, now)
  }
}
