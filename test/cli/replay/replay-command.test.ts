import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/cli.js'
import {
  createTopic,
  describeKafka,
  produce,
  readCommitted,
  uniqueName,
  useBroker,
  withAdmin,
  withProducer
} from '../../support/kafka.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'
import { FakeIo } from '../fake-io.js'

const temporaryDirectory = useTemporaryDirectories()
const NOON = Date.UTC(2026, 0, 2, 12)

/** A click a second. */
const EVENTS = Array.from({ length: 300 }, (_, second) =>
  JSON.stringify({
    event: { id: String(second), type: 'click' },
    user: { id: 'u' },
    timestamp: NOON + second * 1000
  })
)

function counted(text: string): number {
  const rows = text.split('\n').filter((line) => line !== '')
  return rows.reduce((sum, row) => sum + (JSON.parse(row) as { event_count: number }).event_count, 0)
}

const SINKS = { KAFKA_TOPIC_EVENT_METRICS: 'counts' }

describe('millrace replay of a file', () => {
  async function replay(...options: string[]): Promise<{ code: number; io: FakeIo; count: () => number }> {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'in.ndjson'), `${EVENTS.join('\n')}\n`)
    const io = new FakeIo(SINKS)
    const input = `file:${join(directory, 'in.ndjson')}`
    const code = await runCli(['replay', input, '--into', `file:${join(directory, 'out')}`, ...options], io)
    return { code, io, count: () => counted(readFileSync(join(directory, 'out', 'counts.ndjson'), 'utf8')) }
  }

  it('goes through all jobs and fires every window', async () => {
    const { code, io, count } = await replay()
    expect(code).toBe(0)
    expect(count()).toBe(300)
    expect(io.stdout.text).toContain('300 events in ')
  })

  it('takes the lines between two offsets', async () => {
    const { io, count } = await replay('--from', '0=50', '--to', '0=170', '--json')
    expect(count()).toBe(120)
    expect(JSON.parse(io.stdout.text)).toMatchObject({ records: { total: 120, malformed: 0 } })
  })

  it.each([
    ['--from', '2026-01-02T12:00:00Z'],
    ['--to', 'never'],
    ['--from', '0:7'],
    ['--to', '2026-01-02T12:00:00']
  ])('refuses %s %s, exit code 2', async (option, bound) => {
    const { code, io } = await replay(option, bound)
    expect(code).toBe(2)
    expect(io.stderr.text).toContain('REPLAY_RANGE')
  })
})

it('a replay into anything else is refused, exit code 2', async () => {
  const io = new FakeIo()
  expect(await runCli(['replay', 'topic', '--into', 'kafka'], io)).toBe(2)
  expect(io.stderr.text).toContain('REPLAY_INTO')
})

describeKafka('millrace replay of a topic', { timeout: 120_000 }, () => {
  it('takes what lies between offsets, into topics of its own, and leaves no trace', async () => {
    const brokers = useBroker()
    const topic = await createTopic(brokers, { partitions: 2 })
    // A cut goes through the batch.
    await produce(brokers, topic, EVENTS.slice(0, 200))
    await produce(brokers, topic, EVENTS.slice(200), { partition: 1 })
    const sink = uniqueName('counts')
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: brokers,
      KAFKA_TOPIC_EVENT_METRICS: sink,
      KAFKA_TOPIC_SESSION_METRICS: uniqueName('sessions'),
      KAFKA_TOPIC_PERFORMANCE_METRICS: uniqueName('performance'),
      PROCESSING_KAFKA_CONSUMER_GROUP: uniqueName('live')
    }
    const io = new FakeIo(env)
    const args = ['replay', `topic:${topic}`, '--from', '0=30', '--to', '0=150', '--into', 'topics:-again']
    expect(await runCli(args, io)).toBe(0)
    const rows = (await readCommitted(brokers, `${sink}-again`)).map(({ value }) => value)
    expect(counted(rows.join('\n'))).toBe(120 + 100)
    await withAdmin(brokers, async (admin) => {
      const topics = await admin.listTopics()
      expect(topics).not.toContain(sink)
      expect(topics.filter((name) => name.startsWith(env.PROCESSING_KAFKA_CONSUMER_GROUP))).toEqual([])
      const { groups } = await admin.listGroups()
      expect(groups.filter(({ groupId }) => groupId.startsWith(env.PROCESSING_KAFKA_CONSUMER_GROUP))).toEqual(
        []
      )
    })
  })

  it('takes what lies between two times, as Kafka has stamped the records', async () => {
    const brokers = useBroker()
    const topic = await createTopic(brokers, { partitions: 2 })
    const stamped = EVENTS.map((value, second) => ({
      value,
      partition: second % 2,
      timestamp: String(NOON + second * 1000)
    }))
    await withProducer(brokers, async (producer) => {
      for (let at = 0; at < stamped.length; at += 50)
        await producer.send({ topic, messages: stamped.slice(at, at + 50) })
    })
    const directory = temporaryDirectory()
    const io = new FakeIo({ ...SINKS, KAFKA_BOOTSTRAP_SERVERS: brokers })
    const bounds = ['--from', '2026-01-02T12:01:00Z', '--to', String(NOON + 180_000)]
    const args = ['replay', `topic:${topic}`, ...bounds, '--into', `file:${directory}`, '--json']
    expect(await runCli(args, io)).toBe(0)
    expect(JSON.parse(io.stdout.text)).toMatchObject({ records: { total: 120 } })
    expect(counted(readFileSync(join(directory, 'counts.ndjson'), 'utf8'))).toBe(120)
  })

  it('refuses a topic that is not there', async () => {
    const io = new FakeIo({ KAFKA_BOOTSTRAP_SERVERS: useBroker() })
    const args = ['replay', `topic:${uniqueName('none')}`, '--into', 'topics:-x']
    expect(await runCli(args, io)).not.toBe(0)
    expect(io.stderr.text).toContain('REPLAY_NO_TOPIC')
  })
})
