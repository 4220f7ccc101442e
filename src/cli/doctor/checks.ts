import { constants } from 'node:fs'
import { access, mkdir, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, totalmem } from 'node:os'
import type { Settings } from '../../config/settings.js'
import { bad, good, type Finding } from './finding.js'

const MEBI = 1 << 20
/** What the process needs beside the state of its workers. */
const BASE_MEMORY_MB = 150
/** Less is soon used up, by whoever writes there. */
const LEAST_DISK_MB = 100

/** Whether snapshots can be stored. */
export async function checkStateDirectory(settings: Settings): Promise<Finding> {
  const { processing_state_backend: backend, processing_state_dir: directory } = settings
  if (backend === 'kafka') return good('state', 'snapshots lie in Kafka')
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.R_OK | constants.W_OK)
    const { bavail, bsize } = await statfs(directory)
    const freeMb = Math.floor((bavail * bsize) / MEBI)
    return freeMb >= LEAST_DISK_MB
      ? good('state', `${directory} can be written, ${freeMb} MiB are free`)
      : bad('state', `${directory}: ${freeMb} MiB are free; make room, or set processing_state_dir`)
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

/** What the machine has, or the container is given, bytes. */
function usableMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** Whether the machine is large enough for what is set. */
export function checkMachine(
  settings: Settings,
  machine = { cores: availableParallelism(), memoryMb: usableMemory() / MEBI }
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
