/**
 * The plain program: what one would write today with kafkajs to get the same rows. It keeps its windows in Maps and
 * writes rows and offsets in transactions; unlike the service it loses its open windows when it is restarted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { Kafka, logLevel, type EachBatchPayload, type Offsets, type Transaction } from 'kafkajs'
import { compressFrame, decompressFrame } from 'lz4-napi'
import { SINKS, type Rows } from './rows.js'
import { PlainJobs, rowCount, type Event } from './jobs.js'

const WATERMARK_DELAY_MS = 10_000
/** Least time between two transactions, as in the service. */
const COMMIT_INTERVAL_MS = 50
/** Rows sent at once: kafkajs makes one batch of them, which must stay below 1 MiB. */
const ROWS_PER_SEND = 2000
const OFFSET_ATTEMPTS = 100
const OFFSET_RETRY_MS = 5

function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const eventsTopic = setting('KAFKA_TOPIC_EVENTS')
const groupId = setting('PROCESSING_KAFKA_CONSUMER_GROUP')
const kafka = new Kafka({
  brokers: setting('KAFKA_BOOTSTRAP_SERVERS').split(','),
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 10, retries: 20 }
})
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }: { buffer: Buffer }) => compressFrame(buffer),
  decompress: (buffer: Buffer) => decompressFrame(buffer)
})
const consumer = kafka.consumer({ groupId })
const producer = kafka.producer({ transactionalId: groupId, maxInFlightRequests: 1, idempotent: true })

const jobs = new PlainJobs()
const greatestTimes = new Map<number, number>()
const positions = new Map<number, bigint>()
let pending: Rows[] = []
let isDirty = false
let lastCommit = 0
let partitions = 0
let working: Promise<void> = Promise.resolve()

/** The watermark is the least over partitions; one that has not spoken yet holds it back. */
function watermark(): number {
  if (greatestTimes.size < partitions) return -Infinity
  return Math.min(...greatestTimes.values()) - WATERMARK_DELAY_MS
}

async function onBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
  let greatest = greatestTimes.get(batch.partition) ?? -Infinity
  for (const { value } of batch.messages) {
    const event = parse(value)
    if (event === null) continue
    jobs.add(event)
    if (typeof event.timestamp === 'number') greatest = Math.max(greatest, event.timestamp)
  }
  greatestTimes.set(batch.partition, greatest)
  positions.set(batch.partition, BigInt(batch.lastOffset()) + 1n)
  isDirty = true
  const rows = jobs.advance(watermark())
  if (rowCount(rows) > 0) pending.push(rows)
  resolveOffset(batch.lastOffset())
  await heartbeat()
  if (Date.now() - lastCommit >= COMMIT_INTERVAL_MS) await commit()
}

function parse(value: Buffer | null): Event | null {
  try {
    const document: unknown = JSON.parse(value?.toString() ?? '')
    return typeof document === 'object' ? document : null
  } catch {
    return null
  }
}

async function commit(): Promise<void> {
  if (!isDirty) return
  isDirty = false
  const rows = pending
  pending = []
  const transaction = await producer.transaction()
  for (const sink of SINKS) {
    const topic = setting(`KAFKA_TOPIC_${sink.toUpperCase()}`)
    const messages = rows.flatMap((some) => some[sink]).map((row) => ({ value: JSON.stringify(row) }))
    for (let at = 0; at < messages.length; at += ROWS_PER_SEND) {
      await transaction.send({ topic, messages: messages.slice(at, at + ROWS_PER_SEND) })
    }
  }
  const offsets = [...positions].map(([partition, offset]) => ({ partition, offset: String(offset) }))
  await sendOffsets(transaction, [{ topic: eventsTopic, partitions: offsets }])
  await transaction.commit()
  lastCommit = Date.now()
}

/** While the last transaction is still being ended kafkajs gives up on the first request of the next one. */
async function sendOffsets(transaction: Transaction, topics: Offsets['topics']): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await transaction.sendOffsets({ consumerGroupId: groupId, topics })
      return
    } catch (error) {
      const isEarly =
        error instanceof kafkajs.KafkaJSProtocolError && error.type === 'CONCURRENT_TRANSACTIONS'
      if (!isEarly || attempt === OFFSET_ATTEMPTS) throw error
      await sleep(OFFSET_RETRY_MS)
    }
  }
}

/** Batches and the timer's commits take turns. */
function inTurn(work: () => Promise<void>): Promise<void> {
  working = working.then(work)
  return working
}

async function countPartitions(): Promise<number> {
  const admin = kafka.admin()
  await admin.connect()
  const { topics } = await admin.fetchTopicMetadata({ topics: [eventsTopic] })
  await admin.disconnect()
  return topics[0]?.partitions.length ?? 0
}

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await consumer.disconnect()
  await producer.disconnect()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())

partitions = await countPartitions()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topic: eventsTopic, fromBeginning: true })
consumer.on(consumer.events.GROUP_JOIN, () => process.stderr.write('reading\n'))
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  eachBatch: (payload) => inTurn(() => onBatch(payload))
})
// Batches that come no more leave a last commit behind.
while (!stopping) {
  await sleep(COMMIT_INTERVAL_MS)
  await inTurn(async () => {
    if (Date.now() - lastCommit >= COMMIT_INTERVAL_MS) await commit()
  })
}
