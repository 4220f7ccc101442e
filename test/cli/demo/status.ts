import type { HistogramStatus, Status } from '../../../src/engine/status/status.js'

const NOTHING: HistogramStatus = { bounds: [], counts: [0], count: 0, sum: 0, max: 0 }

/** A service with two jobs, the second of which has no rows yet. */
export const STATUS: Status = {
  phase: { name: 'running' },
  startedAt: Date.UTC(2026, 0, 2, 3, 4),
  uptimeMs: 1000,
  application: 'demo',
  instance: 'here',
  epoch: 3,
  watermark: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  records: 1_234_567,
  malformed: 12,
  skippedBatches: 0,
  undated: 3,
  future: 0,
  sources: [],
  inputs: [{ inputs: 'events', watermark: Date.UTC(2026, 0, 2, 3, 4, 5, 678), heldBackBy: null }],
  jobs: [
    {
      name: 'Alpha',
      sink: 'alphas',
      ...jobOf('a'),
      rows: 20,
      lateRecords: 1,
      openWindows: 4,
      stateBytes: 512
    },
    { name: 'Beta', sink: 'betas', ...jobOf('b'), rows: 0, lateRecords: 0, openWindows: 1, stateBytes: 256 }
  ],
  epochs: { last: 3, count: 3, records: NOTHING, durationMs: NOTHING },
  pressure: { scanLoad: 0, isMerging: false, isCommitterFull: false },
  commits: { count: 2, pendingEpochs: 0, pendingBytes: 0, ageMs: 10, bytes: NOTHING, durationMs: NOTHING },
  snapshots: null,
  retries: 0,
  oversizedRows: 0,
  outages: [],
  stateBytes: 1024,
  residentBytes: 100 * 1024 * 1024
}

function jobOf(fingerprint: string): {
  sources: string[]
  fingerprint: string
  plan: string
  droppedNotNull: number
  nullRows: number
  overflows: number
} {
  return { sources: ['events'], fingerprint, plan: '', droppedNotNull: 0, nullRows: 0, overflows: 0 }
}
