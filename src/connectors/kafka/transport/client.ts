import type { Protocol } from 'kafkajs/src/network/connection.js'
import { MillraceError } from '../../../errors.js'
import { bootstrapAddresses, type KafkaConnectionOptions } from './connection-options.js'
import { kafkajsLinks, type Link, type LinkFactory } from './link.js'
import { check, CODE, KafkaProtocolError } from './protocol-error.js'
import {
  createTopicsProtocol,
  findCoordinatorProtocol,
  metadataProtocol,
  type CoordinatorType
} from './requests.js'

/** A topic as a broker described it; `error` is the topic's own error code, 0 when it exists. */
export interface TopicMetadata {
  readonly error: number
  /** Leader by partition, in the order of partitions; -1 while there is none. */
  readonly leaders: readonly number[]
}

export interface ClusterMetadata {
  readonly brokers: readonly number[]
  readonly controller: number
  readonly topics: ReadonlyMap<string, TopicMetadata>
}

/** A topic to create; brokers' defaults where nothing is said. */
export interface NewTopic {
  readonly topic: string
  readonly partitions?: number
  readonly configs?: Readonly<Record<string, string>>
}

/** Makes a client; simulations bring links of their own. */
export type CreateClient = (options: KafkaConnectionOptions) => KafkaClient

export const createKafkaClient: CreateClient = (options) => new KafkaClient(options)

/**
 * Connections to the brokers of one cluster, by default over kafkajs's sockets, TLS, SASL and request queue, with
 * metadata of our own: every error code stays visible, nothing is retried behind the caller's back, and `close` is immediate.
 * A link that failed is thrown away, so the next request connects anew.
 */
export class KafkaClient {
  readonly #bootstrap: readonly string[]
  readonly #createLink: LinkFactory
  readonly #links = new Map<string, Link>()
  readonly #addresses = new Map<number, string>()
  #rotation = 0
  #closed = false
  #signedInOnce = false
  readonly #pending = new Set<(error: Error) => void>()

