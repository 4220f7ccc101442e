import type { Status } from '../../../src/engine/status/status.js'
import { serviceStatus } from '../../support/service-status.js'

const [JOB] = serviceStatus().jobs

/** A service with two jobs, the second of which has no rows yet. */
export const STATUS: Status = {
  ...watermarkAt(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
  records: { total: 1_234_567, malformed: 12, undated: 3, future: 0, skippedBatches: 0 },
  jobs: [
    { ...JOB!, name: 'Alpha', sink: 'alphas', rows: 20, lateRecords: 1, openWindows: 4 },
    { ...JOB!, name: 'Beta', sink: 'betas', rows: 0, lateRecords: 0, openWindows: 1 }
  ],
  commits: { ...serviceStatus().commits, count: 2 },
  memory: { residentBytes: 100 * 1024 * 1024, stateBytes: 1024 }
}

/** @param watermark of its only inputs */
export function watermarkAt(watermark: number | null): Status {
  const inputs = serviceStatus().inputs.map((one) => ({ ...one, watermark }))
  return serviceStatus({ uptimeMs: 1000, inputs })
}
