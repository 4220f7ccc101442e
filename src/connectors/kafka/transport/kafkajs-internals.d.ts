/**
 * Types of the parts beneath kafkajs's public API that this folder uses. kafkajs is frozen at 2.2.4 and pinned,
 * so these paths and shapes do not move. Only what is called is declared.
 */

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    constructor(initialSize?: number)
    /** Its content is the first `offset` bytes. */
    buf: Buffer
    offset: number
  }
}

declare module 'kafkajs/src/network/connection.js' {
  import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js'
  import type { Socket } from 'node:net'
  import type Encoder from 'kafkajs/src/protocol/encoder.js'

  export interface ProtocolRequest {
    readonly apiKey: number
    readonly apiVersion: number
    readonly apiName: string
    encode(): Promise<Encoder>
  }

  export interface ProtocolResponse<D> {
    decode(raw: Buffer): Promise<D>
    parse(decoded: D): Promise<D>
  }

  export interface Protocol<D> {
    readonly request: ProtocolRequest
    readonly response: ProtocolResponse<D>
    readonly requestTimeout?: number
    readonly logResponseError?: boolean
  }

  export interface RequestQueue {
    /** ms */
    readonly requestTimeout: number
    /** Sent, by correlation id. */
    readonly inflight: ReadonlyMap<
      number,
      { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
    >
    /** Held back by a throttle. */
    readonly pending: readonly object[]
    requestTimeoutIntervalId?: NodeJS.Timeout
    isConnected(): boolean
    fulfillRequest(answer: { size: number; correlationId: number; payload: Buffer }): void
    scheduleCheckPendingRequests(this: RequestQueue): void
    scheduleRequestTimeoutCheck(this: RequestQueue): void
    /** Ends its timers. */
    destroy(): void
  }

  export default class Connection {
    readonly socket?: Socket
    socketFactory: SocketFactory
    readonly authHandlers: object | null
    readonly requestQueue: RequestQueue
    isConnected(): boolean
    disconnect(): Promise<boolean>
    rejectRequests(error: Error): void
    processData: (this: Connection, data: Buffer) => void
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { Socket } from 'node:net'
  import type { ConnectionOptions } from 'node:tls'

  export interface SocketRequest {
    readonly host: string
    readonly port: number
    readonly ssl: ConnectionOptions | null
    readonly onConnect: () => void
  }

  export type SocketFactory = (request: SocketRequest) => Socket
  export default function createSocketFactory(): SocketFactory
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface KafkaJsLogger {
    namespace(name: string): KafkaJsLogger
  }
  const loggers: {
    createLogger(options: {
      level: number
      logCreator: (level: number) => (entry: object) => void
    }): KafkaJsLogger
  }
  export default loggers
}

declare module 'kafkajs/src/network/connectionPool.js' {
  import type { ConnectionOptions } from 'node:tls'
  import type Connection from 'kafkajs/src/network/connection.js'
  import type { Protocol } from 'kafkajs/src/network/connection.js'
  import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js'
  import type { KafkaJsLogger } from 'kafkajs/src/loggers/index.js'

  export interface ConnectionPoolOptions {
    readonly host: string
    readonly port: number
    readonly clientId: string
    readonly logger: KafkaJsLogger
    readonly socketFactory: SocketFactory
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly enforceRequestTimeout: boolean
    readonly maxInFlightRequests: number | null
    readonly ssl: ConnectionOptions | null
    readonly sasl: object | null
  }

  export default class ConnectionPool {
    constructor(options: ConnectionPoolOptions)
    /** Two connections: 0 for everything, 1 for Fetch. */
    readonly pool: readonly [Connection, Connection]
    send<D>(protocol: Protocol<D>): Promise<D>
  }
}

declare module 'kafkajs/src/broker/index.js' {
  import type ConnectionPool from 'kafkajs/src/network/connectionPool.js'
  import type { KafkaJsLogger } from 'kafkajs/src/loggers/index.js'

  export default class Broker {
    constructor(options: {
      connectionPool: ConnectionPool
      logger: KafkaJsLogger
      authenticationTimeout: number
      allowAutoTopicCreation: boolean
    })
    readonly connectionPool: ConnectionPool
    /** By number of the request; null until it is connected. */
    readonly versions: Readonly<
      Record<number, { readonly minVersion: number; readonly maxVersion: number }>
    > | null
    isConnected(): boolean
    /** Connects, asks for the API versions and signs in. */
    connect(): Promise<void>
  }
}
