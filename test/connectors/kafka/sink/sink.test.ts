import { ConfigResourceTypes } from 'kafkajs'
import { afterEach, expect, it, vi } from 'vitest'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { committedOffsets } from '../../../../src/connectors/kafka/transport/offsets.js'
import type { KafkaSink, KafkaSinkOptions } from '../../../../src/connectors/kafka/sink/sink.js'
import {
  createTopic,
  describeKafka,
  produce,
  readCommitted,
  readUncommitted,
  recordingLogger,
  uniqueName,
  useBroker,
  withAdmin
} from '../../../support/kafka.js'
import { acceptAll, commitOf, makeSink, segment, OWNER } from '../../../support/kafka-parts.js'

const open: KafkaSink[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sink of open.splice(0)) await sink.close()
})

/** Everything that one application writes to. */
interface Application {
  readonly source: string
  readonly group: string
  readonly out: string
}

async function application(partitions = 1): Promise<Application> {
  const source = await createTopic(useBroker(), { partitions: 2 })
  return { source, group: uniqueName('group'), out: await createTopic(useBroker(), { partitions }) }
}

/** A sink that is closed after the test; `found` is the journal that it opened with. */
async function openSink(app: Application, options: Partial<KafkaSinkOptions> = {}) {
  const sink = makeSink(useBroker(), app.group, app.source, options)
  open.push(sink)
  const found = await sink.open([{ name: 'rows', topic: app.out, columns: [] }], OWNER, acceptAll)
  return { sink, found }
}

const rowsOf = async (app: Application): Promise<string[]> =>
  (await readCommitted(useBroker(), app.out)).map(({ value }) => value).sort()

async function offsetsOf(app: Application): Promise<Record<number, number>> {
  const client = new KafkaClient({ bootstrapServers: useBroker() })
  const offsets = await committedOffsets(client, app.group, app.source, [0, 1])
  client.close()
  return Object.fromEntries(offsets)
}

describeKafka('KafkaSink', () => {
  it('writes rows, journal and offsets, and finds the journal again', async () => {
    const app = await application(3)
    const { sink, found } = await openSink(app)
    expect(found).toBeNull()
    const segments = [segment('rows', ['{"a":1}', '{"a":2}']), segment('rows', ['{"a":3}'])]
    await sink.commit(
      commitOf(
        1,
        [
          [0, 5],
          [1, 7]
        ],
        segments
      )
    )
    const last = commitOf(
      2,
      [
        [0, 6],
        [1, 7]
      ],
      []
    )
    await sink.commit(last)
    const values = await readCommitted(useBroker(), app.out)
    expect(values.map(({ partition, value }) => [partition, value])).toEqual([
      [0, '{"a":1}'],
      [0, '{"a":2}'],
      [1, '{"a":3}']
    ])
    expect(await offsetsOf(app)).toEqual({ 0: 6, 1: 7 })
    const owner = { ...OWNER, transactionalId: `millrace-${app.group}` }
    expect((await openSink(app)).found).toEqual({ ...last.journal, owner })
  })

  it('creates the topics that are missing, the journal without retention', async () => {
    const app = { source: uniqueName('in'), group: uniqueName('group'), out: uniqueName('out') }
    const { sink } = await openSink(app)
    await sink.commit(commitOf(1, [], [segment('rows', ['x'])]))
    expect(await rowsOf(app)).toEqual(['x'])
    const name = `${app.group}-journal`
    const described = await withAdmin(useBroker(), (admin) =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name }]
      })
    )
    const configs = new Map(described.resources[0]?.configEntries.map((c) => [c.configName, c.configValue]))
    expect(configs.get('retention.ms')).toBe('-1')
    expect(configs.get('retention.bytes')).toBe('-1')
    expect(configs.get('cleanup.policy')).toBe('delete')
  })

  it('makes a topic anew that is deleted in the run, with a warning of what is gone', async () => {
    const app = await application()
    const logger = recordingLogger()
    const { sink } = await openSink(app, { logger })
    await sink.commit(commitOf(1, [], [segment('rows', ['gone'])]))
    await withAdmin(useBroker(), (admin) => admin.deleteTopics({ topics: [app.out] }))
    await sink.commit(commitOf(2, [], [segment('rows', ['there'])]))
    expect(await rowsOf(app)).toEqual(['there'])
    expect(logger.lines.filter((line) => line.includes('what was in them is gone'))).toHaveLength(1)
  })

  it('writes many and large segments in one transaction, each partition in order', async () => {
    const app = await application(2)
    const { sink } = await openSink(app)
    const segments = Array.from({ length: 25 }, (_, i) =>
      segment('rows', [`${i} ${'x'.repeat(880_000)}`, `${i} end`])
    )
    await sink.commit(commitOf(1, [[0, 1]], segments))
    await sink.commit(commitOf(2, [[0, 2]], [segment('rows', ['25 more'])]))
    const values = await readCommitted(useBroker(), app.out)
    expect(values).toHaveLength(51)
    for (const partition of [0, 1]) {
      const numbers = values
        .filter((row) => row.partition === partition)
        .map(({ value }) => parseInt(value, 10))
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
  })

  it('commits no offsets when the source is not Kafka', async () => {
    const app = await application()
    const { sink } = await openSink(app, { sourceTopics: new Map() })
    await sink.commit(commitOf(1, [[0, 5]], [segment('rows', ['x'])]))
    expect(await rowsOf(app)).toEqual(['x'])
    expect(await offsetsOf(app)).toEqual({})
  })

  it('reads a long journal, whose end is aborted batches', async () => {
    const app = await application()
    const first = await openSink(app)
    for (let epoch = 1; epoch <= 40; epoch++) await first.sink.commit(commitOf(epoch, [[0, epoch]], []))
    for (let i = 0; i < 30; i++) await crashBeforeEnd(app, 41)
    expect((await openSink(app)).found?.epochs[0]?.epoch).toBe(40)
  })
})

