import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MillraceError } from '../../../errors.js'
import { KafkaClient } from '../transport/client.js'
import type { LocalBroker, LocalBrokerOptions } from './broker.js'
import { runDockerBroker } from './local-broker-docker.js'
import { fetchBrokerJars, freePort, run } from './local-broker-jars.js'
import { makeBrokerSecurity, type BrokerSecurity } from './local-broker-security.js'

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000

/**
 * Starts a real Apache Kafka 4.1 for tests and demos, or takes the one that `KAFKA_BOOTSTRAP_SERVERS` names:
 * with Java 17 or later and Maven from its jars (fetched once into the user's cache), else with Docker.
 *
 * @returns the broker, once it answers a metadata request
 * @throws MillraceError `KAFKA_NO_LOCAL_BROKER` with every reason why none could be had
 */
export async function startLocalBroker(options: LocalBrokerOptions = {}): Promise<LocalBroker> {
  const env = options.env ?? process.env
  const given = env['KAFKA_BOOTSTRAP_SERVERS']
  if (given !== undefined && given !== '' && options.own !== true) return environmentBroker(given)
  const reasons: string[] = []
  const libs = await fetchBrokerJars(env, options.onProgress).catch((error: unknown) => {
    reasons.push(`Java: ${describe(error)}`)
    return null
  })
  if (libs !== null) return startJavaBroker(libs, options)
  if (options.security !== true) {
    try {
      return await runDockerBroker(options, waitReady)
    } catch (error) {
      reasons.push(`Docker: ${describe(error)}`)
    }
  }
  throw new MillraceError('KAFKA_NO_LOCAL_BROKER', { reason: reasons.join('; ') })
}

async function environmentBroker(given: string): Promise<LocalBroker> {
  const brokers = given.split(',').map((address) => address.trim())
  await waitReady(brokers)
  const refuse = (): never => {
    throw new Error('the broker of KAFKA_BOOTSTRAP_SERVERS is not ours to stop or restart')
  }
  return {
    kind: 'environment',
    brokers,
    pid: undefined,
    stop: async () => {},
    kill: async () => refuse(),
    restart: async () => refuse(),
    signal: refuse
  }
}

async function startJavaBroker(libs: string, options: LocalBrokerOptions): Promise<LocalBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-broker-'))
  try {
    const port = await freePort()
    const controller = await freePort()
    const security = options.security === true ? await makeBrokerSecurity(directory) : undefined
    const properties = { ...baseProperties(directory, port, controller, security), ...options.properties }
    const file = join(directory, 'server.properties')
    const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`)
    await writeFile(file, lines.join(''))
    await formatStorage(libs, file, clusterId(), security)
    const node = new JavaBroker(libs, directory, file, [`127.0.0.1:${port}`], security)
    await node.start()
    return node
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

/** One KRaft node that is broker and controller; small internal topics, so that it is up in seconds. */
function baseProperties(
  directory: string,
  port: number,
  controller: number,
  security: BrokerSecurity | undefined
): Record<string, string> {
  const extra = security?.listeners ?? []
  const listeners = [`PLAINTEXT://127.0.0.1:${port}`, ...extra.map((l) => `${l.name}://127.0.0.1:${l.port}`)]
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: [...listeners, `CONTROLLER://127.0.0.1:${controller}`].join(','),
    'advertised.listeners': listeners.join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': [
      'PLAINTEXT:PLAINTEXT',
      'CONTROLLER:PLAINTEXT',
      ...extra.map((l) => `${l.name}:${l.protocol}`)
    ].join(','),
    'log.dirs': join(directory, 'data'),
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    ...security?.properties
  }
}

/**
 * Makes a node's data directory, as part of the cluster with this id.
 *
 * @testing the reliability programs start clusters
 */
export async function formatStorage(
  libs: string,
  file: string,
  cluster: string,
  security?: BrokerSecurity
): Promise<void> {
  const scram = (security?.scramUsers ?? []).flatMap((user) => ['--add-scram', user])
  await run('java', [
    ...['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `${libs}/*`],
    ...['kafka.tools.StorageTool', 'format', '-t', cluster, '-c', file, ...scram]
  ])
}

/**
 * Kafka's form of a UUID: 16 bytes, URL-safe base64; one that begins with `-` would be taken for an option.
 *
 * @testing the reliability programs start clusters
 */
export function clusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? clusterId() : id
}

/**
 * One node: a `java` that ends, its data removed, with whoever started it.
 *
 * @testing the reliability programs start clusters
 */
export class JavaBroker implements LocalBroker {
  readonly kind = 'java'
  readonly security?: BrokerSecurity
  #child: ChildProcess | null = null
  #guard: ChildProcess | null = null

  constructor(
    readonly libs: string,
    readonly directory: string,
    readonly file: string,
    readonly brokers: readonly string[],
    security: BrokerSecurity | undefined
  ) {
    if (security !== undefined) this.security = security
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  async start(): Promise<void> {
    const log = await open(join(this.directory, 'broker.log'), 'a')
    const child = spawn(
      'java',
      [
        ...['-Xmx1g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', `${this.libs}/*`],
        ...['kafka.Kafka', this.file]
      ],
      { stdio: ['ignore', log.fd, log.fd] }
    )
    await log.close()
    this.#child = child
    this.#guard = guard(child.pid ?? 0, this.directory)
    const gone = new Promise<never>((_, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`the broker ended (${signal ?? code})`)))
    })
    gone.catch(() => {})
    try {
      await Promise.race([waitReady(this.brokers), gone])
    } catch (error) {
      const tail = (await readFile(join(this.directory, 'broker.log'), 'utf8')).slice(-2000)
      await this.kill()
      throw new Error(`${describe(error)}\n${tail}`, { cause: error })
    }
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM')
    await this.start()
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    this.#guard?.kill('SIGKILL')
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(late)
  }
}

/**
 * A shell that waits on a pipe of ours and, when this process ends in whatever way, ends the broker and removes its
 * data: a broker that nobody stops would stay for ever.
 */
function guard(pid: number, directory: string): ChildProcess {
  const script = 'read nothing; kill -9 "$0"; rm -rf "$1"'
  const shell = spawn('sh', ['-c', script, String(pid), directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true
  })
  shell.once('error', () => {})
  shell.unref()
  return shell
}

/** Resolves when a broker answers a metadata request. */
async function waitReady(brokers: readonly string[]): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    const client = new KafkaClient({ bootstrapServers: brokers.join(','), requestTimeoutMs: 3000 })
    try {
      const metadata = await client.metadata([])
      if (metadata.brokers.length > 0) return
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`no answer from ${brokers.join(',')}: ${describe(error)}`)
    } finally {
      client.close()
    }
    await sleep(100)
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
