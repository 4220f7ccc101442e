import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { KafkaSink, KafkaSinkOptions } from '../../../../src/connectors/kafka/sink/sink.js'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { commitOffsets } from '../../../../src/connectors/kafka/transport/offsets.js'
import { deleteTopics } from '../../../../src/connectors/kafka/transport/topics.js'
import { MillraceError } from '../../../../src/errors.js'
import {
  createTopic,
  describeKafka,
  produce,
  readCommitted,
  recordingLogger,
  uniqueName,
  useBroker
} from '../../../support/kafka.js'
import { acceptAll, commitOf, makeSink, OWNER, segment } from '../../../support/kafka-parts.js'

const open: KafkaSink[] = []
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close()
})

interface Application {
  readonly group: string
  readonly source: string
  readonly out: string
}

async function application(): Promise<Application> {
  const source = await createTopic(useBroker())
  return { source, group: uniqueName('group'), out: await createTopic(useBroker()) }
}

async function openSink(app: Application, instance: string, options: Partial<KafkaSinkOptions> = {}) {
  const logger = recordingLogger()
  const sink = makeSink(useBroker(), app.group, app.source, { logger, ...options })
  open.push(sink)
  const owner = { ...OWNER, instance }
  await sink.open([{ name: 'rows', topic: app.out, columns: [] }], owner, acceptAll)
  const commit = (epoch: number): Promise<void> => {
    const { journal, segments } = commitOf(
      epoch,
      [[0, epoch]],
      [segment('rows', [`${epoch} of ${instance}`])]
    )
    return sink.commit({ journal: { ...journal, owner }, segments })
  }
  return { sink, commit, logger }
}

const rowsOf = async ({ out }: Application): Promise<string[]> =>
  (await readCommitted(useBroker(), out)).map(({ value }) => value)

