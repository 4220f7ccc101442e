import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, totalmem } from 'node:os'
import type { Settings } from '../../config/settings.js'
import { MillraceError } from '../../errors.js'
import { createKafkaClient } from '../../connectors/kafka/transport/client.js'
import { kafkaConnection } from '../../service/kafka-options.js'
import { describeError } from '../report-error.js'

export interface Finding {
  readonly what: string
  readonly ok: boolean
  /** What was found, or what to do. */
  readonly says: string
}

const BROKER_TIMEOUT_MS = 10_000
const MEBI = 1 << 20
/** What the process needs beside the state of its workers. */
const BASE_MEMORY_MB = 150

function good(what: string, says: string): Finding {
  return { what, ok: true, says }
}

function bad(what: string, says: string): Finding {
  return { what, ok: false, says }
}

/** Whether the brokers answer, and have the topics. @param topics of sinks, made at the start when they are missing */
export async function checkKafka(settings: Settings, topics: readonly string[]): Promise<Finding[]> {
  const servers = settings.kafka_bootstrap_servers.join(',')
  const client = createKafkaClient(kafkaConnection(settings))
  const timeout = AbortSignal.timeout(BROKER_TIMEOUT_MS)
  try {
    const source = settings.kafka_topic_events
    const metadata = await Promise.race([client.metadata([source, ...topics]), rejection(timeout)])
    const brokers = good('broker', `${servers}: ${metadata.brokers.length} in the cluster`)
    const found = [...metadata.topics].map(([topic, { error, leaders }]) =>
      topicFinding(topic, error, leaders, topic === source)
    )
    return [brokers, ...found]
  } catch (error) {
    const reason =
      error instanceof Error && !(error instanceof MillraceError)
        ? `${error.message}; look at kafka_bootstrap_servers and the network`
        : describeError(error)
    return [bad('broker', `${servers}: ${reason}`)]
  } finally {
    client.close()
  }
}

const NO_ERROR = 0
const UNKNOWN_TOPIC = 3
const NOT_ALLOWED = 29

function topicFinding(topic: string, error: number, leaders: readonly number[], isSource: boolean): Finding {
  const what = `topic ${topic}`
  if (error === UNKNOWN_TOPIC) {
    return isSource
      ? bad(what, 'it does not exist; create it, or set kafka_topic_events')
      : good(what, 'it does not exist yet; the service creates it at its start')
  }
  if (error === NOT_ALLOWED) return bad(what, 'this user may not see it; give the user the right to it (ACL)')
  if (error !== NO_ERROR) return bad(what, `the broker answers with error ${error}`)
  const orphans = leaders.filter((leader) => leader < 0).length
  if (orphans > 0)
    return bad(what, `${orphans} of ${leaders.length} partitions have no leader; look at the brokers`)
  return good(what, `${leaders.length} partitions`)
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer within 10 s')))
  })
}

/** Whether snapshots can be stored. */
export async function checkStateDirectory(settings: Settings): Promise<Finding> {
  const { processing_state_backend: backend, processing_state_dir: directory } = settings
  if (backend === 'kafka') return good('state', 'snapshots lie in Kafka')
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.R_OK | constants.W_OK)
    return good('state', `${directory} can be written`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return bad(
      'state',
      `${directory} cannot be written (${reason}); set processing_state_dir to a directory that can`
    )
  }
}

/** Whether the ports are free. */
export async function checkPorts(settings: Settings): Promise<Finding[]> {
  const { processing_http_host: host } = settings
  const ports = ['processing_http_port', 'processing_metrics_port'] as const
  return Promise.all(
    ports.map(async (key) => {
      const port = settings[key]
      if (port === 0) return good(`port of ${key}`, 'none is wanted')
      const refusal = await tryPort(host, port)
      if (refusal === null) return good(`port ${port}`, 'it is free')
      return bad(`port ${port}`, `${refusal}; stop what has it (a service that runs?), or set ${key}`)
    })
  )
}

function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}

/** Whether the machine is large enough for what is set. */
export function checkMachine(
  settings: Settings,
  machine = { cores: availableParallelism(), memoryMb: totalmem() / MEBI }
): Finding[] {
  const { flink_parallelism: workers, processing_worker_memory_mb: perWorker } = settings
  const most = BASE_MEMORY_MB + workers * perWorker
  const cores =
    workers <= machine.cores
      ? good('processor', `${machine.cores} cores for ${workers} workers`)
      : bad('processor', `${machine.cores} cores for ${workers} workers; lower flink_parallelism`)
  const total = Math.round(machine.memoryMb)
  const memory =
    most <= total
      ? good('memory', `${total} MiB, of which the service takes at most ${most}`)
      : bad('memory', `${total} MiB, but the state may grow to ${most}; lower processing_worker_memory_mb`)
  return [cores, memory]
}

const EARLIEST_CLOCK = Date.UTC(2024, 0, 1)

/** Whether the clock can be true: processing time and the watermark's lag go by it. */
export function checkClock(now = Date.now()): Finding {
  const shown = new Date(now).toISOString()
  return now > EARLIEST_CLOCK
    ? good('clock', shown)
    : bad('clock', `${shown} cannot be; set it, or start NTP`)
}
