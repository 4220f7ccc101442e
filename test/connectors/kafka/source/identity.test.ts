import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { KafkaSource, KafkaSourceOptions } from '../../../../src/connectors/kafka/source/source.js'
import {
  createTopic,
  describeKafka,
  kafkaJs,
  produce,
  recordingLogger,
  useBroker,
  withAdmin
} from '../../../support/kafka.js'
import { makeSource, Reading } from '../../../support/kafka-parts.js'

const open: KafkaSource[] = []
afterEach(async () => {
  for (const source of open.splice(0)) await source.close()
})

async function openSource(
  topic: string,
  positions: readonly (readonly [number, number])[] = [],
  options: Partial<KafkaSourceOptions> = {}
): Promise<Reading> {
  const source = makeSource(useBroker(), topic, options)
  open.push(source)
  await source.open(new Map(positions))
  return new Reading(source)
}

/** The topic under the same name, with other records. */
async function makeAnew(topic: string, values: readonly string[], partitions = 1): Promise<void> {
  await withAdmin(useBroker(), (admin) => admin.deleteTopics({ topics: [topic] }))
  await sleep(300)
  await createTopic(useBroker(), { name: topic, partitions })
  if (values.length > 0) await produce(useBroker(), topic, values)
}

describeKafka('a topic', { timeout: 60_000 }, () => {
  it('has an id, and another one when it is made anew', async () => {
    const topic = await createTopic(useBroker())
    const before = (await openSource(topic)).source.identity()
    await makeAnew(topic, [])
    const after = (await openSource(topic)).source.identity()
    expect(before).toMatchObject({
      connector: 'kafka',
      address: topic,
      id: expect.stringMatching(/^[\w-]{22}$/)
    })
    expect(after.id).not.toBe(before.id)
  })

  it('that is made anew while nobody looks is not taken for the old one, however long it is', async () => {
    const topic = await createTopic(useBroker())
    await produce(useBroker(), topic, ['a', 'b', 'c', 'd', 'e'])
    const reading = await (await openSource(topic)).untilValues(5)
    reading.source.pause?.(0)
    await sleep(700)
    await makeAnew(topic, ['A', 'B', 'C', 'D', 'E', 'F', 'G'])
    reading.source.resume?.(0)
    await expect(reading.untilValues(6)).rejects.toMatchObject({
      code: 'SOURCE_MADE_ANEW',
      params: { address: topic }
    })
    expect(reading.values).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it.each(['the engine', 'the group'])(
    'that is shorter than %s says is an error within seconds',
    async (who) => {
      const topic = await createTopic(useBroker(), { partitions: 2 })
      const positions = new Map([[1, 5]])
      if (who === 'the group') await (await openSource(topic)).source.acknowledge?.(positions)
      const began = Date.now()
      const opening = openSource(topic, who === 'the group' ? [] : [...positions])
      await expect(opening).rejects.toMatchObject({
        code: 'KAFKA_OFFSET_OUT_OF_RANGE',
        params: { partition: 1, offset: 5, latest: 0 }
      })
      expect(Date.now() - began).toBeLessThan(10_000)
    }
  )

  it('with fewer partitions than the positions is an error within seconds', async () => {
    const topic = await createTopic(useBroker())
    const began = Date.now()
    await expect(openSource(topic, [[2, 0]])).rejects.toMatchObject({
      code: 'KAFKA_PARTITIONS_GONE',
      params: { topic, partitions: '2', found: 1 }
    })
    expect(Date.now() - began).toBeLessThan(10_000)
  })

  it('that the group has offsets of, without a journal: what is lost is a warning', async () => {
    const topic = await createTopic(useBroker())
    await produce(useBroker(), topic, ['a', 'b', 'c'])
    await (await openSource(topic)).source.acknowledge?.(new Map([[0, 2]]))
    const logger = recordingLogger()
    await (await openSource(topic, [], { logger })).untilValues(1)
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(
        /there is no journal: going on at the group's offsets; what was counted .* is lost/
      )
    ])
  })

  it('whose records wait behind an open transaction is not idle, and says whom it waits for', async () => {
    const topic = await createTopic(useBroker())
    const producer = kafkaJs(useBroker()).producer({ transactionalId: topic, maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value: 'open' }] })
    await produce(useBroker(), topic, ['behind it'])
    const logger = recordingLogger()
    const { source } = await openSource(topic, [], { logger })
    await sleep(1500)
    expect(source.hasBacklog(0)).toBe(true)
    expect(source.emptyAt?.(0)).toBeUndefined()
    expect(source.status()).toEqual([
      {
        partition: 0,
        position: 0,
        endOffset: 2,
        waitingFor: expect.stringMatching(/an open transaction at offset 0/)
      }
    ])
    await sleep(10_500)
    expect(source.status()[0]?.waitingFor).toMatch(
      /^producer \d+ \(epoch \d+\), whose transaction began at offset 0/
    )
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
    await transaction.commit()
    const reading = await new Reading(source).untilValues(2)
    expect(reading.values).toEqual(['open', 'behind it'])
    await expect.poll(() => source.emptyAt?.(0), { timeout: 5000 }).toBeGreaterThan(0)
    expect(source.status()[0]).toMatchObject({ waitingFor: null, position: 3 })
    await producer.disconnect()
  })
})
