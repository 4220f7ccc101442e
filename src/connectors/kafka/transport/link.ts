// The tests' tsconfig follows imports only; ambient declarations are no import.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./kafkajs-internals.d.ts" />
import type { ConnectionOptions } from 'node:tls'
import Broker from 'kafkajs/src/broker/index.js'
import loggers from 'kafkajs/src/loggers/index.js'
import type { Protocol } from 'kafkajs/src/network/connection.js'
import ConnectionPool from 'kafkajs/src/network/connectionPool.js'
import createSocketFactory from 'kafkajs/src/network/socketFactory.js'
import { FetchArena } from './fetch-arena.js'
import { saslCredentials, tlsOptions, type KafkaConnectionOptions } from './connection-options.js'

/** Connections to one broker. After any error it is of no more use. */
export interface Link {
  isConnected(): boolean
  /** Connects and signs in. */
  connect(): Promise<void>
  send<D>(protocol: Protocol<D>): Promise<D>
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
 * @throws MillraceError SETTINGS_INVALID for files and credentials that are missing
 */
export function kafkajsLinks(options: KafkaConnectionOptions): LinkFactory {
  const tls = tlsOptions(options)
  saslCredentials(options)
  return (address) => new KafkajsLink(address, options, tls)
}

class KafkajsLink implements Link {
  readonly #broker: Broker

  constructor(address: string, options: KafkaConnectionOptions, tls: ConnectionOptions | null) {
    const colon = address.lastIndexOf(':')
    const pool = new ConnectionPool({
      host: address.slice(0, colon),
      port: Number(address.slice(colon + 1)),
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
    return this.#broker.connect()
  }

  send<D>(protocol: Protocol<D>): Promise<D> {
    return this.#broker.connectionPool.send(protocol)
  }

  destroy(reason: Error): void {
    for (const connection of this.#broker.connectionPool.pool) {
      connection.rejectRequests(reason)
      connection.socket?.destroy()
      void connection.disconnect()
    }
  }
}