async function withClient<T>(work: (client: KafkaClient) => Promise<T>): Promise<T> {
  const client = new KafkaClient({ bootstrapServers: useBroker() })
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

const held = { isHeld: () => Promise.resolve(true) }

describeKafka('an instance that is told to take over', () => {
  it.each([
    ['that holds the lease', { lease: held }],
    ['that was told so too', { takesOver: true }],
    ['that has no lease', {}]
  ])('takes the work from one %s, for good', async (_, options) => {
    const app = await application()
    const before = await openSink(app, 'a', options)
    await before.commit(1)
    const after = await openSink(app, 'b', { takesOver: true })
    // The one before notices at its next commit, and may fence the newcomer once before it sees the journal.
    await expect(before.commit(2)).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    await after.commit(2)
    await after.commit(3)
    expect(await rowsOf(app)).toEqual(['1 of a', '2 of b', '3 of b'])
  })

  it('is named to the one before', async () => {
    const app = await application()
    const before = await openSink(app, 'a', { lease: held })
    await before.commit(1)
    await openSink(app, 'b', { takesOver: true })
    await expect(before.commit(2)).rejects.toThrow(/instance b writes it/)
  })
})

describeKafka('two applications with one transactional id', () => {
  it('fence each other, and one is told why', async () => {
    const transactionalId = uniqueName('shared')
    const first = await openSink(await application(), 'a', { transactionalId, lease: held })
    const second = await openSink(await application(), 'b', { transactionalId, lease: held })
    const fight = async (): Promise<void> => {
      for (let epoch = 1; epoch < 20; epoch++) {
        await first.commit(epoch)
        await second.commit(epoch)
      }
    }
    await expect(fight()).rejects.toThrow(/kafka_transactional_id of its own/)
  })
})

describeKafka('another transactional id than that of the journal', () => {
  it('fences whoever writes under the one before', async () => {
    const app = await application()
    const before = await openSink(app, 'a', { transactionalId: uniqueName('before') })
    await before.commit(1)
    const after = await openSink(app, 'b', { transactionalId: uniqueName('after') })
    expect(after.logger.lines.join('\n')).toMatch(
      /warn the journal was written under another transactional id/
    )
    await expect(before.commit(2)).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    await after.commit(2)
    expect(await rowsOf(app)).toEqual(['1 of a', '2 of b'])
  })
})

describeKafka('a journal', () => {
  it('that is behind the offsets of the group has lost its tail: an error', async () => {
    const app = await application()
    const { sink, commit } = await openSink(app, 'a')
    await commit(1)
    await sink.close()
    await withClient((client) =>
      commitOffsets(client, app.group, { topic: app.source, offsets: new Map([[0, 7]]) })
    )
    await expect(openSink(app, 'a')).rejects.toMatchObject({
      code: 'KAFKA_GROUP_AHEAD',
      params: {
        partition: 0,
        found: 'offset 7',
        end: 'offset 1'
      }
    })
  })

  it.each([
    ['moved an offset', (epoch: number) => epoch, 'offset 4', 'offset 2'],
    ['moved none, since the clock fired their rows', () => 1, 'epoch 4', 'epoch 2']
  ])('whose last records are cut off is an error, where these %s', async (_, offsetAt, found, end) => {
    const app = await application()
    const { sink } = await openSink(app, 'a')
    for (let epoch = 1; epoch <= 4; epoch++)
      await sink.commit(commitOf(epoch, [[0, offsetAt(epoch)]], [segment('rows', [`${epoch}`])]))
    await sink.close()
    const journal = `${app.group}-journal`
    const records = await readCommitted(useBroker(), journal)
    expect(records).toHaveLength(4)
    await withClient((client) => deleteTopics(client, [journal]))
    await sleep(500)
    await createTopic(useBroker(), { name: journal })
    await produce(
      useBroker(),
      journal,
      records.slice(0, 2).map(({ value }) => value)
    )
    await expect(openSink(app, 'a')).rejects.toMatchObject({
      code: 'KAFKA_GROUP_AHEAD',
      params: { found, end },
      message: expect.stringMatching(/the journal has lost its last records, whose rows were written/)
    })
    expect(await rowsOf(app)).toEqual(['1', '2', '3', '4'])
  })

  it('that is deleted in the run is not another instance', { timeout: 60_000 }, async () => {
    const app = await application()
    const { commit } = await openSink(app, 'a', { lease: held })
    await commit(1)
    await withClient((client) => deleteTopics(client, [`${app.group}-journal`]))
    await expect(commit(2)).rejects.toMatchObject({ code: 'KAFKA_JOURNAL_GONE' })
  })

  it('whose topic loses records, or takes too little, is told: once, or as an error', async () => {
    const partitions = 100
    const app = { ...(await application()), source: await createTopic(useBroker(), { partitions }) }
    const configs = { 'max.message.bytes': '1000', 'retention.ms': '604800000' }
    await createTopic(useBroker(), { name: `${app.group}-journal`, configs })
    const { sink, commit, logger } = await openSink(app, 'a')
    await commit(1)
    const positions = Array.from({ length: partitions }, (_, partition) => [partition, 0] as const)
    await expect(sink.commit(commitOf(2, positions, []))).rejects.toMatchObject({
      code: 'KAFKA_CHUNK_TOO_LARGE',
      params: { topic: `${app.group}-journal` }
    })
    expect(logger.lines.filter((line) => line.includes('loses records by its settings'))).toEqual([
      expect.stringMatching(/^warn .*"found":\{"retention.ms":"604800000"\}.*"retention.ms":"-1"/)
    ])
  })

  it('is looked at before anybody is fenced', async () => {
    const app = await application()
    const before = await openSink(app, 'a')
    await before.commit(1)
    const other = makeSink(useBroker(), app.group, app.source)
    open.push(other)
    const refuse = (): never => {
      throw new MillraceError('JOURNAL_OF_ANOTHER', { application: app.group, was: 'x', now: 'y' })
    }
    await expect(other.open([], OWNER, refuse)).rejects.toMatchObject({ code: 'JOURNAL_OF_ANOTHER' })
    await before.commit(2)
    expect(await rowsOf(app)).toEqual(['1 of a', '2 of a'])
  })
})
