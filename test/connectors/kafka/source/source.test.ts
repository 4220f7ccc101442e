import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EARLIEST_POSITION } from '../../../../src/connectors/connector.js'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import type { FetchedPartition } from '../../../../src/connectors/kafka/transport/requests/fetch.js'
import type { KafkaSource, KafkaSourceOptions } from '../../../../src/connectors/kafka/source/source.js'
import {
  createTopic,
  describeKafka,
  produce,
  recordingLogger,
  uniqueName,
  useBroker,
  withAdmin
} from '../../../support/kafka.js'
import { makeSource, Reading } from '../../../support/kafka-parts.js'

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `v${from + i}`)

const open: KafkaSource[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const source of open.splice(0)) await source.close()
})

/** A source that is closed after the test. */
function sourceOf(topic: string, options: Partial<KafkaSourceOptions> = {}): KafkaSource {
  const source = makeSource(useBroker(), topic, options)
  open.push(source)
  return source
}

async function openSource(
  topic: string,
  positions: readonly (readonly [number, number])[] = [],
  options: Partial<KafkaSourceOptions> = {}
): Promise<Reading> {
  const source = sourceOf(topic, options)
  await source.open(new Map(positions))
  return new Reading(source)
}

describeKafka('KafkaSource', () => {
  it('reads every partition from the beginning, then what arrives', async () => {
    const topic = await createTopic(useBroker(), { partitions: 3 })
    await produce(useBroker(), topic, numbers(0, 10), { partition: 0 })
    await produce(useBroker(), topic, numbers(10, 15), { partition: 2 })
    const reading = await (await openSource(topic)).untilValues(15)
    expect(reading.partitions).toEqual([[0, 1, 2]])
    expect(reading.values.sort()).toEqual(numbers(0, 15).sort())
    await produce(useBroker(), topic, ['late'], { partition: 1 })
    await reading.untilValues(16)
    expect(reading.values.at(-1)).toBe('late')
    expect(Object.fromEntries(reading.positions)).toEqual({ 0: 10, 1: 1, 2: 5 })
  })

  it('knows of a backlog until it is handed over', async () => {
    const topic = await createTopic(useBroker(), { partitions: 2 })
    await produce(useBroker(), topic, numbers(0, 5))
    const reading = await openSource(topic)
    expect(reading.source.hasBacklog(1)).toBe(true)
    await reading.until(() => reading.partitions.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect([0, 1].map((partition) => reading.source.hasBacklog(partition))).toEqual([true, false])
    await reading.untilValues(5)
    expect(reading.source.hasBacklog(0)).toBe(false)
    expect(reading.source.hasBacklog(7)).toBe(false)
  })

  it('cuts chunks after the batch that reaches the limit of records', async () => {
    const topic = await createTopic(useBroker())
    for (let i = 0; i < 6; i++) await produce(useBroker(), topic, numbers(i * 10, i * 10 + 10))
    const reading = await (await openSource(topic, [], { maxRecordsPerChunk: 15 })).untilValues(60)
    expect(reading.values).toEqual(numbers(0, 60))
    expect(
      reading.chunks.map(({ fromOffset, toOffset, records }) => [fromOffset, toOffset, records])
    ).toEqual([
      [0, 20, 20],
      [20, 40, 20],
      [40, 60, 20]
    ])
  })

  it('holds no more than the limit while nobody asks', async () => {
    const topic = await createTopic(useBroker(), { partitions: 2 })
    for (let i = 0; i < 16; i++) {
      await produce(useBroker(), topic, [String(i).repeat(120_000)], { partition: i % 2 })
    }
    const reading = await openSource(topic, [], { maxBufferedBytes: 800_000, partitionMaxBytes: 130_000 })
    await new Promise((resolve) => setTimeout(resolve, 600))
    let held = 0
    for (;;) {
      const controller = new AbortController()
      setImmediate(() => controller.abort())
      const event = await reading.source.next(controller.signal)
      if (event === null) break
      if (event.kind === 'chunk') held += event.chunk.byteLength
    }
    expect(held).toBeGreaterThan(200_000)
    expect(held).toBeLessThanOrEqual(800_000)
  })

  it('finds new partitions while running and reads them from their beginning', async () => {
    const topic = await createTopic(useBroker())
    await produce(useBroker(), topic, ['a'])
    const reading = await openSource(topic, [], { metadataRefreshMs: 100, startupMode: 'latest-offset' })
    await withAdmin(useBroker(), (admin) =>
      admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
    )
    await produce(useBroker(), topic, ['b'], { partition: 2 })
    await reading.untilValues(1)
    expect(reading.values).toEqual(['b'])
    expect(reading.partitions).toEqual([[0], [0, 1, 2]])
  })

  it('ends a wait when the signal aborts, and for good when it is closed', async () => {
    const topic = await createTopic(useBroker())
    const { source } = await openSource(topic)
    const never = new AbortController().signal
    expect(await source.next(never)).toEqual({ kind: 'partitions', partitions: new Map([[0, 0]]) })
    expect(await source.next(AbortSignal.timeout(20))).toBeNull()
    const waiting = source.next(never)
    const began = Date.now()
    await source.close()
    expect(await waiting).toBeNull()
    expect(await source.next(never)).toBeNull()
    expect(Date.now() - began).toBeLessThan(400)
  })
})

describeKafka('where KafkaSource starts', () => {
  async function commitTo(topic: string, group: string, offsets: Record<number, number>): Promise<void> {
    const source = sourceOf(topic, { group })
    await source.acknowledge(new Map(Object.entries(offsets).map(([p, offset]) => [Number(p), offset])))
  }

  async function filledTopic(): Promise<string> {
    const topic = await createTopic(useBroker(), { partitions: 2 })
    await produce(useBroker(), topic, numbers(0, 10), { partition: 0 })
    await produce(useBroker(), topic, numbers(10, 20), { partition: 1 })
    return topic
  }

  it('latest-offset: what arrives afterwards', async () => {
    const topic = await filledTopic()
    const reading = await openSource(topic, [], { startupMode: 'latest-offset' })
    await produce(useBroker(), topic, ['new'], { partition: 1 })
    await reading.untilValues(1)
    expect(reading.values).toEqual(['new'])
  })

  it('group-offsets without any: an error that says what to set', async () => {
    const topic = await filledTopic()
    await expect(openSource(topic, [], { startupMode: 'group-offsets' })).rejects.toMatchObject({
      code: 'KAFKA_NO_GROUP_OFFSETS'
    })
  })

  it.each(['earliest-offset', 'latest-offset', 'group-offsets'] as const)(
    '%s: committed offsets win, an uncommitted partition starts at its beginning',
    async (startupMode) => {
      const topic = await filledTopic()
      const group = uniqueName('group')
      await commitTo(topic, group, { 0: 8 })
      const reading = await openSource(topic, [], { startupMode, group })
      await reading.untilValues(12)
      expect(reading.values.sort()).toEqual([...numbers(8, 10), ...numbers(10, 20)].sort())
    }
  )

  it('positions that are given win over all, and a partition without one is new', async () => {
    const topic = await filledTopic()
    const group = uniqueName('group')
    await commitTo(topic, group, { 0: 1, 1: 1 })
    const reading = await openSource(topic, [[1, 7]], { group, startupMode: 'latest-offset' })
    await reading.untilValues(13)
    expect(reading.values.sort()).toEqual([...numbers(0, 10), ...numbers(17, 20)].sort())
  })

  it('begins in the middle of a batch', async () => {
    const topic = await filledTopic()
    const reading = await openSource(topic, [
      [0, 4],
      [1, 10]
    ])
    await reading.untilValues(6)
    expect(reading.values).toEqual(numbers(4, 10))
    expect(reading.chunks[0]).toMatchObject({ fromOffset: 4, toOffset: 10 })
  })

  it('fetches nothing of a partition that is paused, until it is resumed', async () => {
    const topic = await createTopic(useBroker(), { partitions: 2 })
    const reading = await openSource(topic, [
      [0, 0],
      [1, 0]
    ])
    reading.source.pause?.(0)
    // A fetch that was under way has come back by then.
    await sleep(1200)
    await produce(useBroker(), topic, ['a'], { partition: 0 })
    await produce(useBroker(), topic, ['b'], { partition: 1 })
    await reading.untilValues(1)
    await sleep(600)
    expect(reading.values).toEqual(['b'])
    reading.source.resume?.(0)
    await reading.untilValues(2)
    expect(reading.values).toEqual(['b', 'a'])
  })

  it('knows that nothing comes before what retention left, without waiting for a record', async () => {
    const topic = await filledTopic()
    await withAdmin(useBroker(), async (admin) => {
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '10' }] })
    })
    const { source } = await openSource(topic, [
      [0, EARLIEST_POSITION],
      [1, 3]
    ])
    expect([0, 1, 2].map((partition) => source.positionOf?.(partition))).toEqual([10, 3, undefined])
  })

  it('acknowledged positions are where the group goes on', async () => {
    const topic = await filledTopic()
    const group = uniqueName('group')
    const first = await openSource(topic, [], { group })
    await first.source.acknowledge?.(
      new Map([
        [0, 9],
        [1, 10]
      ])
    )
    const second = await openSource(topic, [], { group })
    await second.untilValues(1)
    expect(second.values).toEqual(['v9'])
  })

  describe('an offset that the topic does not have', () => {
    async function trimmedTopic(): Promise<string> {
      const topic = await filledTopic()
      const partitions = [{ partition: 0, offset: '6' }]
      await withAdmin(useBroker(), async (admin) => {
        await admin.fetchTopicOffsets(topic)
        await admin.deleteTopicRecords({ topic, partitions })
      })
      return topic
    }

    it('is an error that names it', async () => {
      const reading = await openSource(await trimmedTopic(), [
        [0, 2],
        [1, 10]
      ])
      await expect(reading.untilValues(1)).rejects.toMatchObject({
        code: 'KAFKA_OFFSET_OUT_OF_RANGE',
        params: { partition: 0, offset: 2, earliest: 6, latest: 10 }
      })
    })

    it('leads to the earliest or the latest when that is set, with a line in the log', async () => {
      const topic = await trimmedTopic()
      const logger = recordingLogger()
      const earliest = await openSource(
        topic,
        [
          [0, 2],
          [1, 10]
        ],
        { offsetOutOfRange: 'earliest', logger }
      )
      await earliest.untilValues(4)
      expect(earliest.values).toEqual(numbers(6, 10))
      expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
      const latest = await openSource(
        topic,
        [
          [0, 99],
          [1, 10]
        ],
        { offsetOutOfRange: 'latest' }
      )
      await new Promise((resolve) => setTimeout(resolve, 200))
      await produce(useBroker(), topic, ['new'])
      await latest.untilValues(1)
      expect(latest.values).toEqual(['new'])
    })
  })
})

