import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LocalBroker } from '../../../src/connectors/kafka/local-broker/broker.js'
import { startLocalBroker } from '../../../src/connectors/kafka/local-broker/local-broker.js'
import {
  createTopic,
  describeOwnBroker,
  produce,
  readCommitted,
  recordingLogger,
  uniqueName
} from '../../support/kafka.js'
import {
  acceptAll,
  commitOf,
  makeSink,
  makeSource,
  Reading,
  segment,
  OWNER
} from '../../support/kafka-parts.js'

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `v${from + i}`)

/** The controller takes a killed broker for gone after its session: 9 seconds by default. */
const QUICK_RESTART = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' }

/** Lines of the log without their fields. */
const messages = (logger: { lines: string[] }): string[] =>
  logger.lines.map((line) => line.split(' {')[0] ?? '')

/** Waits until the log says for the nth time that the broker is back. */
async function backOf(logger: { lines: string[] }, times: number): Promise<void> {
  while (messages(logger).filter((line) => line.endsWith('is back')).length < times) await sleep(20)
}

describeOwnBroker('a broker that goes away', { timeout: 120_000 }, () => {
  let broker: LocalBroker
  let address: string

  beforeAll(async () => {
    broker = await startLocalBroker({ own: true, properties: QUICK_RESTART })
    address = broker.brokers.join(',')
  })
  afterAll(() => broker.stop())

  it('is ridden out by the source: restarted, killed, and one that hangs', async () => {
    const logger = recordingLogger()
    const topic = await createTopic(address, { partitions: 2 })
    const connection = { bootstrapServers: address, requestTimeoutMs: 1500 }
    const source = makeSource(address, topic, { logger, connection })
    await source.open(new Map())
    const reading = new Reading(source)
    await produce(address, topic, numbers(0, 5))
    await reading.untilValues(5)

    await broker.restart()
    await produce(address, topic, numbers(5, 10))
    await reading.untilValues(10)
    await backOf(logger, 1)
    await broker.kill()
    await sleep(500)
    expect(source.hasBacklog(0)).toBe(true)
    await broker.restart()
    await produce(address, topic, numbers(10, 15))
    await reading.untilValues(15)
    await backOf(logger, 2)

    broker.signal('SIGSTOP')
    await sleep(2500)
    broker.signal('SIGCONT')
    await produce(address, topic, numbers(15, 20))
    await reading.untilValues(20)
    await backOf(logger, 3)
    await source.close()
    expect(reading.values).toEqual(numbers(0, 20))
    const out = [`warn Kafka at ${address} is out of reach, trying on`, `info Kafka at ${address} is back`]
    expect(messages(logger)).toEqual([...out, ...out, ...out])
  })

  it('is ridden out by the sink: what it writes is there once', async () => {
    const logger = recordingLogger()
    const topic = await createTopic(address)
    const group = uniqueName('group')
    const out = await createTopic(address, { partitions: 2 })
    const sink = makeSink(address, group, topic, { logger })
    await sink.open([{ name: 'rows', topic: out, columns: [] }], OWNER, acceptAll)
    let epoch = 0
    const stopped = { now: false }
    const committing = (async (): Promise<void> => {
      while (!stopped.now) {
        epoch++
        await sink.commit(commitOf(epoch, [[0, epoch]], [segment('rows', [`${epoch} a`, `${epoch} b`])]))
        await sleep(5)
      }
    })()
    for (const wait of [150, 400]) {
      await sleep(wait)
      await broker.kill()
      await broker.restart()
      await backOf(logger, 1)
    }
    await broker.restart()
    while (epoch <= 10) await sleep(20)
    stopped.now = true
    await committing
    await sink.close()
    const rows = (await readCommitted(address, out)).map(({ value }) => value)
    const expected = Array.from({ length: epoch }, (_, i) => [`${i + 1} a`, `${i + 1} b`]).flat()
    expect({ rows: rows.length, distinct: new Set(rows).size }).toEqual({
      rows: 2 * epoch,
      distinct: 2 * epoch
    })
    expect(rows.sort().join()).toBe(expected.sort().join())
    expect(epoch).toBeGreaterThan(10)
    const journal = (await readCommitted(address, `${group}-journal`)).map(({ value }) => value)
    expect(journal).toHaveLength(epoch)
  })
})
