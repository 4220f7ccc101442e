import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import type { Build, WarmKernels } from './builds.js'

/** Some 1 MiB, what the Kafka source hands over at once. */
const CHUNK_EVENTS = 2048
/** Chunks after which it is the next build's turn. */
const LAP_CHUNKS = 32
const NANOS_PER_MICRO = 1000
const START = Date.UTC(2025, 5, 15)

export interface WarmLoad {
  readonly sessions: number
  /** Laps after those that open the sessions. */
  readonly laps: number
}

/** What a build costs, a value a lap (of firing one). */
export interface WarmCosts {
  /** ns an event. */
  readonly scan: number[]
  /** Of the scan, what comes before groups: parsing and expressions. */
  readonly columns: number[]
  readonly merge: number[]
  /** ns a row. */
  readonly fire: number[]
  /** Bytes of all state, an open session. */
  readonly stateBytes: number[]
}

/**
 * Keeps the state of `sessions` open sessions warm in each build, and measures laps of events in turns, so that whatever
 * else the machine does falls on all of them. Times are of the processor. At last all windows end.
 */
export function measureWarm(builds: readonly Build[], { sessions, laps }: WarmLoad): WarmCosts[] {
  const runs = builds.map((build) => ({ kernels: build.create(), costs: noCosts() }))
  const next = eventLaps(sessions)
  // Most sessions are open after three page views of each; a view is one event of two.
  const warmUp = Math.ceil((sessions * 4) / (LAP_CHUNKS * CHUNK_EVENTS)) + 1
  for (let lap = 0; lap < warmUp + laps; lap++) {
    const chunks = next()
    // Who comes first finds the events in no cache.
    const inTurn = lap % 2 === 0 ? runs : [...runs].reverse()
    for (const { kernels, costs } of inTurn) measureLap(kernels, chunks, lap < warmUp ? noCosts() : costs)
  }
  for (const { kernels, costs } of runs) measureFiring(kernels, costs)
  return runs.map(({ costs }) => costs)
}

function noCosts(): WarmCosts {
  return { scan: [], columns: [], merge: [], fire: [], stateBytes: [] }
}

/** Laps of one stream of events, whose time passes so slowly that no session ends. */
function eventLaps(sessions: number): () => Buffer[] {
  const generator = new EventGenerator(
    eventOptions({
      ...{ start: START, rate: 0, partitions: 1, sessions, users: sessions, sessionSeconds: 1_000_000 },
      ...{ speedup: 1, seed: 3 }
    })
  )
  let index = 0
  return () =>
    Array.from({ length: LAP_CHUNKS }, () => {
      const buffer = new ArrayBuffer((CHUNK_EVENTS + 1) * generator.maxEventBytes)
      const { events, byteLength } = generator.fill(0, index, CHUNK_EVENTS, buffer)
      index += events
      return Buffer.from(buffer, 0, byteLength)
    })
}

function measureLap(kernels: WarmKernels, chunks: readonly Buffer[], costs: WarmCosts): void {
  const events = LAP_CHUNKS * CHUNK_EVENTS
  const perEvent = (work: () => void): number => (processorMicros(work) * NANOS_PER_MICRO) / events
  const partials: ArrayBuffer[][] = []
  costs.columns.push(perEvent(() => chunks.forEach((lines) => void kernels.scanColumns(lines))))
  costs.scan.push(perEvent(() => chunks.forEach((lines) => partials.push(kernels.scan(lines)))))
  costs.merge.push(perEvent(() => partials.forEach((some) => kernels.merge(some, null))))
}

function measureFiring(kernels: WarmKernels, costs: WarmCosts): void {
  const before = kernels.merge([], -Infinity)
  let rows = 0
  const micros = processorMicros(() => (rows = kernels.merge([], Infinity).rows - before.rows))
  costs.fire.push((micros * NANOS_PER_MICRO) / rows)
  costs.stateBytes.push(before.stateBytes / before.openWindows)
}

function processorMicros(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
