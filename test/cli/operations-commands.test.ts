import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { createHttpServer } from '../../src/http/server.js'
import { DirectorySnapshotStore } from '../../src/state/directory-store.js'
import { fixture, listen, silentLogger } from '../http/support.js'
import { createTopic, describeKafka, produce, useBroker } from '../support/kafka.js'
import { serviceStatus } from '../support/service-status.js'
import { snapshotOf } from '../support/snapshots.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import { FakeIo } from './fake-io.js'

const temporaryDirectory = useTemporaryDirectories()
const OPEN = { allowedHosts: [], token: undefined }

describe('millrace status', () => {
  it('shows a service on one screen, exit code 0', async () => {
    const url = await listen(createHttpServer(fixture().context, OPEN, silentLogger()))
    const io = new FakeIo()
    expect(await runCli(['status', '--url', url], io)).toBe(0)
    for (const text of [
      'analytics  running',
      'records  100,000',
      'holds the watermark back',
      'Counts',
      'epoch 400'
    ]) {
      expect(io.stdout.text).toContain(text)
    }
  })

  it('says why a service is not ready, exit code 4', async () => {
    const made = fixture()
    made.service.current = serviceStatus({ phase: 'starting' })
    const url = await listen(createHttpServer(made.context, OPEN, silentLogger()))
    const io = new FakeIo()
    expect(await runCli(['status', '--url', url, '--json'], io)).toBe(4)
    expect(JSON.parse(io.stdout.text)).toMatchObject({
      readiness: { ready: false, reasons: ['it is starting'] }
    })
  })

  it('is drawn again on a terminal until a signal comes', async () => {
    const url = await listen(createHttpServer(fixture().context, OPEN, silentLogger()))
    const io = new FakeIo({}, true)
    const code = runCli(['status', '--url', url], io)
    await expect
      .poll(() => io.stdout.text.split('analytics  running').length, { timeout: 10_000 })
      .toBeGreaterThan(2)
    io.signals.emit('SIGINT')
    expect(await code).toBe(0)
  })

  it('says what to do when nobody answers, exit code 1', async () => {
    const io = new FakeIo()
    expect(await runCli(['status', '--url', 'http://127.0.0.1:1'], io)).toBe(1)
    expect(io.stderr.text).toContain('STATUS_UNREACHABLE')
  })
})

describe('millrace jobs', () => {
  it('lists the jobs, and explains them', async () => {
    const io = new FakeIo()
    expect(await runCli(['jobs', '--explain'], io)).toBe(0)
    expect(io.stdout.lines[0]).toBe('EventAggregator: events -> event_metrics (event_metrics) by event_type')
    expect(io.stdout.text).toContain('+- Scan(source=[events])')
    const json = new FakeIo()
    expect(await runCli(['jobs', '--json'], json)).toBe(0)
    expect(JSON.parse(json.stdout.text)).toHaveLength(3)
  })
})

describe('millrace snapshots', () => {
  async function stored() {
    const directory = temporaryDirectory()
    const store = new DirectorySnapshotStore({ directory, group: 'g' })
    await store.open()
    const id = await store.save(snapshotOf(7))
    const env = { processing_state_dir: directory, processing_kafka_consumer_group: 'g' }
    return { id, env, path: join(directory, 'g', `${id}.snapshot`) }
  }

  it('lists, inspects and verifies', async () => {
    const { id, env } = await stored()
    const io = new FakeIo(env)
    expect(await runCli(['snapshots'], io)).toBe(0)
    expect(await runCli(['snapshots', 'inspect', id], io)).toBe(0)
    expect(await runCli(['snapshots', 'verify'], io)).toBe(0)
    expect(io.stdout.text).toContain(`7  ${id}`)
    expect(io.stdout.text).toContain('epoch      7')
    expect(io.stdout.text).toContain(`${id}  ok`)
  })

  it('finds a damaged one, exit code 1', async () => {
    const { id, env, path } = await stored()
    writeFileSync(path, 'rubbish')
    const io = new FakeIo(env)
    expect(await runCli(['snapshots', 'verify', '--json'], io)).toBe(1)
    expect(JSON.parse(io.stdout.text)).toMatchObject([{ id, ok: false }])
  })

  it('says that there is none', async () => {
    const directory = temporaryDirectory()
    mkdirSync(join(directory, 'g'))
    const io = new FakeIo({ processing_state_dir: directory, processing_kafka_consumer_group: 'g' })
    expect(await runCli(['snapshots', 'list'], io)).toBe(0)
    expect(io.stdout.text).toBe('There is no snapshot.\n')
  })
})