/** Opens an instance that dies in the middle of its commit, before EndTxn. */
async function crashBeforeEnd(app: Application, epoch: number): Promise<void> {
  const { sink } = await openSink(app)
  const send = intercept('EndTxn', 'before', () => sink.close())
  await expect(sink.commit(commitOf(epoch, [[0, 99]], [segment('rows', ['never'])]))).rejects.toMatchObject({
    name: 'AbortError'
  })
  send.mockRestore()
}

/**
 * Loses the first request of this kind, or its answer: the connection breaks before or after the broker did its part.
 */
function intercept(api: string, when: 'before' | 'after', then: () => Promise<void> = async () => {}) {
  const original = KafkaClient.prototype.send
  let lost = false
  return vi.spyOn(KafkaClient.prototype, 'send').mockImplementation(async function (
    this: KafkaClient,
    node,
    request
  ) {
    if (lost || request.apiName !== api) return original.call(this, node, request)
    lost = true
    if (when === 'after') await original.call(this, node, request)
    await then()
    throw new Error('the connection was lost')
  })
}

describeKafka('a commit that goes wrong', () => {
  const requests = ['AddPartitionsToTxn', 'AddOffsetsToTxn', 'Produce', 'TxnOffsetCommit', 'EndTxn']
  const cases = requests.flatMap((api) => [[api, 'before'] as const, [api, 'after'] as const])

  it.each(cases)('%s is lost %s it took effect: written once all the same', async (api, when) => {
    const app = await application(2)
    const { sink } = await openSink(app)
    await sink.commit(commitOf(1, [[0, 1]], [segment('rows', ['a'])]))
    const send = intercept(api, when)
    const second = commitOf(2, [[0, 2]], [segment('rows', ['b', 'c']), segment('rows', ['d'])])
    await sink.commit(second)
    send.mockRestore()
    await sink.commit(commitOf(3, [[0, 3]], [segment('rows', ['e'])]))
    expect(await rowsOf(app)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await offsetsOf(app)).toEqual({ 0: 3 })
    expect((await openSink(app)).found?.epochs[0]?.epoch).toBe(3)
  })

  it('leaves nothing visible of an instance that died in the middle', async () => {
    const app = await application()
    const { sink } = await openSink(app)
    await sink.commit(commitOf(1, [[0, 1]], [segment('rows', ['kept'])]))
    await crashBeforeEnd(app, 2)
    expect((await readUncommitted(useBroker(), app.out)).map(({ value }) => value)).toEqual(['kept', 'never'])
    const next = await openSink(app)
    expect(next.found?.epochs[0]?.epoch).toBe(1)
    expect(await rowsOf(app)).toEqual(['kept'])
    expect(await offsetsOf(app)).toEqual({ 0: 1 })
    await next.sink.commit(commitOf(2, [[0, 2]], [segment('rows', ['anew'])]))
    expect(await rowsOf(app)).toEqual(['anew', 'kept'])
  })

  it('stops an instance that another one fenced', async () => {
    const app = await application()
    const first = await openSink(app)
    await first.sink.commit(commitOf(1, [[0, 1]], [segment('rows', ['first'])]))
    const second = await openSink(app)
    expect(second.found?.epochs[0]?.epoch).toBe(1)
    const late = first.sink.commit(commitOf(2, [[0, 9]], [segment('rows', ['zombie'])]))
    await expect(late).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    await second.sink.commit(commitOf(2, [[0, 2]], [segment('rows', ['second'])]))
    expect(await rowsOf(app)).toEqual(['first', 'second'])
    expect(await offsetsOf(app)).toEqual({ 0: 2 })
  })

  it('stops an instance whose journal went on without it, even after a lost connection', async () => {
    const app = await application()
    const first = await openSink(app)
    await first.sink.commit(commitOf(1, [[0, 1]], []))
    const send = intercept('AddPartitionsToTxn', 'before', async () => {
      const second = await openSink(app)
      await second.sink.commit(commitOf(2, [[0, 5]], [segment('rows', ['second'])]))
    })
    const late = first.sink.commit(commitOf(2, [[0, 2]], [segment('rows', ['first'])]))
    await expect(late).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    send.mockRestore()
    expect(await rowsOf(app)).toEqual(['second'])
  })

  it('is an error when a row is larger than the topic takes', async () => {
    const app = await application()
    const { sink } = await openSink(app)
    const commit = commitOf(1, [[0, 1]], [segment('rows', ['x'.repeat(1_200_000)])])
    await expect(sink.commit(commit)).rejects.toMatchObject({ code: 'KAFKA_ROW_TOO_LARGE' })
  })
})

