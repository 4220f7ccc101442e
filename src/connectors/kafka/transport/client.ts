import { MillraceError } from '../../../errors.js'
import { bootstrapAddresses, type KafkaConnectionOptions } from './connection-options.js'
import { check, CODE, errorName, topicRefused } from './errors.js'
import { kafkajsLinks, type Link, type LinkFactory } from './link.js'
import type { KafkaRequest } from './request.js'
import {
  findCoordinatorRequest,
  metadataRequest,
  type BrokerAddress,
  type CoordinatorType,
  type DescribedTopic
} from './requests/metadata.js'
import { createTopicsRequest, type NewTopic } from './requests/topics.js'

/** A topic as a broker described it; `error` is the topic's own error code, 0 when it exists. */
export interface TopicMetadata {
  readonly error: number
  /** What no other topic of this name has; null from brokers that give none (before Kafka 2.8). */
  readonly id: string | null
  /** Leader by partition, in the order of partitions; -1 while there is none. */
  readonly leaders: readonly number[]
}

export interface ClusterMetadata {
  readonly brokers: readonly number[]
  readonly controller: number
  readonly topics: ReadonlyMap<string, TopicMetadata>
}

/** The broker is older than the request. */
export class UnsupportedRequestError extends Error {
  override readonly name = 'UnsupportedRequestError'
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
  readonly #pending = new Set<(error: Error) => void>()

  constructor(options: KafkaConnectionOptions, createLink: LinkFactory = kafkajsLinks(options)) {
    this.#createLink = createLink
    this.#bootstrap = bootstrapAddresses(options.bootstrapServers).map(joinAddress)
  }

  /** Metadata of these topics, never creating one. Remembers the brokers' addresses. */
  async metadata(topics: readonly string[]): Promise<ClusterMetadata> {
    const answer = await this.sendToAny(metadataRequest(topics))
    this.#learn(answer.brokers)
    return {
      brokers: answer.brokers.map((broker) => broker.nodeId),
      controller: answer.controllerId,
      topics: new Map(answer.topics.map((described) => [described.topic, topicMetadata(described)]))
    }
  }

  /** The node that coordinates a group or a transactional id. */
  async coordinator(type: CoordinatorType, key: string): Promise<number> {
    const { errorCode, coordinator } = await this.sendToAny(findCoordinatorRequest(type, key))
    check(errorCode, 'FindCoordinator', type === 'group' ? { group: key } : { transactionalId: key })
    this.#addresses.set(coordinator.nodeId, joinAddress(coordinator))
    return coordinator.nodeId
  }

  /** Creates topics; one that exists already is fine. Answers those that it made. */
  async createTopics(topics: readonly NewTopic[], controller: number): Promise<string[]> {
    const created: string[] = []
    for (const { topic, errorCode, message } of await this.send(controller, createTopicsRequest(topics))) {
      if (errorCode === CODE.TOPIC_ALREADY_EXISTS) continue
      if (REFUSED_TOPIC.has(errorCode)) throw topicRefused(topic, message ?? errorName(errorCode))
      check(errorCode, 'CreateTopics', { topic })
      created.push(topic)
    }
    return created
  }

  /** Sends to one node, known from metadata or as a coordinator. */
  async send<T>(node: number, request: KafkaRequest<T>): Promise<T> {
    const address = this.#addresses.get(node)
    if (address === undefined) throw new Error(`Kafka node ${node} is not known`)
    return this.#sendTo(address, request)
  }

  /** Sends to whichever broker answers: connected ones first, then the known, then the bootstrap list. */
  async sendToAny<T>(request: KafkaRequest<T>): Promise<T> {
    const known = [...new Set(this.#addresses.values())]
    const connected = known.filter((address) => this.#links.get(address)?.isConnected())
    const turn = this.#rotation++ % this.#bootstrap.length
    const bootstrap = [...this.#bootstrap.slice(turn), ...this.#bootstrap.slice(0, turn)]
    let last: unknown
    for (const address of new Set([...connected, ...known, ...bootstrap])) {
      try {
        return await this.#sendTo(address, request)
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

  async #sendTo<T>(address: string, request: KafkaRequest<T>): Promise<T> {
    if (this.#closed) throw new Error('the Kafka client is closed')
    const link = this.#link(address)
    try {
      if (!link.isConnected()) await this.#unlessClosed(link.connect())
      return await this.#unlessClosed(link.send(versionFor(link, request)))
    } catch (error) {
      const isBroken = !(error instanceof UnsupportedRequestError)
      if (isBroken && this.#links.get(address) === link) this.#discard(address)
      throw error
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

  #learn(brokers: readonly BrokerAddress[]): void {
    this.#addresses.clear()
    for (const broker of brokers) this.#addresses.set(broker.nodeId, joinAddress(broker))
    const known = new Set(this.#addresses.values())
    for (const address of [...this.#links.keys()]) if (!known.has(address)) this.#discard(address)
  }
}

const REFUSED_TOPIC: ReadonlySet<number> = new Set([
  CODE.INVALID_TOPIC,
  CODE.INVALID_PARTITIONS,
  CODE.INVALID_REPLICATION_FACTOR,
  CODE.INVALID_CONFIG,
  CODE.POLICY_VIOLATION
])

/**
 * The newest version of the request that the broker takes.
 * @throws UnsupportedRequestError
 */
function versionFor<T>(link: Link, request: KafkaRequest<T>): KafkaRequest<T> {
  const { apiKey, apiVersion, apiName, older } = request
  if (link.supports(apiKey, apiVersion)) return request
  if (older === undefined)
    throw new UnsupportedRequestError(`the broker does not take ${apiName} v${apiVersion}`)
  return versionFor(link, older)
}

function topicMetadata({ errorCode, id, partitions }: DescribedTopic): TopicMetadata {
  const leaders: number[] = []
  for (const { partition, leader, errorCode: error } of partitions) {
    leaders[partition] = error === CODE.LEADER_NOT_AVAILABLE ? -1 : leader
  }
  return { error: errorCode, id, leaders: Array.from(leaders, (leader) => leader ?? -1) }
}

function joinAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`
}
