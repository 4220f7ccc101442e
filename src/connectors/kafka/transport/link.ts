// The tests' tsconfig follows imports only; ambient declarations are no import.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./kafkajs-internals.d.ts" />
import type { ConnectionOptions } from 'node:tls'
import Broker from 'kafkajs/src/broker/index.js'
import loggers from 'kafkajs/src/loggers/index.js'
import type { Protocol } from 'kafkajs/src/network/connection.js'
import ConnectionPool from 'kafkajs/src/network/connectionPool.js'
import createSocketFactory from 'kafkajs/src/network/socketFactory.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'
import { calmQueue } from './calm-queue.js'
import {
  saslCredentials,
  tlsOptions,
  type ConnectionHistory,
  type KafkaConnectionOptions
} from './connection-options.js'
import { explain } from './explain.js'
import { FetchArena } from './fetch-arena.js'
import type { KafkaRequest } from './request.js'

/** Connections to one broker. After any error it is of no more use. */
export interface Link {
  isConnected(): boolean
  /** Connects and signs in. */
  connect(): Promise<void>
  /** Whether the broker takes this version of a request; once connected. */
  supports(apiKey: number, version: number): boolean
  send<T>(request: KafkaRequest<T>): Promise<T>
  /** Ends it at once; requests on the way are rejected with `reason`. */
  destroy(reason: Error): void
}

/** Makes the link to a broker at `host:port`; connects nothing yet. */
export type LinkFactory = (address: string) => Link

const DEFAULT_CONNECTION_TIMEOUT_MS = 3000
const DEFAULT_REQUEST_TIMEOUT_MS = 15_000
const AUTHENTICATION_TIMEOUT_MS = 10_000
const SILENT = loggers.createLogger({ level: 0, logCreator: () => () => {} })

/**
 * Links over kafkajs's sockets, TLS, SASL and request queue.
 *
 * @throws MillraceError SETTINGS_INVALID for files and credentials that are missing or wrong
 */
export function kafkajsLinks(options: KafkaConnectionOptions): LinkFactory {
  const tls = tlsOptions(options)
  saslCredentials(options)
  const shared = { options, tls, history: options.history ?? { hasWorked: false } }
  return (address) => new KafkajsLink(address, shared)
}

/** What the links of one client have in common. */
interface SharedByLinks {
  readonly options: KafkaConnectionOptions
  readonly tls: ConnectionOptions | null
  readonly history: ConnectionHistory
}

class KafkajsLink implements Link {
  readonly #broker: Broker
  readonly #host: string
  readonly #port: number
  readonly #shared: SharedByLinks

  constructor(address: string, shared: SharedByLinks) {
    const colon = address.lastIndexOf(':')
    this.#host = address.slice(0, colon)
    this.#port = Number(address.slice(colon + 1))
    this.#shared = shared
    const { options, tls } = shared
    const pool = new ConnectionPool({
      host: this.#host,
      port: this.#port,
      clientId: options.clientId ?? 'millrace',
      logger: SILENT,
      socketFactory: createSocketFactory(),
      connectionTimeout: options.connectionTimeoutMs ?? DEFAULT_CONNECTION_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      enforceRequestTimeout: true,
      maxInFlightRequests: null,
      ssl: tls,
      // kafkajs writes into this object
      sasl: saslCredentials(options)
    })
    for (const connection of pool.pool) calmQueue(connection)
    FetchArena.install(pool.pool[1], createSocketFactory())
    this.#broker = new Broker({
      connectionPool: pool,
      logger: SILENT,
      authenticationTimeout: AUTHENTICATION_TIMEOUT_MS,
      allowAutoTopicCreation: false
    })
  }

  isConnected(): boolean {
    return this.#broker.isConnected()
  }

  connect(): Promise<void> {
    return this.#explained(this.#broker.connect())
  }

  supports(apiKey: number, version: number): boolean {
    const known = this.#broker.versions?.[apiKey]
    return known !== undefined && known.minVersion <= version && version <= known.maxVersion
  }

  async send<T>(request: KafkaRequest<T>): Promise<T> {
    const answer = await this.#explained(this.#broker.connectionPool.send(protocolOf(request)))
    this.#shared.history.hasWorked = true
    return answer
  }

  destroy(reason: Error): void {
    for (const connection of this.#broker.connectionPool.pool) {
      connection.rejectRequests(reason)
      connection.socket?.destroy()
      void connection.disconnect()
    }
  }

  /** As long as no broker ever answered, a failure may be the user's to mend. */
  async #explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (this.#shared.history.hasWorked) throw error
      throw await explain(error, { host: this.#host, port: this.#port, options: this.#shared.options })
    }
  }
}

/** The request as kafkajs wants it, without its parsers: error codes are judged by the caller. */
function protocolOf<T>(request: KafkaRequest<T>): Protocol<T> {
  const { apiKey, apiVersion, apiName, timeoutMs } = request
  const encode = async (): Promise<Encoder> => {
    const body = request.encode()
    // An encoder around the finished body: a copy less for what may be megabytes.
    return Object.assign(new Encoder(0), { buf: body, offset: body.length })
  }
  return {
    request: { apiKey, apiVersion, apiName, encode },
    response: { decode: async (answer) => request.decode(answer), parse: async (decoded) => decoded },
    logResponseError: false,
    ...(timeoutMs !== undefined && { requestTimeout: timeoutMs })
  }
}