describeKafka('a sink that cannot be opened', () => {
  it('names a transaction timeout that the broker refuses', async () => {
    const app = await application()
    await expect(openSink(app, { transactionTimeoutMs: 1_000_000 })).rejects.toMatchObject({
      code: 'KAFKA_TRANSACTION_TIMEOUT'
    })
  })

  it('names a topic that cannot be', async () => {
    const app = { ...(await application()), out: 'no topic' }
    await expect(openSink(app)).rejects.toMatchObject({ code: 'KAFKA_TOPIC_REFUSED' })
  })

  it.each(['{"version":2}', 'no JSON', 'null'])('names a journal that it cannot read: %s', async (value) => {
    const app = await application()
    await createTopic(useBroker(), { name: `${app.group}-journal` })
    await produce(useBroker(), `${app.group}-journal`, [value])
    await expect(openSink(app)).rejects.toMatchObject({ code: 'KAFKA_JOURNAL_UNREADABLE' })
  })

  it('says once that the broker is out of reach, and stops trying when it is closed', async () => {
    const logger = recordingLogger()
    const connection = { bootstrapServers: '127.0.0.1:1' }
    const sink = makeSink('', uniqueName('group'), null, { connection, logger })
    const opening = sink.open([], OWNER, acceptAll)
    opening.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(logger.lines).toHaveLength(1)
    expect(logger.lines[0]).toMatch(/^warn Kafka at 127\.0\.0\.1:1 is out of reach.*output/)
    await sink.close()
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  })
})
