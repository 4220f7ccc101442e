import { batchesOf, isAbortMarker, type BatchPlace, type RecordBatch } from './record-batch.js'

/** One aborted transaction, as a fetch lists it beside the records. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

/**
 * The batches of one fetched partition that count: no control batches, no batches of aborted transactions. `onBatch`
 * gets each of them in order.
 *
 * The broker lists every transaction aborted that overlaps the fetched range; a producer is out from its
 * transaction's first offset until its abort marker (the algorithm of Kafka's `CompletedFetch`).
 *
 * @returns one past the last offset that was looked at, or `position` when `bytes` holds no whole batch
 */
export function committedBatches(
  bytes: Uint8Array,
  aborted: readonly AbortedTransaction[],
  position: number,
  place: BatchPlace,
  onBatch: (batch: RecordBatch) => void
): number {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const out = new Set<bigint>()
  let next = 0
  let reached = position
  for (const batch of batchesOf(bytes, place)) {
    for (let first = waiting[next]; first !== undefined && first.firstOffset <= batch.lastOffset;) {
      out.add(first.producerId)
      first = waiting[++next]
    }
    reached = Math.max(reached, batch.lastOffset + 1)
    if (batch.control) {
      if (isAbortMarker(batch)) out.delete(batch.producerId)
    } else if (batch.lastOffset >= position && !(batch.transactional && out.has(batch.producerId))) {
      onBatch(batch)
    }
  }
  return reached
}
