import type { Source } from '../connectors/connector.js'
import type { Lease } from '../connectors/lease.js'
import { KafkaLease } from '../connectors/kafka/lease/lease.js'
import { parseSpec } from '../connectors/spec.js'
import type { Settings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import { kafkaConnection } from './kafka-options.js'

/** What the command line says of the lease. */
export interface LeaseOptions {
  readonly sink: string
  /** Waiting for the work is what this instance is for. */
  readonly standby?: boolean
  /** False with `--no-lease`. */
  readonly lease?: boolean
}

/**
 * The lease of an application that writes to Kafka: only there can another instance take over. Connects nothing.
 * @throws MillraceError CONNECTOR_OPTION for `--standby` where there is none
 */
export function createLease(
  options: LeaseOptions,
  sources: Readonly<Record<string, Source>>,
  settings: Settings,
  logger: Logger
): Lease | undefined {
  const { sink, standby = false, lease = true } = options
  const { kind } = parseSpec(sink)
  if (standby && (kind !== 'kafka' || !lease)) {
    const found = lease ? 'a sink that is not kafka' : '--no-lease'
    throw new MillraceError('CONNECTOR_OPTION', {
      connector: kind,
      option: '--standby',
      found,
      expected: 'the sink kafka and its lease'
    })
  }
  if (kind !== 'kafka' || !lease) return undefined
  return new KafkaLease({
    connection: kafkaConnection(settings),
    group: settings.processing_kafka_consumer_group,
    instanceId: settings.processing_instance_id,
    sources: Object.entries(sources).map(([name, source]) => ({ name, ...source.identity() })),
    timeoutMs: settings.processing_lease_timeout_ms,
    standby,
    logger
  })
}
