import { setTimeout as sleep } from 'node:timers/promises'
import type { EventOptions } from '../../connectors/datagen/event-options.js'
import { generateEvents } from '../../connectors/datagen/event-stream.js'
import type { KafkaClient } from '../../connectors/kafka/transport/client.js'
import { listOffsets } from '../../connectors/kafka/transport/offsets.js'
import { produceRequest, type ProduceBatch } from '../../connectors/kafka/transport/requests/produce.js'
import { check } from '../../connectors/kafka/transport/errors.js'
import { LATEST, READ_COMMITTED } from '../../connectors/kafka/transport/requests/offsets.js'
import { MillraceError } from '../../errors.js'
import { eventBatches, type EventBatch, type Packing } from './event-batches.js'
import { closingEvent } from './workload.js'

/** Lines generated at a time for a partition, bytes. */
const PIECE_BYTES = 1 << 20
const RETRY_MS = 20
const READY_TIMEOUT_MS = 30_000

/** A topic that holds the events of a workload and, last in each partition, its closing event. */
export interface EventTopic {
  readonly name: string
  readonly partitions: number
  /** Records, the closing ones included. */
  readonly records: number
}

/**
 * Makes sure that the topic holds the workload: what an earlier run left there whole is taken as it is.
 * @throws MillraceError BENCH_TOPIC when it holds something else
 */
export async function provideEvents(
  client: KafkaClient,
  name: string,
  options: EventOptions,
  packing: Packing,
  onProgress: (line: string) => void
): Promise<EventTopic> {
  const topic = { name, partitions: options.partitions, records: options.count + options.partitions }
  const leaders = await createTopic(client, name, options.partitions)
  const ends = await endsOf(client, name, leaders)
  const found = [...ends.values()].reduce((sum, end) => sum + end, 0)
  if (found === topic.records) return topic
  if (found > 0) throw new MillraceError('BENCH_TOPIC', { topic: name, found, expected: topic.records })
  onProgress(`writing ${options.count} events into topic ${name}`)
  await writeEvents(new BatchWriter(client, name, leaders), options, packing)
  return topic
}

/** Creates the topic unless it is there, waits until its leaders lead, and answers with the leader of each partition. */
export async function createTopic(
  client: KafkaClient,
  topic: string,
  partitions: number
): Promise<ReadonlyMap<number, number>> {
  const { controller } = await client.metadata([])
  await client.createTopics([{ topic, partitions }], controller)
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    try {
      const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
      const nodes = new Map(leaders.entries())
      if (nodes.size === partitions && (await endsOf(client, topic, nodes)).size === partitions) return nodes
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await sleep(RETRY_MS)
  }
}

/** Where each partition ends for committed readers. */
function endsOf(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>
): Promise<Map<number, number>> {
  return listOffsets(client, topic, leaders, LATEST, READ_COMMITTED)
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

  /** Resolves when all that was handed over for the partition is acknowledged. */
  async finishPartition(partition: number): Promise<void> {
    await this.#busy.get(partition)
  }

  async finish(): Promise<void> {
    await Promise.all(this.#busy.values())
  }

  async #send(partition: number, batches: readonly EventBatch[]): Promise<void> {
    for (const { bytes } of batches) await this.#produce({ topic: this.#topic, partition, bytes })
  }

  async #produce(batch: ProduceBatch): Promise<void> {
    const leader = this.#leaders.get(batch.partition) ?? -1
    for (const { errorCode } of await this.#client.send(leader, produceRequest(null, [batch]))) {
      check(errorCode, 'Produce', { topic: this.#topic })
    }
  }
}
