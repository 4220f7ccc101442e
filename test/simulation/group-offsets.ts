import { ERROR } from './errors.js'

export type OffsetKey = `${string}/${number}`

/** One group's committed offsets, and those of transactions that are not decided. */
export class GroupOffsets {
  readonly committed = new Map<OffsetKey, number>()
  readonly #pending = new Map<number, Map<OffsetKey, number>>()
  readonly #epochs = new Map<number, number>()

  hasOpenTransaction(producerId: number): boolean {
    return this.#pending.has(producerId)
  }

  commit(offsets: ReadonlyMap<OffsetKey, number>): void {
    for (const [key, offset] of offsets) this.committed.set(key, offset)
  }

  commitInTransaction(producerId: number, epoch: number, offsets: ReadonlyMap<OffsetKey, number>): number {
    if (epoch < (this.#epochs.get(producerId) ?? -1)) return ERROR.INVALID_PRODUCER_EPOCH
    this.#epochs.set(producerId, epoch)
    const pending = this.#pending.get(producerId) ?? new Map<OffsetKey, number>()
    for (const [key, offset] of offsets) pending.set(key, offset)
    this.#pending.set(producerId, pending)
    return ERROR.NONE
  }

  appendMarker(producerId: number, epoch: number, commit: boolean): void {
    this.#epochs.set(producerId, epoch)
    const pending = this.#pending.get(producerId)
    this.#pending.delete(producerId)
    if (commit && pending !== undefined) this.commit(pending)
  }
}
