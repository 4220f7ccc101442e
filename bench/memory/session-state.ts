import { readFile } from 'node:fs/promises'
import { parseSettings } from '../../src/config/settings.js'
import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { MergeKernel } from '../../src/engine/kernel/merge-kernel.js'
import { ScanKernel } from '../../src/engine/kernel/scan-kernel.js'
import { events } from '../../src/jobs/index.js'
import { SessionTracker } from '../../src/jobs/session-tracker.js'
import { KERNELS } from '../support/paths.js'

const MEMORY_LIMIT_MB = 4096
const CHUNK_BYTES = 1 << 20
/** Half of the events are page views: with so many, hardly any session goes without one. */
const EVENTS_PER_SESSION = 8

/** Open sessions of one shard, and what they cost. */
export interface SessionState {
  readonly openSessions: number
  readonly bytesPerSession: number
  /** How long an epoch's end waits for the state to be copied, ms: each time it was tried. */
  readonly snapshotMs: readonly number[]
}

/** Fills a shard with sessions that stay open, and looks at its memory. */
export async function measureSessionState(sessions: number, snapshots: number): Promise<SessionState> {
  const { settings } = parseSettings({})
  const { plan } = new JobCoordinator(settings)
    .registerSource(events)
    .registerJob(new SessionTracker(settings))
    .statementSet()
  const module = await WebAssembly.compile(await readFile(KERNELS))
  const options = {
    jobNames: ['SessionTracker'],
    shards: 1,
    memoryLimitMb: MEMORY_LIMIT_MB
  }
  const scanner = ScanKernel.create(module, { ...options, plan: plan.scans[0]?.bytes ?? new Uint8Array() })
  const shard = MergeKernel.create(module, { ...options, plan: plan.merge })
  const none = [-Infinity]
  const context = { arrivalTime: NaN, latestTime: Infinity, watermarks: none, origin: null }
  const before = shard.merge([], none).stateBytes
  for (const [lines, firstLine] of sessionEvents(sessions)) {
    const { partials } = scanner.scanLines(lines, firstLine, context)
    shard.merge(
      partials.filter((partial) => partial !== null),
      none
    )
  }
  const { stateBytes, jobs } = shard.merge([], none)
  const openSessions = jobs[0]?.openWindows ?? 0
  const snapshotMs = Array.from({ length: snapshots }, () => timeSnapshot(shard))
  return { openSessions, bytesPerSession: (stateBytes - before) / openSessions, snapshotMs }
}

/** What a worker does when a snapshot is taken. */
function timeSnapshot(shard: MergeKernel): number {
  const startedAt = performance.now()
  shard.snapshot()
  return performance.now() - startedAt
}

function* sessionEvents(sessions: number): Generator<[lines: Uint8Array, firstLine: number], void> {
  const generator = new EventGenerator(
    eventOptions({
      ...{ start: Date.UTC(2025, 5, 15), rate: 0, count: sessions * EVENTS_PER_SESSION, partitions: 1 },
      ...{ sessions, users: sessions, sessionSeconds: 1_000_000, speedup: 1000 / sessions, seed: 11 }
    })
  )
  const buffer = new ArrayBuffer(CHUNK_BYTES)
  for (let index = 0; index < generator.countOf(0);) {
    const { events: count, byteLength } = generator.fill(0, index, Infinity, buffer)
    yield [new Uint8Array(buffer, 0, byteLength), index]
    index += count
  }
}
