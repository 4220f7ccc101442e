import type { Clock } from '../../clock.js'
import type { KafkaLogger } from '../retry/outage.js'
import type { KafkaClient } from '../transport/client.js'
import { CODE } from '../transport/errors.js'
import { describeProducersRequest } from '../transport/requests/producers.js'
import type { FetchedPartition } from '../transport/requests/fetch.js'
import type { PartitionState } from './partition.js'

const FIRST_LINE_MS = 10_000
const REMINDER_MS = 60_000

/** What is needed to say whose transaction is waited for. */
export interface TransactionWatch {
  readonly client: KafkaClient
  readonly clock: Clock
  readonly topic: string
  readonly logger: KafkaLogger
}

/**
 * Notes whether records of the partition wait behind an open transaction, and says so when it lasts: committed readers
 * cannot go on before its producer commits, aborts, or runs out of time.
 */
export function noteOpenTransaction(
  fetched: FetchedPartition,
  state: PartitionState,
  watch: TransactionWatch
): void {
  const isBlocked =
    fetched.lastStableOffset < fetched.highWatermark && state.position >= fetched.lastStableOffset
  const now = watch.clock.monotonic()
  if (!isBlocked) {
    if (state.blockedSaid > 0) {
      watch.logger.info(
        { topic: watch.topic, partition: state.partition },
        'the open transaction has ended: going on'
      )
    }
    state.blockedSince = null
    state.waitingFor = null
    state.blockedSaid = 0
    return
  }
  state.blockedSince ??= now
  state.waitingFor ??= `an open transaction at offset ${fetched.lastStableOffset}`
  const isDue =
    state.blockedSaid === 0
      ? now - state.blockedSince >= FIRST_LINE_MS
      : now - state.blockedSaid >= REMINDER_MS
  if (!isDue) return
  state.blockedSaid = now
  void say(state, watch)
}

async function say(state: PartitionState, { client, clock, topic, logger }: TransactionWatch): Promise<void> {
  const { partition, leader, blockedSince } = state
  const producer = await oldestProducer(client, topic, partition, leader).catch(() => null)
  if (state.blockedSince === null) return
  state.waitingFor = producer ?? state.waitingFor
  const seconds = Math.round((clock.monotonic() - (blockedSince ?? 0)) / 1000)
  logger.warn(
    { topic, partition, waitingFor: state.waitingFor, seconds },
    'records wait behind an open transaction: its windows stay open until it ends'
  )
}

/** The producer whose open transaction begins first, in words; null when the broker does not tell. */
async function oldestProducer(
  client: KafkaClient,
  topic: string,
  partition: number,
  leader: number
): Promise<string | null> {
  const { errorCode, producers } = await client.send(leader, describeProducersRequest(topic, partition))
  if (errorCode !== CODE.NONE) return null
  const [oldest] = producers
    .filter(({ transactionStart }) => transactionStart >= 0)
    .sort((a, b) => a.transactionStart - b.transactionStart)
  if (oldest === undefined) return null
  const { producerId, producerEpoch, transactionStart } = oldest
  return `producer ${producerId} (epoch ${producerEpoch}), whose transaction began at offset ${transactionStart}`
}
