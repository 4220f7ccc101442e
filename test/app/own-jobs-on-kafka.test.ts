import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createTopic, describeKafka, readCommitted, useBroker, withProducer } from '../support/kafka.js'
import { ServiceProcess } from '../support/service-process.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import {
  clickAt,
  clickText,
  orderAt,
  orderText,
  owedRows,
  partitionOf,
  SHOP_MODULE,
  SINKS,
  WINDOW_SECONDS
} from './shop-application.js'

const temporaryDirectory = useTemporaryDirectories()
const PARTITIONS = 3
const ORDERS = 3000
const CLICKS = 6000
/** What lies behind all windows that count, in every partition. */
const LAST = orderAt(ORDERS + 2000)

const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort()

describeKafka("jobs of a user's own between Kafka topics", () => {
  let service: ServiceProcess | undefined

  afterEach(async () => {
    await service?.stop('SIGKILL')
    service = undefined
  })

  it(
    'write every row once, in order where there is no window, over kills',
    { timeout: 240_000 },
    async () => {
      const brokers = useBroker()
      const topics = { orders: await createTopic(brokers, { partitions: PARTITIONS }), clicks: '' }
      topics.clicks = await createTopic(brokers, { partitions: PARTITIONS })
      const sinks = Object.fromEntries(SINKS.map((sink) => [sink, `${topics.orders}-${sink}`]))
      const jobs = temporaryDirectory()
      writeFileSync(join(jobs, 'shop.ts'), SHOP_MODULE)
      const process = new ServiceProcess(brokers, {
        KAFKA_TOPIC_ORDERS: topics.orders,
        KAFKA_TOPIC_CLICKS: topics.clicks,
        SHOP_WINDOW_SECONDS: String(WINDOW_SECONDS),
        FLINK_PARALLELISM: '2',
        TABLE_MINIBATCH_LATENCY_SECONDS: '0.1',
        PROCESSING_STATE_DIR: temporaryDirectory(),
        PROCESSING_INSTANCE_ID: 'shop',
        ...Object.fromEntries(SINKS.map((sink) => [`KAFKA_TOPIC_${sink}`, sinks[sink]!]))
      })
      service = process
      const orders = Array.from({ length: ORDERS }, (_, index) => orderAt(index))
      const clicks = Array.from({ length: CLICKS }, (_, index) => clickAt(index))

      await withProducer(brokers, async (producer) => {
        const send = async (part: number, parts: number): Promise<void> => {
          const cut = <T>(all: readonly T[]) =>
            all.slice((all.length * part) / parts, (all.length * (part + 1)) / parts)
          await producer.send({
            topic: topics.orders,
            messages: cut(orders).map((order) => ({
              key: order.sequence % 2 === 0 ? null : `key ${order.sequence}`,
              value: orderText(order),
              partition: partitionOf(order.sequence)
            }))
          })
          await producer.send({
            topic: topics.clicks,
            messages: cut(clicks).map((click, index) => ({
              value: clickText(click),
              partition: index % PARTITIONS
            }))
          })
        }
        const parts = 3
        process.start('--jobs', jobs, '--only')
        for (let part = 0; part < parts; part++) {
          await send(part, parts)
          if (part === parts - 1) continue
          // Killed with windows open, first once some of it is committed, then at once.
          const committed = ((ORDERS + CLICKS) * part) / parts + 1
          if (part === 0) await process.untilCommitted(committed, 100_000, Object.values(topics))
          await process.stop('SIGKILL')
          process.start('--jobs', jobs, '--only')
        }
        for (let partition = 0; partition < PARTITIONS; partition++) {
          await producer.send({ topic: topics.orders, messages: [{ value: orderText(LAST), partition }] })
          await producer.send({ topic: topics.clicks, messages: [{ value: clickText(LAST), partition }] })
        }
      })
      await process.untilCommitted(ORDERS + CLICKS + 2 * PARTITIONS, 100_000, Object.values(topics))
      expect(await process.stop()).toBe(0)

      const owed = owedRows(orders, clicks, LAST.time - 1000)
      for (const sink of ['orders_per_shop', 'shop_scores'] as const) {
        const rows = (await readCommitted(brokers, sinks[sink]!)).map(
          ({ value }) => JSON.parse(value) as object
        )
        expect(owed[sink].length).toBeGreaterThan(40)
        expect(sorted(rows), sink).toEqual(sorted(owed[sink]))
      }
      for (const sink of ['big_orders', 'small_orders'] as const) {
        const rows = (await readCommitted(brokers, sinks[sink]!)).map(({ partition, value }) => ({
          partition,
          row: JSON.parse(value) as { sequence: number; source_partition: number }
        }))
        const ofOrders = rows.filter(({ row }) => row.sequence !== LAST.sequence).map(({ row }) => row)
        expect(sorted(ofOrders), sink).toEqual(sorted(owed[sink]))
        for (let source = 0; source < PARTITIONS; source++) {
          const ofSource = rows.filter(({ row }) => row.source_partition === source)
          const sequence = ofSource.map(({ row }) => row.sequence)
          expect(sequence, `${sink} of ${source}`).toEqual([...sequence].sort((a, b) => a - b))
          expect(new Set(ofSource.map(({ partition }) => partition)).size).toBe(1)
        }
      }
    }
  )
})
