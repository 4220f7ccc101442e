import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from '../../../../src/connectors/clock.js'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { CODE } from '../../../../src/connectors/kafka/transport/errors.js'
import type { KafkaSink, KafkaSinkOptions } from '../../../../src/connectors/kafka/sink/sink.js'
import { TransactionalProducer } from '../../../../src/connectors/kafka/sink/transaction.js'
import {
  createTopic,
  describeKafka,
  readCommitted,
  recordingLogger,
  uniqueName,
  useBroker
} from '../../../support/kafka.js'
import { acceptAll, commitOf, makeSink, segment, OWNER } from '../../../support/kafka-parts.js'

const INVALID_TXN_STATE = 48
const REQUEST_TIMED_OUT = 7
const NOT_ENOUGH_REPLICAS_AFTER_APPEND = 20
const UNKNOWN_SERVER_ERROR = -1

const open: KafkaSink[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sink of open.splice(0)) await sink.close()
})

/** A sink with one topic and a commit behind it. */
async function openSink(options: Partial<KafkaSinkOptions> = {}) {
  const source = await createTopic(useBroker())
  const group = uniqueName('group')
  const out = await createTopic(useBroker(), { partitions: 2 })
  const logger = recordingLogger()
  const sink = makeSink(useBroker(), group, source, { logger, ...options })
  open.push(sink)
  await sink.open([{ name: 'rows', topic: out, columns: [] }], OWNER, acceptAll)
  await sink.commit(commitOf(1, [[0, 1]], [segment('rows', ['a'])]))
  logger.lines.splice(0)
  const rows = async (): Promise<string[]> =>
    (await readCommitted(useBroker(), out)).map(({ value }) => value).sort()
  const another = async (): Promise<KafkaSink> => {
    const other = makeSink(useBroker(), group, source)
    open.push(other)
    await other.open([{ name: 'rows', topic: out, columns: [] }], OWNER, acceptAll)
    return other
  }
  return { sink, logger, rows, group, another }
}

const second = commitOf(2, [[0, 2]], [segment('rows', ['b', 'c']), segment('rows', ['d'])])

/** The answer with this code in the place of every error code. */
function withCode<T>(answer: T, code: number): T {
  const replace = (key: string, value: unknown): unknown => (key === 'errorCode' ? code : value)
  return JSON.parse(JSON.stringify(answer, replace)) as T
}

/** Makes the next `times` answers to this kind of request errors; the broker has done its part all the same. */
function refuse(api: string, code: number, times = 1) {
  const original = KafkaClient.prototype.send
  let left = times
  return vi.spyOn(KafkaClient.prototype, 'send').mockImplementation(async function (
    this: KafkaClient,
    node,
    request
  ) {
    const answer = await original.call(this, node, request)
    if (left === 0 || request.apiName !== api) return answer
    left -= 1
    return withCode(answer, code)
  })
}

