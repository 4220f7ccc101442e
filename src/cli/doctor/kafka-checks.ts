import type { Settings } from '../../config/settings.js'
import { createKafkaClient, type KafkaClient } from '../../connectors/kafka/transport/client.js'
import { CODE, errorName, KafkaProtocolError } from '../../connectors/kafka/transport/errors.js'
import {
  featuresRequest,
  groupOperationsRequest,
  leaderClockRequest,
  OPERATION_BIT,
  type Operation
} from '../../connectors/kafka/transport/requests/cluster.js'
import { metadataRequest, type DescribedTopic } from '../../connectors/kafka/transport/requests/metadata.js'
import { createTopicsRequest } from '../../connectors/kafka/transport/requests/topics.js'
import { addOffsetsRequest } from '../../connectors/kafka/transport/requests/transactions.js'
import { MillraceError } from '../../errors.js'
import { kafkaConnection } from '../../service/kafka-options.js'
import { describeError } from '../report-error.js'
import { bad, good, type Finding } from './finding.js'
import type { TopicNeed } from './topic-needs.js'
import { releaseOf } from './kafka-releases.js'

const TIMEOUT_MS = 15_000
const RETRY_MS = 200
/** Clocks that differ by more make lags and the bound on the future wrong by as much. */
const CLOCK_LIMIT_MS = 2000
const METADATA_VERSION = 'metadata.version'

/**
 * Whether the brokers answer, how old they are, how their clock goes, and whether this user may do what the service does.
 * Nothing is created, written or joined.
 */
export async function checkKafka(settings: Settings, needs: readonly TopicNeed[]): Promise<Finding[]> {
  const servers = settings.kafka_bootstrap_servers.join(',')
  const client = createKafkaClient(kafkaConnection(settings))
  const timeout = setTimeout(() => client.close(), TIMEOUT_MS)
  try {
    const { brokers, controller } = await client.metadata([])
    return [
      good('broker', `${servers}: ${brokers.length} in the cluster`),
      await checkVersion(client),
      await checkBrokerClock(client),
      ...(await checkTopics(client, controller, needs)),
      ...(await checkGroups(client, settings)),
      await checkTransactionalId(client, settings)
    ]
  } catch (error) {
    return [bad('broker', `${servers}: ${reasonOf(error)}`)]
  } finally {
    clearTimeout(timeout)
    client.close()
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof MillraceError || !(error instanceof Error)) return describeError(error)
  return `${error.message}; look at kafka_bootstrap_servers and the network`
}

async function checkVersion(client: KafkaClient): Promise<Finding> {
  const what = 'broker version'
  // Brokers before Kafka 2.4 do not take the request, those with ZooKeeper agree on no level.
  const level = await client
    .sendToAny(featuresRequest())
    .then(({ features }) => features.get(METADATA_VERSION))
    .catch(() => undefined)
  if (level === undefined) return good(what, 'before Kafka 3.3, or with ZooKeeper: no level is told')
  return good(what, `Kafka ${releaseOf(level)} (${METADATA_VERSION} ${level})`)
}

async function checkBrokerClock(client: KafkaClient): Promise<Finding> {
  const what = 'clock of the brokers'
  const from = Date.now()
  const told = await client.sendToAny(leaderClockRequest()).catch(() => null)
  const to = Date.now()
  if (told === null || told.time === null) {
    const isForbidden = told?.errorCode === CODE.CLUSTER_AUTHORIZATION_FAILED
    return good(what, isForbidden ? 'not told to users without Describe on the cluster' : 'not told')
  }
  return clockFinding(what, told.time, from, to)
}

/**
 * @param broker what the broker's clock said between `from` and `to` of this machine's, all ms since 1970
 *
 * @testing a broker whose clock is wrong is none that a test can have
 */
export function clockFinding(what: string, broker: number, from: number, to: number): Finding {
  const skew = broker < from ? broker - from : broker > to ? broker - to : 0
  if (Math.abs(skew) <= CLOCK_LIMIT_MS) return good(what, `as here, within ${Math.abs(skew) + to - from} ms`)
  const seconds = (Math.abs(skew) / 1000).toFixed(1)
  return bad(what, `${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's; start NTP on both`)
}

async function checkTopics(
  client: KafkaClient,
  controller: number,
  needs: readonly TopicNeed[]
): Promise<Finding[]> {
  const names = needs.map(({ topic }) => topic)
  const { topics } = await client.sendToAny(metadataRequest(names, true))
  const described = new Map(topics.map((topic) => [topic.topic, topic]))
  return Promise.all(
    needs.map(async (need) => {
      const topic = described.get(need.topic)
      if (topic?.errorCode === CODE.UNKNOWN_TOPIC_OR_PARTITION && !need.mustExist)
        return tryCreation(client, controller, need)
      return topicFinding(need, topic)
    })
  )
}

