import type { EventOptions } from '../../connectors/datagen/event-options.js'
import { generateEvents } from '../../connectors/datagen/event-stream.js'
import type { KafkaClient } from '../../connectors/kafka/client.js'
import { listOffsets } from '../../connectors/kafka/offsets.js'
import { produceProtocol, type ProduceBatch } from '../../connectors/kafka/produce.js'
import { check } from '../../connectors/kafka/protocol-error.js'
import { LATEST, READ_COMMITTED } from '../../connectors/kafka/requests.js'
import { eventBatches, type EventBatch, type Packing } from './event-batches.js'
import { closingEvent } from './workload.js'

/** Lines generated at a time for a partition, bytes. */
const PIECE_BYTES = 1 << 20

/** A topic that holds the events of a workload and, last in each partition, its closing event. */
export interface EventTopic {
  readonly name: string
  readonly partitions: number
  /** Records, the closing ones included. */
  readonly records: number
}

/** Makes sure that the topic holds the workload: what an earlier run left there whole is taken as it is. */
export async function provideEvents(
  client: KafkaClient,
  name: string,
  options: EventOptions,
  packing: Packing,
  onProgress: (line: string) => void
): Promise<EventTopic> {
  const topic = { name, partitions: options.partitions, records: options.count + options.partitions }
  const leaders = await createTopic(client, name, options.partitions)
  const ends = await listOffsets(client, name, leaders, LATEST, READ_COMMITTED)
  const found = [...ends.values()].reduce((sum, end) => sum + end, 0)
  if (found === topic.records) return topic
  if (found > 0) throw new Error(`topic ${name} holds ${found} records instead of ${topic.records}: delete it`)
  onProgress(`writing ${options.count} events into topic ${name}`)
  await writeEvents(new BatchWriter(client, name, leaders), options, packing)
  return topic
}

/** Creates the topic unless it is there, and answers with the leader of each partition. */
export async function createTopic(
  client: KafkaClient,
  topic: string,
  partitions: number
): Promise<ReadonlyMap<number, number>> {
  const { controller } = await client.metadata([])
  await client.createTopics([{ topic, partitions }], controller)
  for (;;) {
    const found = (await client.metadata([topic])).topics.get(topic)
    if (found?.error === 0 && found.leaders.length > 0 && !found.leaders.includes(-1)) {
      return new Map(found.leaders.entries())
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function writeEvents(writer: BatchWriter, options: EventOptions, packing: Packing): Promise<void> {
  const now = Date.now()
  for (const { partition, bytes } of generateEvents(options, PIECE_BYTES)) {
    await writer.write(partition, eventBatches(bytes, packing, now))
  }
  await writer.finish()
  for (let partition = 0; partition < options.partitions; partition++) {
    await writer.write(partition, eventBatches(closingEvent(options), packing, now))
  }
  await writer.finish()
}

/** Writes finished batches. A partition has one request on its way at a time, so its batches stay in order. */
export class BatchWriter {
  readonly #client: KafkaClient
  readonly #topic: string
  readonly #leaders: ReadonlyMap<number, number>
  readonly #busy = new Map<number, Promise<void>>()

  constructor(client: KafkaClient, topic: string, leaders: ReadonlyMap<number, number>) {
    this.#client = client
    this.#topic = topic
    this.#leaders = leaders
  }

  /** Resolves when the partition's batches before these are written; these are then on their way. */
  async write(partition: number, batches: Iterable<EventBatch>): Promise<void> {
    await this.#busy.get(partition)
    const work = this.#send(partition, [...batches])
    // A failure is met by whoever waits for the partition next.
    work.catch(() => undefined)
    this.#busy.set(partition, work)
  }

  async finish(): Promise<void> {
    await Promise.all(this.#busy.values())
  }

  async #send(partition: number, batches: readonly EventBatch[]): Promise<void> {
    for (const { bytes } of batches) await this.#produce({ topic: this.#topic, partition, bytes })
  }

  async #produce(batch: ProduceBatch): Promise<void> {
    const leader = this.#leaders.get(batch.partition) ?? -1
    const { topics } = await this.#client.send(leader, produceProtocol(null, [batch]))
    for (const { errorCode } of topics.flatMap((topic) => topic.partitions)) {
      check(errorCode, 'Produce', `topic ${this.#topic}`)
    }
  }
}
