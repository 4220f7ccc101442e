import type { Settings } from '../../src/config/settings.js'
import type { CreateClient } from '../../src/connectors/kafka/transport/client.js'
import { KafkaLease } from '../../src/connectors/kafka/lease/lease.js'
import { KafkaSink } from '../../src/connectors/kafka/sink/sink.js'
import { KafkaSource } from '../../src/connectors/kafka/source/source.js'
import { KafkaSnapshotStore } from '../../src/connectors/kafka/snapshots/snapshot-topic.js'
import { Service } from '../../src/engine/service.js'
import type { Logger, LogMethod } from '../../src/observability/log.js'
import { DirectorySnapshotStore } from '../../src/state/directory-store.js'
import type { SnapshotStore } from '../../src/state/snapshot-store.js'
import type { Intent } from './intent.js'
import type { SimulatedProcess } from './process.js'
import { WayCounter } from './ways.js'
import { startSlowWorkers } from './slow-worker.js'
import type { World } from './world.js'

export interface InstanceOptions {
  readonly settings: Settings
  readonly instanceId: string
  readonly intent: Intent
  /** Which jobs it has: see {@link JOB_VARIANTS}. */
  readonly jobs: number
}

/** A service, and what is asked of it from outside. */
export interface Instance {
  readonly service: Service
  /** How often its sink tried again. */
  readonly retries: () => number
}

/** The service in one simulated process, built as the command line builds it. */
export function startInstance(
  process: SimulatedProcess,
  { settings, instanceId, intent, jobs }: InstanceOptions,
  world: World
): Instance {
  const { scheduler, network, disk, scenario, mutation } = world
  const random = world.random.fork()
  const logger = loggerOf(process, world)
  const createClient: CreateClient = (options) => network.createClient(process, options)
  const shared = { logger, clock: process.clock, createClient, connection: connectionOf(settings) }
  const source = new KafkaSource({
    ...shared,
    topic: settings.kafka_topic_events,
    group: settings.processing_kafka_consumer_group,
    startupMode: settings.processing_kafka_scan_startup_mode,
    offsetOutOfRange: settings.processing_offset_out_of_range,
    metadataRefreshMs: settings.kafka_metadata_refresh_ms,
    maxRecordsPerChunk: settings.processing_epoch_max_records,
    partitionMaxBytes: scenario.partitionMaxBytes
  })
  const { leaseTimeoutMs: timeoutMs } = scenario
  const group = settings.processing_kafka_consumer_group
  const lease =
    timeoutMs === null ? {} : { lease: new KafkaLease({ ...shared, group, instanceId, timeoutMs }) }
  const transactionalId = settings.kafka_transactional_id
  const sink = new KafkaSink({
    ...shared,
    ...lease,
    group: settings.processing_kafka_consumer_group,
    sourceTopics: new Map([['events', settings.kafka_topic_events]]),
    transactionalId,
    transactionTimeoutMs: scenario.transactionTimeoutMs
  })
  const hexadecimal = (): string =>
    Array.from({ length: 16 }, () => random.integer(0, 15).toString(16)).join('')
  const createStore = mutation.createStore ?? ((options) => new DirectorySnapshotStore(options))
  const files = disk.filesFor(process)
  const store: SnapshotStore = scenario.snapshotsInKafka
    ? new KafkaSnapshotStore({
        ...shared,
        group,
        random: hexadecimal,
        chunkBytes: scenario.snapshotChunkBytes
      })
    : createStore({ directory: '/state', group, files, random: hexadecimal })
  // Reading the kernels' file is real work; once the workers start there is none any more.
  let starting = true
  scheduler.waitsForRealWork(() => starting)
  const service = Service.start(world.statements(jobs), {
    settings,
    sources: { events: source },
    sink,
    ...lease,
    ...intent,
    store,
    logger,
    clock: process.clock,
    startWorkers: async (setup, count) => {
      starting = false
      return startSlowWorkers(process, random, scenario.taskMs, setup, count)
    }
  })
  return { service, retries: () => sink.retries }
}

function connectionOf(settings: Settings): { bootstrapServers: string } {
  return { bootstrapServers: settings.kafka_bootstrap_servers.join(',') }
}

function loggerOf(process: SimulatedProcess, world: World): Logger {
  const { scheduler } = world
  const ways = new WayCounter(process, world)
  const method =
    (level: string): LogMethod =>
    (fields: unknown, message?: string) => {
      ways.take(fields, message ?? '')
      scheduler.trace(`${process.name}: ${level} ${message ?? ''} ${told(fields)}`)
    }
  const logger: Logger = {
    ...{ debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') },
    ...{ fatal: method('fatal'), child: () => logger }
  }
  return logger
}

function told(fields: unknown): string {
  return JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.message : value))
}