describeKafka('a commit that the broker answers with an error', () => {
  it.each([
    ['AddPartitionsToTxn', INVALID_TXN_STATE],
    ['AddOffsetsToTxn', CODE.NOT_COORDINATOR],
    ['Produce', REQUEST_TIMED_OUT],
    ['Produce', NOT_ENOUGH_REPLICAS_AFTER_APPEND],
    ['Produce', CODE.NOT_LEADER_OR_FOLLOWER],
    ['TxnOffsetCommit', CODE.COORDINATOR_LOAD_IN_PROGRESS],
    ['EndTxn', CODE.CONCURRENT_TRANSACTIONS],
    ['EndTxn', INVALID_TXN_STATE],
    ['EndTxn', CODE.NOT_COORDINATOR],
    ['EndTxn', UNKNOWN_SERVER_ERROR]
  ])('%s: error %i: written once all the same, counted, not worth a line', async (api, code) => {
    const { sink, logger, rows } = await openSink()
    refuse(api, code)
    await sink.commit(second)
    expect(sink.retries).toBe(1)
    await sink.commit(commitOf(3, [[0, 3]], [segment('rows', ['e'])]))
    expect(await rows()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(logger.lines).toEqual([])
  })

  it('is retried with pauses that grow, and said once when it does not end', async () => {
    const { sink, logger, rows } = await openSink()
    const send = refuse('AddPartitionsToTxn', INVALID_TXN_STATE, Infinity)
    const inits = vi.spyOn(TransactionalProducer, 'init')
    const committed = sink.commit(second)
    await sleep(7000)
    expect(inits.mock.calls.length).toBeGreaterThan(4)
    expect(inits.mock.calls.length).toBeLessThan(10)
    send.mockRestore()
    await committed
    expect(await rows()).toEqual(['a', 'b', 'c', 'd'])
    expect(sink.retries).toBeGreaterThan(4)
    expect(logger.lines.map((line) => line.replace(/ \{.*/, ''))).toEqual([
      expect.stringMatching(/^warn Kafka at .* is out of reach, trying on$/),
      expect.stringMatching(/^info Kafka at .* is back$/)
    ])
  })
})

/** Fences the producer of this group as the broker does when a transaction runs out of time. */
async function fence(group: string): Promise<void> {
  const client = new KafkaClient({ bootstrapServers: useBroker() })
  await TransactionalProducer.init({
    client,
    clock: systemClock,
    transactionalId: `millrace-${group}`,
    group,
    transactionTimeoutMs: 10_000
  })
  client.close()
}

describeKafka('a producer that is fenced', () => {
  const held = { isHeld: () => Promise.resolve(true) }
  /** Held while the sink opens, and another's afterwards. */
  const lost = () => ({ isHeld: vi.fn().mockResolvedValueOnce(true).mockResolvedValue(false) })

  it('is made anew while the lease is held', async () => {
    const { sink, logger, rows, group } = await openSink({ lease: held })
    await fence(group)
    await sink.commit(second)
    expect(await rows()).toEqual(['a', 'b', 'c', 'd'])
    expect(sink.retries).toBe(1)
    expect(logger.lines).toEqual([expect.stringMatching(/^warn the broker gave up our transaction/)])
  })

  it.each([
    ['the lease is lost', lost],
    ['there is no lease', () => undefined]
  ])('is the end when %s', async (_, lease) => {
    const { sink, rows, group } = await openSink({ lease: lease() })
    await fence(group)
    await expect(sink.commit(second)).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    expect(await rows()).toEqual(['a'])
  })

  it('is the end when the journal went on, even if the lease is held', async () => {
    const { sink, rows, another } = await openSink({ lease: held })
    const other = await another()
    await other.commit(commitOf(2, [[0, 5]], [segment('rows', ['of the other'])]))
    await expect(sink.commit(second)).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    expect(await rows()).toEqual(['a', 'of the other'])
  })

  it('is the end when it is fenced again within one commit', async () => {
    const { sink, rows, group } = await openSink({ lease: held })
    await fence(group)
    const init = TransactionalProducer.init.bind(TransactionalProducer)
    vi.spyOn(TransactionalProducer, 'init').mockImplementationOnce(async (options) => {
      const producer = await init(options)
      await init(options)
      return producer
    })
    await expect(sink.commit(second)).rejects.toMatchObject({ code: 'KAFKA_FENCED' })
    expect(await rows()).toEqual(['a'])
  })

  it('is what the broker does to a transaction that takes too long', { timeout: 60_000 }, async () => {
    const { sink, logger, rows } = await openSink({ lease: held, transactionTimeoutMs: 1000 })
    const original = KafkaClient.prototype.send
    let slept = false
    vi.spyOn(KafkaClient.prototype, 'send').mockImplementation(async function (
      this: KafkaClient,
      node,
      request
    ) {
      if (!slept && request.apiName === 'EndTxn') {
        slept = true
        await sleep(14_000)
      }
      return original.call(this, node, request)
    })
    await sink.commit(second)
    expect(await rows()).toEqual(['a', 'b', 'c', 'd'])
    expect(sink.retries).toBe(1)
    expect(logger.lines).toEqual([expect.stringMatching(/^warn the broker gave up our transaction/)])
  })
})
