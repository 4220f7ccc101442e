/**
 * What an error code of a broker means for whoever asked.
 * - `momentary`: it mends itself, a leader moves or a coordinator loads; asked again after a pause.
 * - `unclear`: what became of the request, or of the state that it was about, is not known; what was made for it (a
 *   producer, a session) is made anew, and then asked again.
 * - `fenced`: another producer has the transactional id.
 * - `final`: waiting does not mend it. The words say what does.
 */
export type ErrorKind = 'momentary' | 'unclear' | 'fenced' | { readonly advice: string }

const REPORT = 'this should not happen: please report it'
const NAME = 'change the name'
const TOPIC_SETTINGS = 'create the topic by hand, or change its name or the settings of the brokers'
const SIGN_IN = 'check kafka_security_protocol, kafka_sasl_mechanism and the port in kafka_bootstrap_servers'
const PERMISSION = 'allow it (docs/reliability.md, permissions)'
const TOO_LARGE = 'raise max.message.bytes of the topic'
const OLD_BROKER = 'the broker is too old: 2.1 is the oldest that can be used'
const RECORD =
  'a topic with cleanup.policy=compact takes no rows without a key: set it to delete, or write to another topic'
const TIMESTAMP =
  "set the topic's message.timestamp.before.max.ms and message.timestamp.after.max.ms, or the clocks, right"

const MOMENTARY = 'momentary'
const UNCLEAR = 'unclear'
const FENCED = 'fenced'
const final = (advice: string): ErrorKind => ({ advice })

/** Kafka's error codes (its protocol guide, 4.1): [name, kind]. A code that is not here is unclear. */
export const ERRORS: ReadonlyMap<number, readonly [name: string, kind: ErrorKind]> = new Map<
  number,
  readonly [string, ErrorKind]
