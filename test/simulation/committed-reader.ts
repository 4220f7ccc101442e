import { valuesOf, type PartitionLog, type StoredBatch } from './partition-log.js'

/** Reads the committed batches of a partition as they become stable: an omniscient read_committed consumer. */
export class CommittedReader {
  #next = 0

  constructor(readonly log: PartitionLog) {}

  /** What became stable since the last call. */
  read(): StoredBatch[] {
    const stable = this.log.lastStableOffset
    const batches = this.log.batches.filter(
      (batch) => batch.baseOffset >= this.#next && batch.baseOffset < stable && isCommitted(this.log, batch)
    )
    this.#next = stable
    return batches
  }

  readValues(): string[] {
    return this.read().flatMap((batch) => textsOf(batch))
  }
}

/** Whether a batch below the last stable offset counts. */
export function isCommitted(log: PartitionLog, batch: StoredBatch): boolean {
  if (batch.control !== null) return false
  if (!batch.transactional) return true
  return !log.aborted.some(
    ({ producerId, firstOffset, lastOffset }) =>
      producerId === batch.producerId && firstOffset <= batch.baseOffset && batch.baseOffset < lastOffset
  )
}

export function textsOf(batch: StoredBatch): string[] {
  return [...valuesOf(batch)].map(({ value }) => Buffer.from(value ?? []).toString('utf8'))
}
