import type { Settings } from '../../src/config/settings.js'
import type { CreateClient } from '../../src/connectors/kafka/client.js'
import { KafkaSink } from '../../src/connectors/kafka/sink.js'
import { KafkaSource } from '../../src/connectors/kafka/source.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import type { Service } from '../../src/engine/service.js'
import { events, jobs } from '../../src/jobs/index.js'
import type { Logger, LogMethod } from '../../src/observability/log.js'
import type { Network } from './network.js'
import type { SimulatedProcess } from './process.js'
import type { Random } from './random.js'
import type { Scenario } from './scenario.js'
import type { Scheduler } from './scheduler.js'
import { startSlowWorkers } from './slow-worker.js'

export interface Surroundings {
  readonly scheduler: Scheduler
  readonly network: Network
  readonly random: Random
  readonly scenario: Scenario
}

/** The service in one simulated process, built as the command line builds it. */
export function startInstance(process: SimulatedProcess, surroundings: Surroundings): Service {
  const { scheduler, network, random, scenario } = surroundings
  const { settings } = scenario
  const logger = loggerOf(process, scheduler)
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
  const sink = new KafkaSink({
    ...shared,
    group: settings.processing_kafka_consumer_group,
    sourceTopic: settings.kafka_topic_events,
    transactionalId: settings.kafka_transactional_id,
    transactionTimeoutMs: scenario.transactionTimeoutMs
  })
  // Reading the kernels' file is real work; once the workers start there is none any more.
  let starting = true
  scheduler.waitsForRealWork(() => starting)
  const coordinator = new JobCoordinator(events, settings)
  for (const Job of jobs) coordinator.registerJob(new Job(settings))
  return coordinator.execute({
    source,
    sink,
    logger,
    clock: process.clock,
    startWorkers: async (setup, count) => {
      starting = false
      return startSlowWorkers(process, random, scenario.taskMs, setup, count)
    }
  })
}

function connectionOf(settings: Settings): { bootstrapServers: string } {
  return { bootstrapServers: settings.kafka_bootstrap_servers.join(',') }
}

function loggerOf(process: SimulatedProcess, scheduler: Scheduler): Logger {
  const method =
    (level: string): LogMethod =>
    (fields: unknown, message?: string) => {
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
