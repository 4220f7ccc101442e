import { NO_FAULTS } from './faults.js'
import type { Random } from './random.js'
import type { Draft, Mode } from './scenario.js'

/** What a seed is about: some faults become frequent, others are left out so that more can be promised. */
export interface Theme {
  readonly name: string
  /** In one sentence; docs/reliability.md lists them. */
  readonly about: string
  /** Default: any. */
  readonly modes?: readonly Mode[]
  readonly adapt?: (draft: Draft, random: Random) => void
}

export const SECOND = 1000
export const EVENT_TIME: readonly Mode[] = ['punctual', 'punctual', 'late']
export const ANY_TIME: readonly Mode[] = ['punctual', 'late', 'processing time']

/** One instance, killed by nobody and relieved by nobody. */
const QUIET_PROCESSES = {
  ...{ stepsToLive: Infinity, zombieMs: Infinity, takeOverMs: Infinity, powerFailureMs: Infinity },
  instances: 1
}
export const QUIET_BROKERS = {
  brokerRestartMs: Infinity,
  leaderMoveMs: Infinity,
  coordinatorMoveMs: Infinity
}
export const QUIET_STATE = { diskDamageMs: Infinity, retentionMs: Infinity }
export const QUIET_NETWORK = { network: NO_FAULTS, networkSpells: null }

/** Nothing happens but what the theme is about. */
export function calmDown(draft: Draft): void {
  Object.assign(draft, QUIET_PROCESSES, QUIET_BROKERS, QUIET_STATE, QUIET_NETWORK)
}

/** So often that several snapshots are there soon. */
export function snapshotOften(draft: Draft): void {
  draft.settings = {
    ...draft.settings,
    flink_checkpoint_interval_ms: 300,
    processing_commit_interval_ms: 50,
    table_minibatch_latency_seconds: 0.05
  }
}

export function busier(draft: Draft, events: number, durationMs: number): void {
  const { workload } = draft
  draft.workload = { ...workload, events, durationMs }
  draft.faultsUntil = durationMs + 5 * SECOND
}
