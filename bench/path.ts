/**
 * A stranger's path, step by step and timed: the packed tarball into a fresh folder, a job, its rows here, the same job
 * on a Flink cluster, and both compared. Ends with 0 when they are the same. The commands are those of
 * docs/flink-sql.md.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { createTopic } from '../src/cli/bench/event-topic.js'
import { committedOffsets } from '../src/connectors/kafka/transport/offsets.js'
import { KafkaProtocolError } from '../src/connectors/kafka/transport/errors.js'
import type { KafkaClient } from '../src/connectors/kafka/transport/client.js'
import { freePort } from '../src/connectors/kafka/local-broker/local-broker-jars.js'
import { Options } from './support/options.js'
import { ROOT } from './support/paths.js'
import { say, withBroker } from './support/stage.js'
import { fetchFlink, Flink } from './flink/cluster.js'

const options = new Options({ values: ['events', 'flink'], flags: [] })
const events = options.number('events', 100_000)
const version = options.choice('flink', ['2.2', '2.0'])

const GROUP = 'page-views'
const CHECKPOINT_MS = 1000
const START = Date.UTC(2026, 0, 1)
const JOBS = '--only --jobs shop/jobs'

const folder = mkdtempSync(path.join(tmpdir(), 'millrace-path-'))
const took: (readonly [step: string, seconds: number])[] = []

async function step(what: string, work: () => Promise<void> | void): Promise<void> {
  const begin = performance.now()
  await work()
  const seconds = (performance.now() - begin) / 1000
  took.push([what, seconds])
  say(`${seconds.toFixed(1)} s  ${what}`)
}

/** Runs a command as it would be typed in the folder. @throws Error with what it printed */
function type(command: string, env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    shell: true
  })
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}:\n${stdout}\n${stderr}`)
  return stdout
}

/** Views of ten pages, four a second, and one a day later that makes all windows fire. */
async function produceVisits(bootstrapServers: string): Promise<void> {
  const producer = new Kafka({
    brokers: bootstrapServers.split(','),
    logLevel: logLevel.NOTHING
  }).producer()
  await producer.connect()
  const visit = (i: number, at: number) => ({
    value: JSON.stringify({ page: `/${i % 10}`, at }),
    partition: 0
  })
  for (let from = 0; from < events; from += 5000) {
    const size = Math.min(5000, events - from)
    const messages = Array.from({ length: size }, (_, i) => visit(from + i, START + (from + i) * 250))
    await producer.send({ topic: 'visits', messages })
  }
  await producer.send({ topic: 'visits', messages: [visit(0, START + events * 250 + 86_400_000)] })
  await producer.disconnect()
}

async function untilRead(client: KafkaClient, group: string): Promise<void> {
  for (;;) {
    const read = await committedOffsets(client, group, 'visits', [0]).catch((error: unknown) => {
      if (error instanceof KafkaProtocolError) return new Map<number, number>()
      throw error
    })
    if ((read.get(0) ?? 0) > events) return
    await sleep(50)
  }
}

async function runHere(client: KafkaClient, env: Readonly<Record<string, string>>): Promise<void> {
  const service = spawn(`npx millrace run ${JOBS}`, {
    cwd: folder,
    env: { ...process.env, ...env },
    shell: true,
    stdio: 'ignore'
  })
  try {
    await untilRead(client, GROUP)
    type(`npx millrace stop ${JOBS}`, env)
  } finally {
    service.kill()
  }
}

async function runOnFlink(client: KafkaClient, flink: Flink): Promise<void> {
  await flink.start(path.join(folder, 'jobs.sql'), path.join(folder, 'checkpoints'))
  await untilRead(client, `${GROUP}-flink`)
  // Rows that the last watermark lets go are committed with a later checkpoint.
  await sleep(3 * CHECKPOINT_MS)
  await flink.stop()
}

async function walk(client: KafkaClient, bootstrapServers: string, flink: Flink): Promise<void> {
  const tarball = path.join(
    folder,
    spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8'
    }).stdout.trim()
  )
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
    PROCESSING_KAFKA_CONSUMER_GROUP: GROUP,
    PROCESSING_HTTP_PORT: String(await freePort()),
    PROCESSING_METRICS_PORT: '0',
    FLINK_CHECKPOINT_INTERVAL_MS: String(CHECKPOINT_MS)
  }
  for (const topic of ['visits', 'page_views', 'page_views_flink']) await createTopic(client, topic, 1)
  await step(
    `npm install ${path.basename(tarball)}`,
    () => void type(`npm install --no-audit --no-fund ${tarball}`)
  )
  await step('npx millrace init shop', () => void type('npx millrace init shop'))
  await step(`${events} events into the topic visits`, () => produceVisits(bootstrapServers))
  await step(`npx millrace run ${JOBS}, and stop`, () => runHere(client, env))
  const there = { ...env, KAFKA_TOPIC_PAGE_VIEWS: 'page_views_flink' }
  const exported = `npx millrace export flink-sql ${JOBS} --flink ${version} --output jobs.sql`
  await step(`KAFKA_TOPIC_PAGE_VIEWS=page_views_flink ${exported}`, () => void type(exported, there))
  await step(`jobs.sql on Flink ${version}, stopped with a savepoint`, () => runOnFlink(client, flink))
  await step('npx millrace diff topic:page_views topic:page_views_flink', () => {
    say(type('npx millrace diff topic:page_views topic:page_views_flink', env).trim())
  })
}

await fetchFlink(version)
const flink = new Flink(version)
try {
  await withBroker((client, bootstrapServers) => walk(client, bootstrapServers, flink))
  const total = took.reduce((sum, [, seconds]) => sum + seconds, 0)
  say(`${total.toFixed(1)} s in all`)
} finally {
  await flink.end()
  rmSync(folder, { recursive: true, force: true })
}
