import type { Status } from '../engine/status/status.js'

/** A snapshot that is stored. */
export interface SnapshotTaken {
  readonly id: string
  readonly epoch: number
}

/** What dashboard, REST and metrics see of a running service. */
export interface ObservedService {
  /** An immutable picture of now; reading it changes nothing. */
  status(): Status
  /** Closes the epoch under way and takes a snapshot at its end; resolves once it is stored. Rejects when that failed. */
  snapshotNow(): Promise<SnapshotTaken>
  /** Finishes the epoch under way, commits it and closes everything. */
  stop(): Promise<void>
}
