import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import type { KafkaConnectionOptions } from '../../src/connectors/kafka/transport/connection-options.js'
import type { LinkFactory } from '../../src/connectors/kafka/transport/link.js'
import type { DirectoryStoreOptions } from '../../src/state/directory-store.js'
import type { SnapshotStore } from '../../src/state/snapshot-store.js'

/** A bug, planted from outside: a client that does something else than it is told, or a store that lies. */
export interface Mutation {
  /** @param process the same object for all clients of one process */
  readonly createClient?: (
    options: KafkaConnectionOptions,
    links: LinkFactory,
    process: object
  ) => KafkaClient
  readonly createStore?: (options: DirectoryStoreOptions) => SnapshotStore
  /** Whose seeds find it, where few others do. */
  readonly theme?: string
}