function nameOf({ topic, what }: TopicNeed): string {
  return `topic ${topic} (${what})`
}

function topicFinding(need: TopicNeed, topic: DescribedTopic | undefined): Finding {
  const what = nameOf(need)
  const error = topic?.errorCode ?? CODE.UNKNOWN_TOPIC_OR_PARTITION
  if (error === CODE.UNKNOWN_TOPIC_OR_PARTITION) {
    const setting = `kafka_topic_${need.what.replace(/^source /, '')}`
    return bad(what, `it does not exist; create it, or set ${setting}`)
  }
  if (error === CODE.TOPIC_AUTHORIZATION_FAILED) return bad(what, lacks(need.operations))
  if (topic === undefined || error !== CODE.NONE) return bad(what, `the broker answers ${errorName(error)}`)
  const missing = need.operations.filter((operation) => !isAllowed(topic.operations, operation))
  if (missing.length > 0) return bad(what, lacks(missing))
  const { partitions } = topic
  const orphans = partitions.filter(({ leader }) => leader < 0).length
  if (orphans > 0)
    return bad(what, `${orphans} of ${partitions.length} partitions have no leader; look at the brokers`)
  return good(what, `${partitions.length} ${partitions.length === 1 ? 'partition' : 'partitions'}`)
}

/** Asks the broker whether it would create a topic as the service does at its start. */
async function tryCreation(client: KafkaClient, controller: number, need: TopicNeed): Promise<Finding> {
  const request = createTopicsRequest([{ topic: need.topic, partitions: 1 }], true)
  const [answer] = await client.send(controller, request)
  const error = answer?.errorCode ?? CODE.NONE
  const what = nameOf(need)
  if (error === CODE.NONE) return good(what, 'it does not exist yet; the service creates it at its start')
  if (error === CODE.TOPIC_AUTHORIZATION_FAILED || error === CODE.CLUSTER_AUTHORIZATION_FAILED)
    return bad(what, `it does not exist, and ${lacks(['CREATE'])}, or create it`)
  return bad(
    what,
    `it does not exist, and the broker would not create it: ${answer?.message ?? errorName(error)}`
  )
}

function lacks(operations: readonly Operation[]): string {
  const names = operations.map((operation) => operation.charAt(0) + operation.slice(1).toLowerCase())
  return `this user lacks ${names.join(' and ')}; allow it by an ACL`
}

/** Brokers that say nothing of operations have no authorizer to ask. */
function isAllowed(operations: number | undefined, operation: Operation): boolean {
  return operations === undefined || (operations & OPERATION_BIT[operation]) !== 0
}

async function checkGroups(client: KafkaClient, settings: Settings): Promise<Finding[]> {
  const group = settings.processing_kafka_consumer_group
  const findings: Finding[] = []
  for (const name of [group, `${group}-lease`]) {
    const what = `group ${name}`
    findings.push(
      await asFinding(what, async () => {
        const coordinator = await client.coordinator('group', name)
        const { errorCode, operations } = await client.send(coordinator, groupOperationsRequest(name))
        if (isPassing(errorCode)) throw new KafkaProtocolError(errorCode, 'DescribeGroups', { group: name })
        const mayRead = errorCode !== CODE.GROUP_AUTHORIZATION_FAILED && isAllowed(operations, 'READ')
        return mayRead ? good(what, 'it may be used') : bad(what, lacks(['READ']))
      })
    )
  }
  return findings
}

/** No producer has this id: the broker looks at permissions, then refuses, and nothing has changed. */
const NO_PRODUCER = { producerId: '-1', producerEpoch: -1 }

async function checkTransactionalId(client: KafkaClient, settings: Settings): Promise<Finding> {
  const transactionalId = settings.kafka_transactional_id
  const what = `transactional id ${transactionalId}`
  return asFinding(what, async () => {
    const coordinator = await client.coordinator('transaction', transactionalId)
    const request = addOffsetsRequest(
      { transactionalId, ...NO_PRODUCER },
      settings.processing_kafka_consumer_group
    )
    const { errorCode } = await client.send(coordinator, request)
    if (isPassing(errorCode)) throw new KafkaProtocolError(errorCode, 'AddOffsetsToTxn', { transactionalId })
    return errorCode === CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
      ? bad(what, lacks(['WRITE']))
      : good(what, 'it may be used')
  })
}

function isPassing(code: number): boolean {
  return [CODE.COORDINATOR_LOAD_IN_PROGRESS, CODE.COORDINATOR_NOT_AVAILABLE, CODE.NOT_COORDINATOR].some(
    (one) => one === code
  )
}

/** A coordinator may only just be coming up; what waiting does not mend is the finding. */
async function asFinding(what: string, look: () => Promise<Finding>): Promise<Finding> {
  const deadline = performance.now() + TIMEOUT_MS / 2
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (!(error instanceof KafkaProtocolError) || performance.now() > deadline)
        return bad(what, reasonOf(error))
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}
