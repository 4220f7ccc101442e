// A stranger's path, timed: from the packed tarball, in a fresh folder, each command of docs/adding-a-job.md as it is
// written there. Only what a registry would do is done otherwise: the package comes from the tarball. Rows are compared.
// Needs a broker for the last step: that of KAFKA_BOOTSTRAP_SERVERS, else one is started for it.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel } from 'kafkajs'
import { startLocalBroker } from '../dist/connectors/kafka/local-broker/local-broker.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PATIENCE_MS = 120_000
/** Rows of the starter's job over its events, after the edit. */
const ROWS = [
  { window_start: '2026-01-01 00:00:00Z', page: '/', seen: 2 },
  { window_start: '2026-01-01 00:00:00Z', page: '/docs', seen: 1 },
  { window_start: '2026-01-01 00:01:00Z', page: '/', seen: 1 }
]
/** Ports of its own would be in the way of a service that runs on this machine. */
const ENV = { ...process.env, PROCESSING_HTTP_PORT: '0', PROCESSING_METRICS_PORT: '0', NO_COLOR: '1' }
const place = mkdtempSync(path.join(tmpdir(), 'millrace-stranger-'))
const shop = path.join(place, 'shop')
const steps = []

/** Runs a step and notes how long it took. */
async function step(name, work) {
  const start = performance.now()
  const result = await work()
  steps.push([name, (performance.now() - start) / 1000])
  process.stdout.write(`${steps.at(-1)[1].toFixed(1).padStart(6)} s  ${name}\n`)
  return result
}

function run(command, args, cwd = shop) {
  return execFileSync(command, args, { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function expectRows(found, where) {
  const sorted = (rows) => rows.map((row) => JSON.stringify(row)).sort()
  if (isDeepStrictEqual(sorted(found), sorted(ROWS))) return
  throw new Error(`${where}: rows ${JSON.stringify(found)}, expected ${JSON.stringify(ROWS)}`)
}

/** The objects in a text, a line each, whatever else is printed beside them. */
function rowsIn(text) {
  return text.split('\n').flatMap((line) => {
    const [json] = /\{.*\}/.exec(line) ?? []
    return json?.includes('"window_start"') === true ? [JSON.parse(json)] : []
  })
}

/** The edit that a stranger makes: another name for a column, in the job and in its test. */
function edit() {
  for (const file of ['jobs/visits.ts', 'jobs/visits.test.ts']) {
    const at = path.join(shop, file)
    writeFileSync(at, readFileSync(at, 'utf8').replaceAll('views:', 'seen:'))
  }
}

async function onBroker(bootstrap) {
  const kafka = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING })
  const events = readFileSync(path.join(shop, 'events.ndjson'), 'utf8').trim().split('\n')
  // Its time closes the windows of those before it.
  const last = JSON.stringify({ page: '/', at: Date.UTC(2026, 0, 1, 0, 10) })
  const producer = kafka.producer({ createPartitioner: () => () => 0 })
  await producer.connect()
  await producer.send({ topic: 'visits', messages: [...events, last].map((value) => ({ value })) })
  await producer.disconnect()
  const service = spawn('npm', ['start'], {
    cwd: shop,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...ENV, KAFKA_BOOTSTRAP_SERVERS: bootstrap, APP_ENVIRONMENT: 'production' }
  })
  let log = ''
  service.stderr.on('data', (bytes) => (log += bytes))
  const ended = new Promise((resolve) => service.once('exit', resolve))
  const found = []
  const consumer = kafka.consumer({ groupId: `stranger-${process.pid}` })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic: 'page_views', fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => found.push(JSON.parse(message.value.toString()))
    })
    const deadline = Date.now() + PATIENCE_MS
    while (found.length < ROWS.length) {
      if (Date.now() > deadline) throw new Error(`rows ${JSON.stringify(found)} in time\n${log}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    await consumer.disconnect()
    if (service.exitCode === null) process.kill(-service.pid, 'SIGTERM')
    await ended
  }
  expectRows(found, 'on a broker')
}

/** Creates both topics, so that nothing has to wait for a topic to be made. */
async function createTopics(bootstrap) {
  const admin = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'visits' }, { topic: 'page_views' }] })
  await admin.disconnect()
}

let broker
try {
  const tarball = path.join(
    place,
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', place], ROOT)
      .trim()
      .split('\n')
      .at(-1)
  )
  await step('npx millrace init shop', () =>
    run('npm', ['exec', '--yes', `--package=${tarball}`, '--', 'millrace', 'init', 'shop'], place)
  )
  await step('npm install', () => run('npm', ['install', '--no-audit', '--no-fund', tarball]))
  await step('edit the job and its test', edit)
  await step('npm test', () => run('npm', ['test']))
  await step('npm run try', () => expectRows(rowsIn(run('npm', ['run', 'try'])), 'on a file'))
  await step('npx millrace config --jobs jobs', () => {
    if (!run('npx', ['millrace', 'config', '--jobs', 'jobs']).includes('visits_window_minutes')) {
      throw new Error('config does not list the setting of the job')
    }
  })
  broker = await startLocalBroker()
  const bootstrap = broker.brokers.join(',')
  await createTopics(bootstrap)
  await step('npm start, from Kafka to Kafka', () => onBroker(bootstrap))
  const total = steps.reduce((sum, [, seconds]) => sum + seconds, 0)
  process.stdout.write(`${total.toFixed(1).padStart(6)} s  in all; the rows are those that are owed\n`)
} finally {
  await broker?.stop()
  rmSync(place, { recursive: true, force: true })
}
