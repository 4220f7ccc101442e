/** Where reading of a partition stands. */
export interface PartitionState {
  readonly partition: number
  leader: number
  /** Next offset to fetch. */
  position: number
  /** One past the last offset that the engine was given. */
  handedOver: number
  /** One past the last record that there is, undecided ones included, as the broker told last. */
  highWatermark: number
  /** False while the broker's last word may be old: before the first fetch, and while it is out of reach. */
  isCurrent: boolean
  /** When the last request was sent that was answered with nothing beyond what was handed over; monotonic. */
  emptyAt: number | undefined
  /** Records wait behind an open transaction since then (monotonic); null: none do. */
  blockedSince: number | null
  /** Whose transaction it is, in words, as far as it is known. */
  waitingFor: string | null
  /** When it was said last that the transaction is waited for. */
  blockedSaid: number
  /** A fetch of it is on its way: a new leader's loop must not fetch the same again. */
  inFlight: boolean
  /** After a fetch that failed for this partition alone: when to try it again (monotonic); 0 when the last one was fine. */
  retryAt: number
  /** The engine has enough of it for now. */
  isPaused: boolean
}

export function newPartition(
  partition: number,
  leader: number,
  start: number,
  highWatermark: number
): PartitionState {
  return {
    ...{ partition, leader, position: start, handedOver: start, highWatermark, isCurrent: false },
    ...{ emptyAt: undefined, blockedSince: null, waitingFor: null, blockedSaid: 0 },
    ...{ inFlight: false, retryAt: 0, isPaused: false }
  }
}

/**
 * True when the partition is known to hold records that were not handed over, those behind an open transaction
 * included. Also true while nothing is known: its silence then says nothing about its time.
 */
export function hasBacklog({ isCurrent, handedOver, highWatermark }: PartitionState): boolean {
  return !isCurrent || handedOver < highWatermark
}
