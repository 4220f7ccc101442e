import { ERROR } from './errors.js'

export type OffsetKey = `${string}/${number}`

/** One group's committed offsets, and those of transactions that are not decided. */
export class GroupOffsets {
  readonly committed = new Map<OffsetKey, number>()
  /** What was put beside each. */
  readonly notes = new Map<OffsetKey, string | null>()
  readonly #pending = new Map<number, Map<OffsetKey, readonly [offset: number, note: string | null]>>()
  readonly #epochs = new Map<number, number>()

  hasOpenTransaction(producerId: number): boolean {
    return this.#pending.has(producerId)
  }

  commit(offsets: ReadonlyMap<OffsetKey, number>): void {
    for (const [key, offset] of offsets) this.#set(key, offset, null)
  }

  commitInTransaction(
    producerId: number,
    epoch: number,
    offsets: ReadonlyMap<OffsetKey, number>,
    note: string | null
  ): number {
    if (epoch < (this.#epochs.get(producerId) ?? -1)) return ERROR.INVALID_PRODUCER_EPOCH
    this.#epochs.set(producerId, epoch)
    const pending = this.#pending.get(producerId) ?? new Map<OffsetKey, readonly [number, string | null]>()
    for (const [key, offset] of offsets) pending.set(key, [offset, note])
    this.#pending.set(producerId, pending)
    return ERROR.NONE
  }

  appendMarker(producerId: number, epoch: number, commit: boolean): void {
    this.#epochs.set(producerId, epoch)
    const pending = this.#pending.get(producerId)
    this.#pending.delete(producerId)
    if (!commit || pending === undefined) return
    for (const [key, [offset, note]] of pending) this.#set(key, offset, note)
  }

  #set(key: OffsetKey, offset: number, note: string | null): void {
    this.committed.set(key, offset)
    this.notes.set(key, note)
  }
}
