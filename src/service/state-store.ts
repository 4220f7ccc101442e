import { KafkaSnapshotStore } from '../connectors/kafka/snapshots/snapshot-topic.js'
import type { Settings } from '../config/settings.js'
import { snapshotTopic } from '../config/topic-uses.js'
import type { Logger } from '../observability/log.js'
import { DirectorySnapshotStore } from '../state/directory-store.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import { kafkaConnection } from './kafka-options.js'

/** Where the settings say that snapshots lie; opens nothing. */
export function createSnapshotStore(settings: Settings, logger: Logger): SnapshotStore {
  const group = settings.processing_kafka_consumer_group
  if (settings.processing_state_backend === 'kafka') {
    const topic = snapshotTopic(settings)
    return new KafkaSnapshotStore({ connection: kafkaConnection(settings), group, topic, logger })
  }
  return new DirectorySnapshotStore({ directory: settings.processing_state_dir, group })
}
