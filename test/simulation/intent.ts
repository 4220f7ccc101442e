import type { RecoveryMode } from '../../src/engine/recovery/recover.js'
import type { PartitionLog, StoredBatch } from './partition-log.js'

/** How a process is started, beside what the settings say. */
export interface Intent {
  readonly recovery: RecoveryMode
  readonly dropState: readonly string[]
}

export const RESUME: Intent = { recovery: 'resume', dropState: [] }

/** What the state of the service was made from, since an epoch: until it is given up, or made anew. */
export interface Era {
  /** Its first epoch. */
  readonly fromEpoch: number
  readonly intent: Intent
  /** There was no journal: nothing of what was before counts. */
  readonly isFresh: boolean
  /** Which jobs run in it: see {@link JOB_VARIANTS}. */
  readonly jobs: number
  /** Where it begins: next offset by partition, and the watermark. */
  readonly positions: ReadonlyMap<number, number>
  readonly watermark: number
  /** Epoch of the snapshot from which it was replayed, 0: from none; null: nothing was replayed. */
  readonly recoveredFrom: number | null
  /** The source as it was, by partition. */
  readonly logs: PartitionLog[]
  /** What every partition still had, for whoever counts again. */
  readonly held: readonly Held[]
}

/** What a partition has from its first offset on. */
export interface Held {
  readonly from: number
  readonly batches: readonly StoredBatch[]
}
