import type { Sink, Source } from '../connectors/connector.js'
import type { Lease } from '../connectors/lease.js'
import type { Settings } from '../config/settings.js'
import type { Logger } from '../observability/log.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import type { Clock } from './clock.js'
import type { EpochSummary } from './epoch/epoch-summary.js'
import type { RecoveryMode } from './recovery/recover.js'
import type { Status } from './status/status.js'
import type { Worker, WorkerSetup } from './worker/tasks.js'

export interface ServiceOptions {
  readonly settings: Settings
  /** What each source table of the jobs is read from, by its name. */
  readonly sources: Readonly<Record<string, Source>>
  readonly sink: Sink
  readonly logger: Logger
  /** Held while anything is read or written; without one, nobody waits for anybody. */
  readonly lease?: Lease
  /** Where snapshots lie; without one, or with a sink that keeps no journal, state does not survive a restart. */
  readonly store?: SnapshotStore
  /** What to do with the state of an earlier run; default: bring it back. */
  readonly recovery?: RecoveryMode
  /** Jobs whose stored state is given up. */
  readonly dropState?: readonly string[]
  /** Told of every epoch, once it is merged. */
  readonly onEpoch?: ((epoch: EpochSummary) => void) | undefined
  readonly onStatus?: (status: Status) => void
  /** How often `onStatus` is called; default 1000 ms. */
  readonly statusIntervalMs?: number
  readonly clock?: Clock
  /** Threads by default; tests and simulations run the same workers inline. */
  readonly startWorkers?: (setup: WorkerSetup, count: number) => Worker[] | Promise<Worker[]>
}
