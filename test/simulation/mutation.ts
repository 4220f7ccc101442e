import type { KafkaClient } from '../../src/connectors/kafka/client.js'
import type { SnapshotStore } from '../../src/state/snapshot-store.js'

/** A bug, planted from outside: another client, or a store that is not what it seems. */
export interface Mutation {
  readonly client?: typeof KafkaClient
  readonly store?: (store: SnapshotStore) => SnapshotStore
}