  constructor(options: KafkaConnectionOptions, createLink: LinkFactory = kafkajsLinks(options)) {
    this.#createLink = createLink
    this.#bootstrap = bootstrapAddresses(options.bootstrapServers).map(({ host, port }) =>
      joinAddress(host, port)
    )
  }

  /** Metadata of these topics, never creating one. Remembers the brokers' addresses. */
  async metadata(topics: readonly string[]): Promise<ClusterMetadata> {
    const answer = await this.sendToAny(metadataProtocol(topics))
    this.#learn(answer.brokers)
    const described = answer.topicMetadata.map(({ topic, topicErrorCode, partitionMetadata }) => {
      const leaders: number[] = []
      for (const { partitionId, leader, partitionErrorCode } of partitionMetadata) {
        leaders[partitionId] = partitionErrorCode === CODE.LEADER_NOT_AVAILABLE ? -1 : leader
      }
      return [
        topic,
        { error: topicErrorCode, leaders: Array.from(leaders, (leader) => leader ?? -1) }
      ] as const
    })
    return {
      brokers: answer.brokers.map((broker) => broker.nodeId),
      controller: answer.controllerId,
      topics: new Map(described)
    }
  }

  /** The node that coordinates a group or a transactional id. */
  async coordinator(type: CoordinatorType, key: string): Promise<number> {
    const { errorCode, coordinator } = await this.sendToAny(findCoordinatorProtocol(type, key))
    check(errorCode, 'FindCoordinator', key)
    this.#addresses.set(coordinator.nodeId, joinAddress(coordinator.host, coordinator.port))
    return coordinator.nodeId
  }

  /** Creates topics; one that exists already is fine. */
  async createTopics(topics: readonly NewTopic[], controller: number): Promise<void> {
    const { topicErrors } = await this.send(controller, createTopicsProtocol(topics))
    for (const { topic, errorCode, errorMessage } of topicErrors) {
      if (errorCode === CODE.TOPIC_ALREADY_EXISTS) continue
      if (REFUSED_TOPIC.has(errorCode)) {
        const reason = errorMessage ?? new KafkaProtocolError(errorCode, 'CreateTopics').message
        throw new MillraceError('KAFKA_TOPIC_REFUSED', { topic, reason })
      }
      check(errorCode, 'CreateTopics', `topic ${topic}`)
    }
  }

  /** Sends to one node, known from metadata or as a coordinator. */
  async send<D>(node: number, protocol: Protocol<D>): Promise<D> {
    const address = this.#addresses.get(node)
    if (address === undefined) throw new Error(`Kafka node ${node} is not known`)
    return this.#sendTo(address, protocol)
  }

  /** Sends to whichever broker answers: connected ones first, then the known, then the bootstrap list. */
  async sendToAny<D>(protocol: Protocol<D>): Promise<D> {
    const known = [...new Set(this.#addresses.values())]
    const connected = known.filter((address) => this.#links.get(address)?.isConnected())
    const turn = this.#rotation++ % this.#bootstrap.length
    const bootstrap = [...this.#bootstrap.slice(turn), ...this.#bootstrap.slice(0, turn)]
    let last: unknown
    for (const address of new Set([...connected, ...known, ...bootstrap])) {
      try {
        return await this.#sendTo(address, protocol)
      } catch (error) {
        if (error instanceof MillraceError || this.#closed) throw error
        last = error
      }
    }
    throw last
  }

  /** Destroys every socket; requests on the way are rejected. The client cannot be used again. */
  close(): void {
    this.#closed = true
    for (const reject of this.#pending) reject(new Error('the Kafka client is closed'))
    for (const address of [...this.#links.keys()]) this.#discard(address)
  }

  async #sendTo<D>(address: string, protocol: Protocol<D>): Promise<D> {
    if (this.#closed) throw new Error('the Kafka client is closed')
    const link = this.#link(address)
    try {
      if (!link.isConnected()) {
        await this.#unlessClosed(link.connect())
        this.#signedInOnce = true
      }
      return await this.#unlessClosed(link.send(protocol))
    } catch (error) {
      if (this.#links.get(address) === link) this.#discard(address)
      throw this.#explain(error, address)
    }
  }

  /** kafkajs waits out its time limit for a connection whose socket was destroyed; `close` does not. */
  #unlessClosed<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.add(reject)
      work.then(resolve, reject).finally(() => this.#pending.delete(reject))
    })
  }

  #link(address: string): Link {
    const existing = this.#links.get(address)
    if (existing !== undefined) return existing
    const link = this.#createLink(address)
    this.#links.set(address, link)
    return link
  }

  #discard(address: string): void {
    const link = this.#links.get(address)
    this.#links.delete(address)
    link?.destroy(new Error(`the connection to ${address} was given up`))
  }

  #learn(brokers: readonly { nodeId: number; host: string; port: number }[]): void {
    this.#addresses.clear()
    for (const { nodeId, host, port } of brokers) this.#addresses.set(nodeId, joinAddress(host, port))
    const known = new Set(this.#addresses.values())
    for (const address of [...this.#links.keys()]) if (!known.has(address)) this.#discard(address)
  }

  /**
   * A refused sign-in or certificate is the user's to mend as long as it never worked; afterwards it may be a broker
   * that is still starting.
   */
  #explain(error: unknown, address: string): unknown {
    if (!(error instanceof Error) || this.#signedInOnce) return error
    if (error.name === 'KafkaJSSASLAuthenticationError') {
      return new MillraceError('KAFKA_SIGN_IN', { broker: address, reason: error.message }, { cause: error })
    }
    if ('code' in error && TLS_ERRORS.has(String(error.code))) {
      return new MillraceError('KAFKA_TLS', { broker: address, reason: error.message }, { cause: error })
    }
    return error
  }
}

const REFUSED_TOPIC: ReadonlySet<number> = new Set([
  CODE.INVALID_TOPIC,
  CODE.INVALID_PARTITIONS,
  CODE.INVALID_REPLICATION_FACTOR,
  CODE.POLICY_VIOLATION
])

const TLS_ERRORS: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
])

function joinAddress(host: string, port: number): string {
  return `${host}:${port}`
}
