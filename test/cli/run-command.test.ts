import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { DatagenSource } from '../../src/connectors/datagen/datagen-source.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import { FakeIo, NO_PORTS } from './fake-io.js'

const NO_BROKER = { ...NO_PORTS, KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' }
const temporaryDirectory = useTemporaryDirectories()
const unbounded = ['run', '--source', 'datagen:rate=2000', '--sink', 'blackhole']

/** Some generated events as JSON lines. */
async function eventsFile(path: string): Promise<string> {
  const source = new DatagenSource({ count: 500, rate: 0, partitions: 1 })
  await source.open(new Map())
  const { signal } = new AbortController()
  for (;;) {
    const event = await source.next(signal)
    if (event?.kind !== 'chunk') continue
    writeFileSync(path, new Uint8Array(event.chunk.buffer, 0, event.chunk.byteLength))
    return path
  }
}

/** The line about a broker that a part of the service cannot reach. */
function unreachable(what: string): unknown {
  return expect.objectContaining({
    what,
    msg: expect.stringContaining('127.0.0.1:1 is out of reach') as unknown
  })
}

describe('run', () => {
  it('runs a bounded source to its end, exit code 0', async () => {
    const directory = temporaryDirectory()
    const events = await eventsFile(join(directory, 'events.ndjson'))
    const io = new FakeIo({ ...NO_PORTS, kafka_topic_session_metrics: 'sessions', FLINK_PARALELISM: '2' })
    const out = join(directory, 'out')
    expect(await runCli(['run', '--source', `file:${events}`, '--sink', `file:${out}`], io)).toBe(0)
    expect(io.log.map(({ msg }) => msg)).toEqual([
      'flink_paralelism is not a setting; did you mean flink_parallelism?',
      'starting',
      'progress',
      'stopped'
    ])
    expect(io.log[2]).toMatchObject({ records: 500, malformed: 0 })
    const row = readFileSync(join(out, 'sessions.ndjson'), 'utf8').split('\n')[0] ?? ''
    expect(Object.keys(JSON.parse(row) as object)).toEqual([
      ...['session_id', 'user_id', 'start_time', 'end_time'],
      ...['duration', 'page_count', 'device_category']
    ])
    expect(io.stdout.text).toBe('')
  })

  it.each(['SIGTERM', 'SIGINT'])('%s ends an unbounded source, exit code 0', async (signal) => {
    const io = new FakeIo(NO_PORTS)
    const code = runCli(unbounded, io)
    await expect.poll(() => io.log.length, { timeout: 10_000 }).toBeGreaterThan(0)
    io.signals.emit(signal)
    expect(await code).toBe(0)
    expect(io.log.at(-1)).toMatchObject({ msg: 'stopped' })
    expect(io.exits).toEqual([])
  })

  it('says that no broker is in reach, keeps trying, and can be stopped all the same', async () => {
    const io = new FakeIo(NO_BROKER)
    const code = runCli(['run'], io)
    await expect.poll(() => io.log, { timeout: 10_000 }).toContainEqual(unreachable('lease'))
    io.signals.emit('SIGTERM')
    expect(await code).toBe(0)
  })

  it('asks nobody with --no-lease', async () => {
    const io = new FakeIo(NO_BROKER)
    const code = runCli(['run', '--no-lease'], io)
    await expect.poll(() => io.log, { timeout: 10_000 }).toContainEqual(unreachable('output'))
    io.signals.emit('SIGTERM')
    expect(await code).toBe(0)
    expect(io.log).not.toContainEqual(unreachable('lease'))
  })

  it('fails with code and sentence, exit code 1', async () => {
    const io = new FakeIo(NO_PORTS)
    expect(await runCli(['run', '--source', 'file:/no/such.ndjson', '--sink', 'blackhole'], io)).toBe(1)
    expect(io.log.at(-1)).toMatchObject({
      level: 'CRITICAL',
      msg: 'SOURCE_FILE_UNREADABLE: File /no/such.ndjson cannot be read: no such file.'
    })
  })
})
