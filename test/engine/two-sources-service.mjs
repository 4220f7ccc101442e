/** A process of its own over two topics with unlike schemas, one job on each; it lives until it is killed. */
import { parseSettings } from '../../dist/config/settings.js'
import { KafkaSink } from '../../dist/connectors/kafka/sink/sink.js'
import { KafkaSource } from '../../dist/connectors/kafka/source/source.js'
import { JobCoordinator } from '../../dist/engine/coordinator.js'
import { createLogger } from '../../dist/observability/log.js'
import { DirectorySnapshotStore } from '../../dist/state/directory-store.js'
import { bigint, count, seconds, sinkTable, sourceTable, string, sum } from '../../dist/table/index.js'
import { timestamp, tumble, windowStart } from '../../dist/table/index.js'

const { brokers, group, topics, directory } = JSON.parse(process.argv[2])

const orders = sourceTable(
  'orders',
  { placed: timestamp(), shop: { city: string() }, cents: bigint() },
  { eventTime: 'placed', watermarkDelaySeconds: 1, idleTimeoutSeconds: 0 }
)
const refunds = sourceTable(
  'refunds',
  { at: timestamp(), reason: string() },
  { eventTime: 'at', watermarkDelaySeconds: 5, idleTimeoutSeconds: 0 }
)

const turnover = {
  name: 'Turnover',
  sink: sinkTable(topics.turnover, { start: timestamp(), city: string(), n: bigint(), cents: bigint() }),
  buildPipeline: () =>
    orders
      .window(tumble(seconds(10)))
      .groupBy(orders.col('shop.city'))
      .select({
        start: windowStart(),
        city: orders.col('shop.city'),
        n: count(),
        cents: sum(orders.col('cents'))
      })
}
const reasons = {
  name: 'Reasons',
  sink: sinkTable(topics.reasons, { start: timestamp(), reason: string(), n: bigint() }),
  buildPipeline: () =>
    refunds
      .window(tumble(seconds(30)))
      .groupBy(refunds.col('reason'))
      .select({ start: windowStart(), reason: refunds.col('reason'), n: count() })
}

const { settings } = parseSettings({
  processing_kafka_consumer_group: group,
  flink_checkpoint_interval_ms: '200',
  table_minibatch_latency_seconds: '0.05'
})
const logger = createLogger(settings, process.stderr)
const connection = { bootstrapServers: brokers }
const source = (topic) => new KafkaSource({ connection, topic, group, logger, maxWaitMs: 100 })
const sourceTopics = new Map([
  ['orders', topics.orders],
  ['refunds', topics.refunds]
])
const coordinator = new JobCoordinator(settings)
for (const table of [orders, refunds]) coordinator.registerSource(table)
for (const job of [turnover, reasons]) coordinator.registerJob(job)
await coordinator.execute({
  sources: { orders: source(topics.orders), refunds: source(topics.refunds) },
  sink: new KafkaSink({ connection, group, sourceTopics, logger }),
  store: new DirectorySnapshotStore({ directory, group }),
  logger
}).finished
