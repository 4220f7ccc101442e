import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import type { KafkaSink, KafkaSinkOptions } from '../../../../src/connectors/kafka/sink/sink.js'
import {
  createTopic,
  describeKafka,
  readCommitted,
  recordingLogger,
  uniqueName,
  useBroker
} from '../../../support/kafka.js'
import { acceptAll, commitOf, makeSink, OWNER, segment } from '../../../support/kafka-parts.js'

const open: KafkaSink[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sink of open.splice(0)) await sink.close()
})

const LETTERS = '@dead-letters'

/** A sink of rows into a topic with these settings, and of dead letters into another one. */
async function openSink(
  configs: Readonly<Record<string, string>>,
  options: Partial<KafkaSinkOptions> = {},
  letterConfigs: Readonly<Record<string, string>> = {}
) {
  const group = uniqueName('group')
  const out = await createTopic(useBroker(), { configs, partitions: 2 })
  const letters = await createTopic(useBroker(), { configs: letterConfigs })
  const logger = recordingLogger()
  const sink = makeSink(useBroker(), group, null, { logger, deadLetters: LETTERS, ...options })
  open.push(sink)
  const targets = [
    { name: 'rows', topic: out, columns: [] },
    { name: LETTERS, topic: letters, columns: [] }
  ]
  await sink.open(targets, OWNER, acceptAll)
  return { sink, out, letters, group, logger }
}

const rows = (count: number, bytes: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padEnd(bytes, '.'))

const readAll = async (topic: string): Promise<string[]> =>
  (await readCommitted(useBroker(), topic)).map(({ value }) => value)

/** Lets the broker keep the topics' settings to itself. */
function hideConfigs(): void {
  const original = KafkaClient.prototype.sendToAny
  vi.spyOn(KafkaClient.prototype, 'sendToAny').mockImplementation(async function (
    this: KafkaClient,
    request
  ) {
    const answer = await original.call(this, request)
    if (request.apiName !== 'DescribeConfigs') return answer
    return (answer as { topic: string }[]).map(({ topic }) => ({ topic, errorCode: 29, configs: new Map() }))
  })
}

describeKafka('a topic with a small max.message.bytes', () => {
  it.each([
    ['its settings are known', () => undefined],
    ['its settings may not be read', hideConfigs]
  ])('gets its rows in batches that it takes: %s', async (_, prepare) => {
    prepare()
    const { sink, out } = await openSink({ 'max.message.bytes': '20000' })
    await sink.commit(commitOf(1, [], [segment('rows', rows(500, 250))]))
    expect((await readAll(out)).sort()).toEqual(rows(500, 250).sort())
    await sink.commit(commitOf(2, [], [segment('rows', ['one more'])]))
    expect(await readAll(out)).toHaveLength(501)
  })

  it('does not take a row that is larger: stops, and says what to set', async () => {
    const { sink } = await openSink({ 'max.message.bytes': '20000' })
    const commit = sink.commit(commitOf(1, [], [segment('rows', rows(1, 30_000))]))
    await expect(commit).rejects.toMatchObject({
      code: 'KAFKA_ROW_TOO_LARGE',
      message: expect.stringMatching(/processing_oversized_rows/)
    })
  })

  it.each([
    ['its settings are known', () => undefined],
    ['its settings may not be read', hideConfigs]
  ])('passes such a row over when that is set, and writes it down: %s', async (_, prepare) => {
    prepare()
    const options = { oversizedRows: 'skip' } as const
    const { sink, out, letters, logger } = await openSink({ 'max.message.bytes': '20000' }, options)
    const values = ['small', 'L'.repeat(30_000), 'also small']
    expect(sink.oversizedRows).toBe(0)
    await sink.commit(commitOf(1, [], [segment('rows', values)]))
    expect(sink.oversizedRows).toBe(1)
    expect((await readAll(out)).sort()).toEqual(['also small', 'small'])
    expect(await readAll(letters)).toEqual(['L'.repeat(30_000)])
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
  })

  it('of dead letters that takes not even an empty one: stops', async () => {
    const { sink } = await openSink({}, {}, { 'max.message.bytes': '70' })
    const commit = sink.commit(commitOf(1, [], [segment(LETTERS, ['L'.repeat(100)])]))
    await expect(commit).rejects.toMatchObject({ code: 'KAFKA_ROW_TOO_LARGE' })
  })

  it('of dead letters gets what fits of each', async () => {
    const { sink, letters } = await openSink({}, {}, { 'max.message.bytes': '50000' })
    const values = [...rows(10, 20_000), 'L'.repeat(60_000)]
    await sink.commit(commitOf(1, [], [segment(LETTERS, values)]))
    const found = await readAll(letters)
    expect(found).toHaveLength(11)
    expect(found.at(-1)).toMatch(/^L{40000,50000}$/)
  })
})

describeKafka('a topic that refuses rows', () => {
  it('because it is compacted: stops, and names the topic and what to do', async () => {
    const { sink, out } = await openSink({ 'cleanup.policy': 'compact' })
    const commit = sink.commit(commitOf(1, [], [segment('rows', ['no key'])]))
    await expect(commit).rejects.toMatchObject({
      code: 'KAFKA_REFUSED',
      message: expect.stringMatching(new RegExp(`${out}.*cleanup.policy`))
    })
  })
})

describeKafka('rows of one origin', () => {
  it('keep their order: they go to one partition', async () => {
    const { sink, out } = await openSink({})
    for (let epoch = 1; epoch <= 4; epoch++) {
      const segments = [0, 1, 2].map((partition) => ({
        ...segment('rows', [`${partition}:${epoch}`]),
        origin: { source: 'events', partition }
      }))
      await sink.commit(commitOf(epoch, [], segments))
    }
    const found = await readCommitted(useBroker(), out)
    for (const origin of [0, 1, 2]) {
      const mine = found.filter(({ value }) => value.startsWith(`${origin}:`))
      expect(mine.map(({ value }) => value)).toEqual([1, 2, 3, 4].map((epoch) => `${origin}:${epoch}`))
      expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1)
    }
  })
})

describeKafka('rows that take longer to write than a transaction may last', { timeout: 120_000 }, () => {
  it('are written once the transaction has been given more time, in one life', async () => {
    const { sink, out, logger } = await openSink({}, { transactionTimeoutMs: 1000 })
    const original = KafkaClient.prototype.send
    vi.spyOn(KafkaClient.prototype, 'send').mockImplementation(async function (
      this: KafkaClient,
      node,
      request
    ) {
      // Every Produce takes a while, as on a busy machine: 40 of them more than the broker's patience.
      if (request.apiName === 'Produce') await sleep(400)
      return original.call(this, node, request)
    })
    const segments = Array.from({ length: 60 }, (_, index) => segment('rows', [`${index}`]))
    await sink.commit(commitOf(1, [], segments))
    vi.restoreAllMocks()
    expect(await readAll(out)).toHaveLength(60)
    expect(logger.lines.join('\n')).not.toMatch(/fenced/i)
  })
})
