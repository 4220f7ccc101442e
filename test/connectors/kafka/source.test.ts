import { expect, it } from 'vitest'
import { createTopic, describeKafka, produce, useBroker } from '../../support/kafka.js'
import { makeSource, Reading } from '../../support/kafka-parts.js'

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `v${from + i}`)

describeKafka('KafkaSource', () => {
  it('reads every partition from the beginning, then what arrives', async () => {
    const topic = await createTopic(useBroker(), { partitions: 3 })
    await produce(useBroker(), topic, numbers(0, 10), { partition: 0 })
    await produce(useBroker(), topic, numbers(10, 15), { partition: 2 })
    const source = makeSource(useBroker(), topic)
    await source.open(new Map())
    try {
      const reading = await new Reading(source).untilValues(15)
      expect(reading.partitions).toEqual([[0, 1, 2]])
      expect(reading.values.sort()).toEqual(numbers(0, 15).sort())
      await produce(useBroker(), topic, ['late'], { partition: 1 })
      await reading.untilValues(16)
      expect(reading.values.at(-1)).toBe('late')
      expect(Object.fromEntries(reading.positions)).toEqual({ 0: 10, 1: 1, 2: 5 })
    } finally {
      await source.close()
    }
  })
})
