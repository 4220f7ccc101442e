import { valuesOf, type PartitionLog, type StoredBatch } from './partition-log.js'

/** Reads the committed batches of a partition as they become stable: an omniscient read_committed consumer. */
export class CommittedReader {
  #next: number
  /** Of the log as it was before it lost its tail. */
  #before: CommittedReader | null = null

  /** @param from what lies before is not read */
  constructor(
    readonly log: PartitionLog,
    from = 0
  ) {
    this.#next = from
  }

  /** What became stable since the last call, also in the log as it was before. */
  read(): StoredBatch[] {
    return [...(this.#before?.read() ?? []), ...this.#readOwn()]
  }

  #readOwn(): StoredBatch[] {
    const stable = this.log.lastStableOffset
    if (stable <= this.#next) return []
    const batches = this.log
      .batchesFrom(this.#next)
      .filter(
        (batch) => batch.baseOffset >= this.#next && batch.baseOffset < stable && isCommitted(this.log, batch)
      )
    this.#next = stable
    return batches
  }

  /** Reads on in a log that may be another one by now: that lost its tail, that got it back, or that was made anew. */
  follow(log: PartitionLog): CommittedReader {
    if (log === this.log) return this
    if (log === this.#before?.log) return this.#before
    if (log.origin?.log !== this.log) return new CommittedReader(log)
    const next = new CommittedReader(log, Math.min(this.#next, log.origin.cutAt))
    next.#before = this
    return next
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
