import { setTimeout as sleep } from 'node:timers/promises'
import type { ContenderProcess } from '../../src/cli/bench/contender.js'
import { BatchWriter } from '../../src/cli/bench/event-topic.js'
import { expectedRows } from '../baseline/expected-rows.js'
import { DEFAULT_JOBS } from '../baseline/jobs.js'
import type { Rows } from '../baseline/rows.js'
import { diffAllRows } from '../../src/cli/bench/rows.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { eventOptions, type EventOptions } from '../../src/connectors/datagen/event-options.js'
import { untilReading, withService } from '../support/service-on-topics.js'
import { CloseTimes } from './close-times.js'
import { PacedProducer } from './paced-producer.js'
import { RowClock } from './row-clock.js'

/** Short windows, so that many close while one measures. */
export const LATENCY_WINDOWS = {
  metricsSeconds: 1,
  performanceSeconds: 1,
  sessionGapSeconds: 3,
  delaySeconds: 1
}
const PARTITIONS = 4
/** Rows of windows that closed before are not counted: code is still being compiled. */
const WARM_UP_MS = 5000
const SETTLE_LIMIT_MS = 30_000
const MILLISECONDS = 1000
const MICROS = 1e6

export interface LatencyRunOptions {
  readonly client: KafkaClient
  readonly bootstrapServers: string
  /** `dist/main.js` of the build that is measured; by default of this one. */
  readonly main?: string
  readonly eventsPerSecond: number
  readonly seconds: number
  /** Further settings of the service. */
  readonly env?: Readonly<Record<string, string>>
}

export interface LatencyRun {
  /** ms, one for each row. */
  readonly latencies: readonly number[]
  readonly cpuMicrosPerEvent: number
}

/**
 * Runs the service under a steady stream and answers with how long each row took from the moment when its window
 * could close to the moment when a committed reader had it, ms.
 * @throws Error when the rows are not exactly the expected ones
 */
export async function measureLatency(options: LatencyRunOptions): Promise<LatencyRun> {
  const { client, bootstrapServers, main } = options
  const env = { ...windowSettings(), ...options.env }
  return withService(
    { client, bootstrapServers, purpose: 'latency', partitions: PARTITIONS, main, env },
    async ({ service, name, leaders }) => {
      const clock = new RowClock()
      try {
        await clock.start(bootstrapServers, name)
        await untilReading(service)
        return await measure(options, clock, new BatchWriter(client, name, leaders), service)
      } finally {
        await clock.stop()
      }
    }
  )
}

async function measure(
  { eventsPerSecond, seconds }: LatencyRunOptions,
  clock: RowClock,
  writer: BatchWriter,
  service: ContenderProcess
): Promise<LatencyRun> {
  const { delaySeconds } = LATENCY_WINDOWS
  const closeTimes = new CloseTimes(PARTITIONS, delaySeconds * MILLISECONDS)
  const events = stream(eventsPerSecond, seconds)
  const producer = new PacedProducer(events, writer, closeTimes)
  await producer.run(seconds + WARM_UP_MS / MILLISECONDS)
  const lastRegular = closeTimes.watermark
  const written = producer.written.reduce((sum, count) => sum + count, 0)
  const cpuMicrosPerEvent = (service.usage().cpuSeconds * MICROS) / written
  await producer.finish()
  const expected = owedRows(events, producer.written)
  await untilAllCame(clock, expected, service)
  const difference = diffAllRows(expected, clock.rows)
  if (difference !== '') throw new Error(`the rows are wrong: ${difference}`)
  const latencies: number[] = []
  for (const { end, at } of Object.values(clock.seen).flat()) {
    const closable = closeTimes.of(end)
    const counts = end - 1 <= lastRegular && end >= events.start + WARM_UP_MS
    if (closable !== null && counts) latencies.push(at - closable)
  }
  return { latencies, cpuMicrosPerEvent }
}

function stream(eventsPerSecond: number, seconds: number): EventOptions {
  return eventOptions({
    ...{ start: Date.now(), rate: eventsPerSecond, partitions: PARTITIONS, seed: 9 },
    count: 2 * eventsPerSecond * (seconds + WARM_UP_MS / MILLISECONDS),
    ...{ sessions: 1000, users: 1000, sessionSeconds: 10, disorderMs: 500 }
  })
}

function windowSettings(): Record<string, string> {
  const { metricsSeconds, performanceSeconds, sessionGapSeconds, delaySeconds } = LATENCY_WINDOWS
  return {
    PROCESSING_METRICS_WINDOW_SIZE_SECONDS: String(metricsSeconds),
    PROCESSING_PERFORMANCE_WINDOW_SIZE_SECONDS: String(performanceSeconds),
    PROCESSING_SESSION_GAP_SECONDS: String(sessionGapSeconds),
    FLINK_WATERMARK_DELAY_SECONDS: String(delaySeconds)
  }
}

function owedRows(events: EventOptions, written: readonly number[]): Rows {
  const { metricsSeconds, performanceSeconds, sessionGapSeconds } = LATENCY_WINDOWS
  const jobs = {
    ...DEFAULT_JOBS,
    metricsWindow: metricsSeconds * MILLISECONDS,
    performanceWindow: performanceSeconds * MILLISECONDS,
    sessionGap: sessionGapSeconds * MILLISECONDS
  }
  return expectedRows(events, jobs, written)
}

async function untilAllCame(clock: RowClock, expected: Rows, service: ContenderProcess): Promise<void> {
  const wanted = Object.values(expected).reduce((sum, rows) => sum + rows.length, 0)
  const deadline = performance.now() + SETTLE_LIMIT_MS
  while (clock.count < wanted && performance.now() < deadline) {
    service.usage()
    await sleep(20)
  }
}
