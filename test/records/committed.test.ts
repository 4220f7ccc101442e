import type { Producer, Transaction } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { committedBatches } from '../../src/records/committed.js'
import {
  createTopic,
  describeKafka,
  kafkaJs,
  produce,
  readUncommitted,
  uniqueName,
  useBroker
} from '../support/kafka.js'
import { makeSource, Reading } from '../support/kafka-parts.js'
import { recordBatch } from '../support/record-section.js'

const FETCH_SIZES = [1, 150, 400, 1000, 1 << 20]

describeKafka('committed records', () => {
  it('counts what was committed, at every fetch size, with transactions that overlap', async () => {
    const topic = await createTopic(useBroker())
    await withProducers(async ([a, b, c]) => {
      const send = (transaction: Transaction, value: string): Promise<unknown> =>
        transaction.send({ topic, messages: [{ value, partition: 0 }] })
      await produce(useBroker(), topic, ['plain 1'])
      const first = await a.transaction()
      await send(first, 'aborted a1')
      const second = await b.transaction()
      await send(second, 'committed b1')
      await send(first, 'aborted a2')
      const third = await c.transaction()
      await send(third, 'aborted c1')
      await first.abort()
      await produce(useBroker(), topic, ['plain 2'])
      const fourth = await a.transaction()
      await send(fourth, 'committed a3')
      await send(second, 'committed b2')
      await third.abort()
      await second.commit()
      await send(fourth, 'committed a4')
      await fourth.commit()
      const fifth = await b.transaction()
      await send(fifth, 'aborted b3')
      await fifth.abort()
      await produce(useBroker(), topic, ['plain 3'])
    })
    const all = await readUncommitted(useBroker(), topic)
    const committed = all.map(({ value }) => value).filter((value) => !value.startsWith('aborted'))
    expect(all.length - committed.length).toBe(4)
    for (const partitionMaxBytes of FETCH_SIZES) {
      for (const start of [0, ...all.map(({ offset }) => offset)]) {
        const source = makeSource(useBroker(), topic, { partitionMaxBytes })
        await source.open(new Map([[0, start]]))
        const expected = all.filter(({ offset, value }) => offset >= start && committed.includes(value))
        const reading = await new Reading(source).untilValues(expected.length)
        expect(reading.values).toEqual(expected.map(({ value }) => value))
        await source.close()
      }
    }
  })

  it('moves past what does not count, and waits for what is not decided', async () => {
    const topic = await createTopic(useBroker())
    await withProducers(async ([a, b]) => {
      const aborted = await a.transaction()
      await aborted.send({ topic, messages: [{ value: 'no' }, { value: 'no' }] })
      await aborted.abort()
      const open = await b.transaction()
      await open.send({ topic, messages: [{ value: 'later' }] })
      await produce(useBroker(), topic, ['behind it'])
      const source = makeSource(useBroker(), topic)
      await source.open(new Map())
      const reading = new Reading(source)
      await reading.until(() => reading.positions.get(0) === 3)
      expect(reading.chunks.every(({ records, byteLength }) => records === 0 && byteLength === 0)).toBe(true)
      // What waits behind the open transaction is there: the partition is not idle.
      expect(source.hasBacklog(0)).toBe(true)
      expect(await source.next(AbortSignal.timeout(300))).toBeNull()
      await open.commit()
      await reading.untilValues(2)
      expect(reading.values).toEqual(['later', 'behind it'])
      await source.close()
    })
  })
})

describe('committedBatches', () => {
  it('leaves out a batch that is cut short, and stays where it is when there is no whole one', () => {
    const bytes = Buffer.concat([recordBatch([Buffer.from('a')], 5), recordBatch([Buffer.from('b')], 6)])
    const taken: number[] = []
    const place = { topic: 't', partition: 0 }
    const take = (size: number): number =>
      committedBatches(bytes.subarray(0, size), [], 5, place, (batch) => taken.push(batch.baseOffset))
    expect(take(bytes.length - 1)).toBe(6)
    expect(take(40)).toBe(5)
    expect(taken).toEqual([5])
  })
})

async function withProducers(
  work: (producers: [Producer, Producer, Producer]) => Promise<void>
): Promise<void> {
  const make = (): Producer =>
    kafkaJs(useBroker()).producer({ transactionalId: uniqueName('upstream'), maxInFlightRequests: 1 })
  const producers: [Producer, Producer, Producer] = [make(), make(), make()]
  for (const producer of producers) await producer.connect()
  try {
    await work(producers)
  } finally {
    for (const producer of producers) await producer.disconnect()
  }
}