describeKafka('KafkaSource without its other side', () => {
  it('waits for a topic that does not exist yet, and says so once', async () => {
    const topic = uniqueName('later')
    const logger = recordingLogger()
    const opening = openSource(topic, [], { logger })
    await new Promise((resolve) => setTimeout(resolve, 700))
    await createTopic(useBroker(), { name: topic })
    await produce(useBroker(), topic, ['first'])
    const reading = await (await opening).untilValues(1)
    expect(reading.values).toEqual(['first'])
    expect(logger.lines.map((line) => line.split(' {')[0])).toEqual([
      `warn Topic ${topic} does not exist, waiting for it`,
      `info Topic ${topic} is there`
    ])
  })

  it('says once that the broker is out of reach, and stops trying when it is closed', async () => {
    const logger = recordingLogger()
    const source = makeSource('127.0.0.1:1', 'any', { logger })
    const opening = source.open(new Map())
    opening.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(logger.lines).toHaveLength(1)
    expect(logger.lines[0]).toMatch(/^warn Kafka at 127\.0\.0\.1:1 is out of reach.*ECONNREFUSED/)
    await source.close()
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('refuses a name that no topic can have', async () => {
    await expect(openSource('not a topic')).rejects.toMatchObject({ code: 'KAFKA_TOPIC_REFUSED' })
  })
})

/** Lets the broker's answers to Fetch say this error for partition 0, `times` times. */
function failFetches(error: number, times: number): { left: number } {
  const fault = { left: times }
  const send = KafkaClient.prototype.send
  vi.spyOn(KafkaClient.prototype, 'send').mockImplementation(async function (
    this: KafkaClient,
    node,
    request
  ) {
    const answer = await send.call(this, node, request)
    if (request.apiName !== 'Fetch' || fault.left === 0) return answer
    fault.left--
    const nothing = { error, records: Buffer.alloc(0) }
    return (answer as FetchedPartition[]).map((one) => (one.partition === 0 ? { ...one, ...nothing } : one))
  })
  return fault
}

describeKafka('KafkaSource when a fetch answers with an error', () => {
  it.each([
    ['NOT_LEADER_OR_FOLLOWER', 6],
    ['FENCED_LEADER_EPOCH', 74],
    ['KAFKA_STORAGE_ERROR', 56]
  ])('%s: asks again, and takes what the other partitions brought', async (_, error) => {
    const topic = await createTopic(useBroker(), { partitions: 2 })
    await produce(useBroker(), topic, ['a', 'b'], { partition: 0 })
    await produce(useBroker(), topic, ['c'], { partition: 1 })
    const fault = failFetches(error, 3)
    const logger = recordingLogger()
    const reading = await openSource(topic, [], { logger })
    await reading.untilValues(1)
    expect(reading.values).toEqual(['c'])
    expect([0, 1].map((partition) => reading.source.hasBacklog(partition))).toEqual([true, false])
    await reading.untilValues(3)
    expect(fault.left).toBe(0)
    expect(reading.values).toEqual(['c', 'a', 'b'])
    expect(logger.lines).toEqual([])
  })

  it('TOPIC_AUTHORIZATION_FAILED: stops with an error that says so', async () => {
    const topic = await createTopic(useBroker())
    failFetches(29, 1)
    const reading = await openSource(topic)
    await expect(reading.untilValues(1)).rejects.toMatchObject({ code: 'KAFKA_NOT_ALLOWED' })
  })

  it('does not take a topic that was deleted and made anew for the old one', async () => {
    const topic = await createTopic(useBroker())
    await produce(useBroker(), topic, numbers(0, 5))
    const reading = await (await openSource(topic)).untilValues(5)
    await withAdmin(useBroker(), (admin) => admin.deleteTopics({ topics: [topic] }))
    await createTopic(useBroker(), { name: topic })
    await expect(reading.untilValues(6)).rejects.toMatchObject({
      code: 'SOURCE_MADE_ANEW',
      params: { address: topic }
    })
  })
})
