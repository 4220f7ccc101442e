import type { ServiceStatus, Histogram } from '../../src/observability/service-status.js'
import type { ObservedService, SnapshotTaken } from '../../src/observability/observed-service.js'

export const NOW = Date.UTC(2026, 0, 15, 12)

function histogram(limits: readonly number[], values: readonly number[]): Histogram {
  return {
    buckets: [...limits, Infinity].map((le) => ({ le, count: values.filter((value) => value <= le).length })),
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length
  }
}

const SECONDS = [0.01, 0.1, 1, 10]

function partition(number: number, lag: number): ServiceStatus['sources'][number]['partitions'][number] {
  return {
    partition: number,
    position: 1000 + number,
    endOffset: 1000 + number + lag,
    lag,
    maxTimestamp: NOW - 2000 - number * 1000,
    watermark: NOW - 12_000 - number * 1000,
    idle: false,
    waitingFor: null
  }
}

function job(name: string, sink: string, rows: number): ServiceStatus['jobs'][number] {
  return {
    name,
    inputs: 'events',
    sink,
    isStateless: false,
    rows,
    lateRecords: 3,
    droppedNotNull: 0,
    nullRows: 0,
    openWindows: 17,
    stateBytes: 65_536,
    plan: `Sink(${sink})\n+- Aggregate(window=[TUMBLE(60000)])\n   +- Scan(events)`
  }
}

/** A service in the middle of its work; what is given takes the place of what stands here. */
export function serviceStatus(changes: Partial<ServiceStatus> = {}): ServiceStatus {
  const last = { id: 'snapshot-7', epoch: 400, bytes: 123_456, seconds: 0.25, at: NOW - 15_000 }
  return {
    takenAt: NOW,
    startedAt: NOW - 3_600_000,
    uptimeMs: 3_600_000,
    phase: 'running',
    recovery: null,
    timeMode: 'event',
    parallelism: 2,
    epoch: 420,
    records: { total: 100_000, malformed: 5, undated: 2, future: 0, skippedBatches: 0 },
    sources: [
      {
        name: 'events',
        connector: 'kafka',
        address: 'analytics_events',
        id: 'topic-id',
        records: 100_000,
        malformed: 5,
        undated: 2,
        future: 0,
        partitions: [partition(0, 10), partition(1, 20), { ...partition(2, 0), idle: true }]
      }
    ],
    inputs: [
      {
        name: 'events',
        sources: ['events'],
        watermark: NOW - 13_000,
        heldBackBy: { source: 'events', partition: 1 }
      }
    ],
    jobs: [job('Counts', 'counts', 500), job('Visits', 'visits', 300)],
    epochs: {
      count: 420,
      records: histogram([100, 1000, 10_000], [50, 500, 5000]),
      seconds: histogram(SECONDS, [0.005, 0.05, 0.5])
    },
    commits: {
      count: 400,
      retries: 1,
      seconds: histogram(SECONDS, [0.02, 0.03]),
      lastAt: NOW - 500,
      pendingEpochs: 1,
      pendingBytes: 2048,
      oversizedRows: 0
    },
    snapshots: {
      completed: 7,
      failed: 1,
      last,
      history: [{ ...last, id: 'snapshot-6', epoch: 380, at: NOW - 45_000, error: 'disk full' }, last]
    },
    backPressure: { scan: 0.5, mergeBusy: false, committerFull: false },
    outages: [],
    memory: { residentBytes: 200_000_000, stateBytes: 131_072 },
    ...changes
  }
}

/** A service whose status is what a test says, and which remembers what it was asked to do. */
export class FakeService implements ObservedService {
  current: ServiceStatus = serviceStatus()
  readings = 0
  stops = 0
  snapshots = 0
  /** What the next snapshot comes to. */
  snapshot: () => Promise<SnapshotTaken> = async () => ({ id: 'snapshot-8', epoch: 421 })

  status(): ServiceStatus {
    this.readings++
    return this.current
  }

  snapshotNow(): Promise<SnapshotTaken> {
    this.snapshots++
    return this.snapshot()
  }

  async stop(): Promise<void> {
    this.stops++
  }
}
