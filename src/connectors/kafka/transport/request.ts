/** A request to a broker, and what its answer says; whatever carries the bytes. */
export interface KafkaRequest<T> {
  readonly apiKey: number
  readonly apiVersion: number
  /** Kafka's name for it, for messages. */
  readonly apiName: string
  /** The body behind the header's client id; of flexible versions with the header's tagged fields. */
  encode(): Buffer
  /** Reads the answer behind its correlation id. Error codes are judged by the caller, one by one. */
  decode(answer: Buffer): T
  /** Longest wait for the answer where it is not the connection's. */
  readonly timeoutMs?: number
  /** The same in an older version, for brokers that do not take this one. */
  readonly older?: KafkaRequest<T>
}

/** Kafka's numbers for requests. */
export const API = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  DescribeGroups: 15,
  SaslHandshake: 17,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  DeleteRecords: 21,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
  DescribeConfigs: 32,
  DescribeQuorum: 55,
  DescribeProducers: 61
} as const

export type ApiName = keyof typeof API
