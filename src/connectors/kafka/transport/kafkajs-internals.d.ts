/**
 * Types of the parts beneath kafkajs's public API that this folder uses. kafkajs is frozen at 2.2.4 and pinned,
 * so these paths and shapes do not move. Only what is called is declared.
 */

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    constructor(initialSize?: number)
    readonly buffer: Buffer
    writeInt8(value: number): this
    writeInt16(value: number): this
    writeInt32(value: number): this
    writeInt64(value: string | number): this
    writeString(value: string | null): this
    /** Raw bytes with no length before them. Returns nothing. */
    writeBufferInternal(value: Uint8Array): void
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

  export default class Connection {
    readonly socket?: Socket
    socketFactory: SocketFactory
    readonly authHandlers: object | null
    readonly requestQueue: {
      fulfillRequest(answer: { size: number; correlationId: number; payload: Buffer }): void
    }
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

  export interface SaslCredentials {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }

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
    readonly sasl: SaslCredentials | null
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
    isConnected(): boolean
    /** Connects, asks for the API versions and signs in. */
    connect(): Promise<void>
  }
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: {
    createErrorFromCode(code: number): Error & { readonly type: string; readonly code: number }
  }
  export default errors
}

declare module 'kafkajs/src/protocol/requests/metadata/v6/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    topics: readonly string[]
    allowAutoTopicCreation: boolean
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/metadata/v6/response.js' {
  export interface MetadataResponse {
    readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
    readonly controllerId: number
    readonly topicMetadata: readonly {
      readonly topicErrorCode: number
      readonly topic: string
      readonly partitionMetadata: readonly {
        readonly partitionErrorCode: number
        readonly partitionId: number
        readonly leader: number
      }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<MetadataResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/findCoordinator/v2/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    coordinatorKey: string
    coordinatorType: number
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/findCoordinator/v2/response.js' {
  export interface FindCoordinatorResponse {
    readonly errorCode: number
    readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number }
  }
  const response: { decode(raw: Buffer): Promise<FindCoordinatorResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/createTopics/v3/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    topics: readonly {
      topic: string
      numPartitions?: number
      replicationFactor?: number
      configEntries?: readonly { name: string; value: string }[]
    }[]
    timeout: number
    validateOnly: boolean
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/createTopics/v3/response.js' {
  export interface CreateTopicsResponse {
    readonly topicErrors: readonly {
      readonly topic: string
      readonly errorCode: number
      readonly errorMessage: string | null
    }[]
  }
  const response: { decode(raw: Buffer): Promise<CreateTopicsResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/listOffsets/v3/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    replicaId: number
    isolationLevel: number
    topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/listOffsets/v3/response.js' {
  export interface ListOffsetsResponse {
    readonly responses: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly errorCode: number
        readonly offset: string
      }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<ListOffsetsResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/offsetFetch/v4/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    topics: readonly { topic: string; partitions: readonly { partition: number }[] }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/offsetFetch/v4/response.js' {
  export interface OffsetFetchResponse {
    readonly errorCode: number
    readonly responses: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly errorCode: number
        readonly offset: string
      }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<OffsetFetchResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/offsetCommit/v5/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/offsetCommit/v5/response.js' {
  export interface OffsetCommitResponse {
    readonly responses: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<OffsetCommitResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    replicaId: number
    isolationLevel: number
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    topics: readonly {
      topic: string
      partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[]
    }[]
  }): ProtocolRequest
}

declare module 'kafkajs/src/protocol/requests/initProducerId/v1/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    transactionalId: string | null
    transactionTimeout: number
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/initProducerId/v1/response.js' {
  export interface InitProducerIdResponse {
    readonly errorCode: number
    readonly producerId: string
    readonly producerEpoch: number
  }
  const response: { decode(raw: Buffer): Promise<InitProducerIdResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/addPartitionsToTxn/v1/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    transactionalId: string
    producerId: string
    producerEpoch: number
    topics: readonly { topic: string; partitions: readonly number[] }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/addPartitionsToTxn/v1/response.js' {
  export interface AddPartitionsToTxnResponse {
    readonly errors: readonly {
      readonly topic: string
      readonly partitionErrors: readonly { readonly partition: number; readonly errorCode: number }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<AddPartitionsToTxnResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/addOffsetsToTxn/v1/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    transactionalId: string
    producerId: string
    producerEpoch: number
    groupId: string
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/addOffsetsToTxn/v1/response.js' {
  const response: { decode(raw: Buffer): Promise<{ readonly errorCode: number }> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/txnOffsetCommit/v1/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    transactionalId: string
    groupId: string
    producerId: string
    producerEpoch: number
    topics: readonly {
      topic: string
      partitions: readonly { partition: number; offset: string; metadata: string | null }[]
    }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/txnOffsetCommit/v1/response.js' {
  export interface TxnOffsetCommitResponse {
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<TxnOffsetCommitResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/endTxn/v1/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    transactionalId: string
    producerId: string
    producerEpoch: number
    transactionResult: boolean
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/endTxn/v1/response.js' {
  const response: { decode(raw: Buffer): Promise<{ readonly errorCode: number }> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  export interface ProduceResponse {
    readonly topics: readonly {
      readonly topicName: string
      readonly partitions: readonly {
        readonly partition: number
        readonly errorCode: number
        readonly baseOffset: string
      }[]
    }[]
  }
  const response: { decode(raw: Buffer): Promise<ProduceResponse> }
  export default response
}