describe('millrace diff', () => {
  const LEFT = [
    { window_start: 'a', type: 'x', n: 1, mean: 1.5 },
    { window_start: 'a', type: 'y', n: 2, mean: 2.5 },
    { window_start: 'b', type: 'x', n: 3, mean: 3.5 }
  ]

  function files(left: readonly object[], right: readonly object[]): [string, string] {
    const directory = temporaryDirectory()
    const text = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    writeFileSync(join(directory, 'left.ndjson'), text(left))
    writeFileSync(join(directory, 'right.ndjson.gz'), gzipSync(text(right)))
    return [`file:${join(directory, 'left.ndjson')}`, `file:${join(directory, 'right.ndjson.gz')}`]
  }

  it('finds the same rows in any order, exit code 0', async () => {
    const io = new FakeIo()
    expect(await runCli(['diff', ...files(LEFT, [...LEFT].reverse())], io)).toBe(0)
    expect(io.stdout.text).toContain('equal 3, missing 0, extra 0, different 0')
  })

  it('finds what is missing, extra and different, exit code 5', async () => {
    const right = [{ ...LEFT[0], n: 9 }, LEFT[1]!, { ...LEFT[2], window_start: 'c' }, LEFT[1]!]
    const io = new FakeIo()
    expect(await runCli(['diff', ...files(LEFT, right), '--json'], io)).toBe(5)
    const result = JSON.parse(io.stdout.text) as { examples: { kind: string }[] }
    expect(result).toMatchObject({ equal: 1, missing: 1, extra: 2, different: 1 })
    expect(result.examples.map(({ kind }) => kind).sort()).toEqual(['different', 'extra', 'extra', 'missing'])
  })

  it('heeds key, ignored columns and tolerance', async () => {
    const right = LEFT.map((row) => ({ ...row, type: row.type.toUpperCase(), mean: row.mean + 1e-6 }))
    const options = ['--key', 'window_start,n', '--ignore', 'type', '--tolerance', '0.001']
    expect(await runCli(['diff', ...files(LEFT, right), ...options], new FakeIo())).toBe(0)
    expect(await runCli(['diff', ...files(LEFT, right), ...options.slice(0, 4)], new FakeIo())).toBe(5)
  })

  it('refuses what is neither topic nor file, exit code 2', async () => {
    expect(await runCli(['diff', 'kafka', 'file:x'], new FakeIo())).toBe(2)
  })

  describeKafka('between topics', () => {
    it('reads the committed rows that are there', async () => {
      const brokers = useBroker()
      const topics = [await createTopic(brokers, { partitions: 2 }), await createTopic(brokers)]
      const values = LEFT.map((row) => JSON.stringify(row))
      await produce(brokers, topics[0]!, values.slice(0, 1))
      await produce(brokers, topics[0]!, values.slice(1), { partition: 1 })
      await produce(brokers, topics[1]!, values)
      const io = new FakeIo({ KAFKA_BOOTSTRAP_SERVERS: brokers })
      expect(await runCli(['diff', `topic:${topics[0]}`, `topic:${topics[1]}`], io)).toBe(0)
      expect(io.stdout.text).toContain('3 rows, ')
    })
  })
})
