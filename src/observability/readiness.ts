import type { Status } from '../engine/status/status.js'
import type { Observation } from './observer.js'

/** Records that wait so long without an epoch or commit mean that something hangs. */
const STALLED_MS = 60_000

export interface Readiness {
  readonly ready: boolean
  readonly phase: Status['phase']
  /** It waits for the work of another instance: ready to take over. */
  readonly standby: boolean
  /** Why it is not ready; empty when it is. */
  readonly reasons: readonly string[]
}

/** Whether the service does its work. @param maxLag records that may wait; 0: however many */
export function readinessOf({ status, lag, stalledMs }: Observation, maxLag: number): Readiness {
  const { phase } = status
  const reasons: string[] = []
  const wrong = PHASE_REASONS[phase]?.(status)
  if (wrong !== undefined) reasons.push(wrong)
  for (const { what, reason, until } of status.outages) {
    if (until === null) reasons.push(`${what} is out of reach: ${reason}`)
  }
  if (maxLag > 0 && (lag.records ?? 0) > maxLag) {
    reasons.push(`${lag.records} records wait, more than processing_ready_max_lag=${maxLag}`)
  }
  if (stalledMs >= STALLED_MS) {
    reasons.push(`records wait, and no epoch was committed for ${Math.round(stalledMs / 1000)} s`)
  }
  return { ready: reasons.length === 0, phase, standby: phase === 'standby', reasons }
}

const PHASE_REASONS: Readonly<Partial<Record<Status['phase'], (status: Status) => string>>> = {
  starting: () => 'it is starting',
  recovering: ({ recovery }) =>
    recovery === null
      ? 'it is recovering'
      : `it is recovering: epoch ${recovery.epochsDone} of ${recovery.epochsTotal}`,
  stopping: () => 'it is stopping',
  failed: () => 'it has failed'
}