>([
  [-1, ['UNKNOWN_SERVER_ERROR', UNCLEAR]],
  [1, ['OFFSET_OUT_OF_RANGE', UNCLEAR]],
  [2, ['CORRUPT_MESSAGE', MOMENTARY]],
  [3, ['UNKNOWN_TOPIC_OR_PARTITION', MOMENTARY]],
  [4, ['INVALID_FETCH_SIZE', final(REPORT)]],
  [5, ['LEADER_NOT_AVAILABLE', MOMENTARY]],
  [6, ['NOT_LEADER_OR_FOLLOWER', MOMENTARY]],
  [7, ['REQUEST_TIMED_OUT', UNCLEAR]],
  [8, ['BROKER_NOT_AVAILABLE', MOMENTARY]],
  [9, ['REPLICA_NOT_AVAILABLE', MOMENTARY]],
  [10, ['MESSAGE_TOO_LARGE', final(TOO_LARGE)]],
  [11, ['STALE_CONTROLLER_EPOCH', MOMENTARY]],
  [12, ['OFFSET_METADATA_TOO_LARGE', final(REPORT)]],
  [13, ['NETWORK_EXCEPTION', UNCLEAR]],
  [14, ['COORDINATOR_LOAD_IN_PROGRESS', MOMENTARY]],
  [15, ['COORDINATOR_NOT_AVAILABLE', MOMENTARY]],
  [16, ['NOT_COORDINATOR', MOMENTARY]],
  [17, ['INVALID_TOPIC_EXCEPTION', final(NAME)]],
  [18, ['RECORD_LIST_TOO_LARGE', final('raise segment.bytes of the topic')]],
  [19, ['NOT_ENOUGH_REPLICAS', MOMENTARY]],
  [20, ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', UNCLEAR]],
  [21, ['INVALID_REQUIRED_ACKS', final(REPORT)]],
  [22, ['ILLEGAL_GENERATION', UNCLEAR]],
  [
    23,
    ['INCONSISTENT_GROUP_PROTOCOL', final('something else uses this group: give the application another one')]
  ],
  [24, ['INVALID_GROUP_ID', final(NAME)]],
  [25, ['UNKNOWN_MEMBER_ID', UNCLEAR]],
  [26, ['INVALID_SESSION_TIMEOUT', final('set processing_lease_timeout_ms to what the broker allows')]],
  [27, ['REBALANCE_IN_PROGRESS', MOMENTARY]],
  [28, ['INVALID_COMMIT_OFFSET_SIZE', final(REPORT)]],
  [29, ['TOPIC_AUTHORIZATION_FAILED', final(PERMISSION)]],
  [30, ['GROUP_AUTHORIZATION_FAILED', final(PERMISSION)]],
  [31, ['CLUSTER_AUTHORIZATION_FAILED', final(PERMISSION)]],
  [32, ['INVALID_TIMESTAMP', final(TIMESTAMP)]],
  [33, ['UNSUPPORTED_SASL_MECHANISM', final(SIGN_IN)]],
  [34, ['ILLEGAL_SASL_STATE', final(SIGN_IN)]],
  [35, ['UNSUPPORTED_VERSION', final(OLD_BROKER)]],
  [36, ['TOPIC_ALREADY_EXISTS', final(NAME)]],
  [37, ['INVALID_PARTITIONS', final(TOPIC_SETTINGS)]],
  [38, ['INVALID_REPLICATION_FACTOR', final(TOPIC_SETTINGS)]],
  [39, ['INVALID_REPLICA_ASSIGNMENT', final(TOPIC_SETTINGS)]],
  [40, ['INVALID_CONFIG', final(TOPIC_SETTINGS)]],
  [41, ['NOT_CONTROLLER', MOMENTARY]],
  [42, ['INVALID_REQUEST', final(REPORT)]],
  [
    43,
    ['UNSUPPORTED_FOR_MESSAGE_FORMAT', final('set log.message.format.version of the topic to 0.11 or later')]
  ],
  [44, ['POLICY_VIOLATION', final(TOPIC_SETTINGS)]],
  [45, ['OUT_OF_ORDER_SEQUENCE_NUMBER', UNCLEAR]],
  [46, ['DUPLICATE_SEQUENCE_NUMBER', UNCLEAR]],
  [47, ['INVALID_PRODUCER_EPOCH', FENCED]],
  [48, ['INVALID_TXN_STATE', UNCLEAR]],
  [49, ['INVALID_PRODUCER_ID_MAPPING', FENCED]],
  [
    50,
    ['INVALID_TRANSACTION_TIMEOUT', final('set processing_transaction_timeout_ms to what the broker allows')]
  ],
  [51, ['CONCURRENT_TRANSACTIONS', MOMENTARY]],
  [52, ['TRANSACTION_COORDINATOR_FENCED', UNCLEAR]],
  [53, ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', final(PERMISSION)]],
  [54, ['SECURITY_DISABLED', final(SIGN_IN)]],
  [55, ['OPERATION_NOT_ATTEMPTED', UNCLEAR]],
  [56, ['KAFKA_STORAGE_ERROR', UNCLEAR]],
  [57, ['LOG_DIR_NOT_FOUND', UNCLEAR]],
  [58, ['SASL_AUTHENTICATION_FAILED', final(SIGN_IN)]],
  [59, ['UNKNOWN_PRODUCER_ID', UNCLEAR]],
  [60, ['REASSIGNMENT_IN_PROGRESS', MOMENTARY]],
  [68, ['NON_EMPTY_GROUP', UNCLEAR]],
  [69, ['GROUP_ID_NOT_FOUND', MOMENTARY]],
  [70, ['FETCH_SESSION_ID_NOT_FOUND', MOMENTARY]],
  [71, ['INVALID_FETCH_SESSION_EPOCH', MOMENTARY]],
  [72, ['LISTENER_NOT_FOUND', MOMENTARY]],
  [73, ['TOPIC_DELETION_DISABLED', final('set delete.topic.enable of the brokers')]],
  [74, ['FENCED_LEADER_EPOCH', MOMENTARY]],
  [75, ['UNKNOWN_LEADER_EPOCH', MOMENTARY]],
  [76, ['UNSUPPORTED_COMPRESSION_TYPE', final(OLD_BROKER)]],
  [77, ['STALE_BROKER_EPOCH', MOMENTARY]],
  [78, ['OFFSET_NOT_AVAILABLE', MOMENTARY]],
  [79, ['MEMBER_ID_REQUIRED', UNCLEAR]],
  [80, ['PREFERRED_LEADER_NOT_AVAILABLE', MOMENTARY]],
  [81, ['GROUP_MAX_SIZE_REACHED', final('start fewer instances, or raise group.max.size of the brokers')]],
  [82, ['FENCED_INSTANCE_ID', final('give every instance a processing_instance_id of its own')]],
  [84, ['ELECTION_NOT_NEEDED', MOMENTARY]],
  [87, ['INVALID_RECORD', final(RECORD)]],
  [88, ['UNSTABLE_OFFSET_COMMIT', MOMENTARY]],
  [89, ['THROTTLING_QUOTA_EXCEEDED', MOMENTARY]],
  [90, ['PRODUCER_FENCED', FENCED]],
  [97, ['PRINCIPAL_DESERIALIZATION_FAILURE', UNCLEAR]],
  [100, ['UNKNOWN_TOPIC_ID', MOMENTARY]],
  [103, ['INCONSISTENT_TOPIC_ID', MOMENTARY]],
  [
    104,
    [
      'INCONSISTENT_CLUSTER_ID',
      final('kafka_bootstrap_servers names brokers of two clusters: name those of one')
    ]
  ],
  [105, ['TRANSACTIONAL_ID_NOT_FOUND', UNCLEAR]],
  [106, ['FETCH_SESSION_TOPIC_ID_ERROR', MOMENTARY]],
  [107, ['INELIGIBLE_REPLICA', MOMENTARY]],
  [108, ['NEW_LEADER_ELECTED', MOMENTARY]],
  [109, ['OFFSET_MOVED_TO_TIERED_STORAGE', UNCLEAR]],
  [110, ['FENCED_MEMBER_EPOCH', UNCLEAR]],
  [111, ['UNRELEASED_INSTANCE_ID', UNCLEAR]],
  [113, ['STALE_MEMBER_EPOCH', UNCLEAR]],
  [116, ['UNKNOWN_CONTROLLER_ID', MOMENTARY]],
  [120, ['TRANSACTION_ABORTABLE', UNCLEAR]],
  [129, ['REBOOTSTRAP_REQUIRED', UNCLEAR]]
])
