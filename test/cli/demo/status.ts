import type { PipelineStatus } from '../../../src/engine/status.js'

/** A pipeline with two jobs, the second of which has no rows yet. */
export const STATUS: PipelineStatus = {
  epoch: 3,
  watermark: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  records: 1_234_567,
  recordsPerSecond: 999.6,
  malformed: 12,
  skippedBatches: 0,
  undated: 3,
  commits: 2,
  retries: 0,
  residentBytes: 100 * 1024 * 1024,
  stateBytes: 1024,
  jobs: [
    { name: 'Alpha', sink: 'alphas', rows: 20, lateRecords: 1, droppedNotNull: 0, openWindows: 4 },
    { name: 'Beta', sink: 'betas', rows: 0, lateRecords: 0, droppedNotNull: 0, openWindows: 1 }
  ]
}
