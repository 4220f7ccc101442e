import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CompressionTypes, Kafka, logLevel, type Admin, type Producer } from 'kafkajs'
import { describe, inject } from 'vitest'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { decompress, initCodecs } from '../../src/records/codecs.js'
import { committedBatches } from '../../src/records/committed.js'
import { fetchRequest } from '../../src/connectors/kafka/transport/requests/fetch.js'
import { listOffsets } from '../../src/connectors/kafka/transport/offsets.js'
import type { KafkaLogger } from '../../src/connectors/kafka/retry/outage.js'
import { recordsOf } from '../../src/records/records-section.js'
import {
  EARLIEST,
  LATEST,
  READ_COMMITTED,
  READ_UNCOMMITTED,
  type Isolation
} from '../../src/connectors/kafka/transport/requests/offsets.js'
import './kafka-global-setup.js'

export { CompressionTypes }

/** Bootstrap addresses of the broker that all test files share; fails where there is none. */
export function useBroker(): string {
  const brokers = inject('kafkaBrokers')
  if (brokers === '') throw new Error('no Kafka broker: use describeKafka, which skips')
  return brokers
}

/** `describe` for tests that need a broker: skipped, visibly, where none could be had. */
export const describeKafka: typeof describe | typeof describe.skip =
  inject('kafkaBrokers') === '' ? describe.skip : describe

/** `describe` for tests that start, stop and configure brokers of their own, which takes Java. */
export const describeOwnBroker: typeof describe | typeof describe.skip =
  inject('kafkaLibs') === '' ? describe.skip : describe

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`
}

export function kafkaJs(brokers: string): Kafka {
  return new Kafka({
    brokers: brokers.split(','),
    clientId: 'test',
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 20, retries: 20 }
  })
}

export async function withAdmin<T>(brokers: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaJs(brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Creates a topic, with a name of its own unless told otherwise, waits for its leaders and returns the name. */
export async function createTopic(
  brokers: string,
  options: { name?: string; partitions?: number; configs?: Readonly<Record<string, string>> } = {}
): Promise<string> {
  const { name: topic = uniqueName('topic'), partitions = 1, configs = {} } = options
  const client = new KafkaClient({ bootstrapServers: brokers })
  try {
    const { controller } = await client.metadata([])
    await client.createTopics([{ topic, partitions, configs }], controller)
    for (;;) {
      const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
      if (leaders.length === partitions && !leaders.includes(-1)) return topic
      await sleep(10)
    }
  } finally {
    client.close()
  }
}

export async function withProducer<T>(brokers: string, work: (producer: Producer) => Promise<T>): Promise<T> {
  const producer = kafkaJs(brokers).producer()
  await producer.connect()
  try {
    return await work(producer)
  } finally {
    await producer.disconnect()
  }
}

/** Writes values to one partition, as one batch a call; gzip is the only compression that kafkajs brings. */
export async function produce(
  brokers: string,
  topic: string,
  values: readonly string[],
  options: { partition?: number; compression?: CompressionTypes } = {}
): Promise<void> {
  const messages = values.map((value) => ({ value, partition: options.partition ?? 0 }))
  const compression = options.compression ?? CompressionTypes.None
  await withProducer(brokers, (producer) => producer.send({ topic, messages, compression }))
}

/** A value and where it lies. */
export interface ReadValue {
  readonly partition: number
  readonly offset: number
  readonly value: string
}

/**
 * All committed values of a topic. A transaction that was committed a moment ago is waited for; one that stays open
 * for longer than a second hides what comes after its beginning, as from every committed reader.
 */
export function readCommitted(brokers: string, topic: string): Promise<ReadValue[]> {
  return readAll(brokers, topic, READ_COMMITTED)
}

/** All values of a topic, those of open and aborted transactions too. */
export function readUncommitted(brokers: string, topic: string): Promise<ReadValue[]> {
  return readAll(brokers, topic, READ_UNCOMMITTED)
}

async function readAll(brokers: string, topic: string, isolation: Isolation): Promise<ReadValue[]> {
  await initCodecs()
  const client = new KafkaClient({ bootstrapServers: brokers })
  try {
    const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
    const nodes = new Map(leaders.entries())
    const starts = await listOffsets(client, topic, nodes, EARLIEST, isolation)
    const ends = await decidedEnds(client, topic, nodes, isolation)
    const values: ReadValue[] = []
    for (const [partition, node] of nodes) {
      const end = ends.get(partition) ?? 0
      let position = starts.get(partition) ?? 0
      while (position < end)
        position = await readSome(client, { topic, partition, node, isolation, position }, values)
    }
    return values
  } finally {
    client.close()
  }
}

/** Where each partition ends for this isolation, once nothing is undecided or a second has passed. */
async function decidedEnds(
  client: KafkaClient,
  topic: string,
  nodes: ReadonlyMap<number, number>,
  isolation: Isolation
): Promise<Map<number, number>> {
  const deadline = Date.now() + 1000
  for (;;) {
    const all = await listOffsets(client, topic, nodes, LATEST, READ_UNCOMMITTED)
    const ends = await listOffsets(client, topic, nodes, LATEST, isolation)
    const decided = [...all].every(([partition, end]) => (ends.get(partition) ?? 0) >= end)
    if (decided || Date.now() > deadline) return ends
    await sleep(10)
  }
}

async function readSome(
  client: KafkaClient,
  from: { topic: string; partition: number; node: number; isolation: Isolation; position: number },
  values: ReadValue[]
): Promise<number> {
  const { topic, partition, node, isolation, position } = from
  const protocol = fetchRequest(
    {
      topic,
      positions: [[partition, position]],
      isolation,
      maxWaitMs: 100,
      maxBytes: 8 << 20,
      partitionMaxBytes: 8 << 20
    },
    null
  )
  const [fetched] = await client.send(node, protocol)
  if (fetched === undefined || fetched.error !== 0)
    throw new Error(`fetch of ${topic}: error ${fetched?.error}`)
  return committedBatches(fetched.records, fetched.aborted, position, { topic, partition }, (batch) => {
    for (const record of recordsOf(decompress(batch.codec, batch.records), batch.recordCount)) {
      const offset = batch.baseOffset + record.offsetDelta
      if (offset >= position)
        values.push({ partition, offset, value: Buffer.from(record.value ?? []).toString() })
    }
  })
}

/** A logger that remembers its lines: level, message, fields. */
export function recordingLogger(): KafkaLogger & { readonly lines: string[] } {
  const lines: string[] = []
  const log =
    (level: string) =>
    (fields: object | string, message = ''): void => {
      lines.push(
        typeof fields === 'string' ? `${level} ${fields}` : `${level} ${message} ${JSON.stringify(fields)}`
      )
    }
  return { lines, info: log('info'), warn: log('warn'), error: log('error') }
}
