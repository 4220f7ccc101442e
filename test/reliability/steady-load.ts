import { setTimeout as sleep } from 'node:timers/promises'
import { eventBatches } from '../../src/cli/bench/event-batches.js'
import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'
import type { OrderedProducer } from './ordered-producer.js'

const TICK_MS = 50
const RECORDS_PER_BATCH = 1000
/** A load that fell behind catches up at no more than twice its rate. */
const CATCH_UP = 2

/** Generated events at a steady rate, all partitions in step, as a producer with lz4 would pack them. */
export class SteadyLoad {
  /** Events written of each partition. */
  written = 0
  readonly #producer: OrderedProducer
  readonly #generator: EventGenerator
  readonly #partitions: number
  readonly #buffer: ArrayBuffer

  constructor(producer: OrderedProducer, options: EventOptions, mostPerTick: number) {
    this.#producer = producer
    this.#generator = new EventGenerator(options)
    this.#partitions = options.partitions
    this.#buffer = new ArrayBuffer(this.#generator.maxEventBytes * (mostPerTick + 1))
  }

  /** Most events of a partition that one tick at this rate writes. */
  static perTick(rate: number, partitions: number): number {
    return Math.ceil((CATCH_UP * rate * TICK_MS) / 1000 / partitions)
  }

  /** Writes until so many events of each partition are written, or until `isDone` says so. */
  async run(rate: number, upTo: number, isDone: () => boolean = () => false): Promise<void> {
    const most = SteadyLoad.perTick(rate, this.#partitions)
    const begun = performance.now()
    const first = this.written
    while (this.written < upTo && !isDone()) {
      const due = first + ((performance.now() - begun) / 1000) * (rate / this.#partitions)
      const count = Math.min(Math.floor(due) - this.written, most, upTo - this.written)
      const tick = sleep(TICK_MS)
      if (count > 0) await this.#write(count)
      await tick
    }
  }

  async #write(count: number): Promise<void> {
    const writes: Promise<void>[] = []
    for (let partition = 0; partition < this.#partitions; partition++) {
      const { byteLength } = this.#generator.fill(partition, this.written, count, this.#buffer)
      const lines = Buffer.from(this.#buffer, 0, byteLength)
      const packing = { recordsPerBatch: RECORDS_PER_BATCH, compression: 'lz4' as const }
      writes.push(this.#send(partition, [...eventBatches(lines, packing, Date.now())]))
    }
    await Promise.all(writes)
    this.written += count
  }

  async #send(partition: number, batches: readonly { bytes: Buffer; count: number }[]): Promise<void> {
    for (const { bytes, count } of batches) await this.#producer.write(partition, bytes, count)
  }
}
