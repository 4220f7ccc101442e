import { MillraceError } from '../errors.js'
import { decodeSnapshot, type SnapshotContents } from './snapshot.js'

/** A snapshot that a store holds. */
export interface StoredSnapshot {
  readonly id: string
  readonly epoch: number
}

/**
 * Where snapshots lie. One process writes at a time; that another one still does must do no harm: ids carry a random
 * part, nothing is ever overwritten, and only what can never be named again is removed. A snapshot is listed only once
 * it is stored whole.
 */
export interface SnapshotStore {
  /**
   * Makes the place ready.
   * @throws MillraceError STATE_DIRECTORY and others that name the setting to change
   */
  open(): Promise<void>
  /**
   * Stores a snapshot durably and answers with its id. When it rejects, what was stored before stands: there is no
   * need to stop.
   */
  save(contents: SnapshotContents): Promise<string>
  /** What is stored, newest first. */
  list(): Promise<StoredSnapshot[]>
  /** @throws MillraceError SNAPSHOT_MISSING, SNAPSHOT_DAMAGED: then try the one before */
  load(id: string): Promise<SnapshotContents>
  /**
   * Removes all that {@link isOutdated}, half-written ones of a crash among it. What cannot be removed now is left to
   * the next time.
   * @param named what a committed journal record names, newest first
   */
  removeOutdated(named: readonly StoredSnapshot[]): Promise<void>
  close(): Promise<void>
}

/** `<epoch>-<random>`: sorts by epoch, and no two processes ever choose the same. */
const ID = /^(\d{16})-[0-9a-f]{16}$/

/** @param random 16 hexadecimal digits */
export function snapshotId(epoch: number, random: string): string {
  return `${String(epoch).padStart(16, '0')}-${random}`
}

/** The epoch in an id; null when it is none. */
export function epochOfId(id: string): number | null {
  const digits = ID.exec(id)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The snapshots among these ids, newest first. */
export function newestFirst(ids: Iterable<string>): StoredSnapshot[] {
  const found: StoredSnapshot[] = []
  for (const id of ids) {
    const epoch = epochOfId(id)
    if (epoch !== null) found.push({ id, epoch })
  }
  return found.sort((a, b) => b.epoch - a.epoch || (a.id < b.id ? 1 : -1))
}

/**
 * Whether no journal record to come can name this snapshot, given one that was committed. Snapshots are taken and stored
 * one after another, and a process begins with those that the last record names: whatever it has stored and not named
 * yet is newer than all of them. So an older one that is not among them was dropped, or its writer did not live to name
 * it. This holds for a record that is no longer the last one too: a predecessor that does not know that it is one
 * removes nothing that its successor needs.
 * @param named what the record names, newest first
 */
export function isOutdated(id: string, named: readonly StoredSnapshot[]): boolean {
  const epoch = epochOfId(id)
  const [newest] = named
  if (epoch === null || newest === undefined) return false
  return epoch < newest.epoch && named.every((snapshot) => snapshot.id !== id)
}

/** @throws MillraceError SNAPSHOT_DAMAGED when these are not the bytes of that snapshot */
export async function decodeStored(id: string, bytes: Uint8Array): Promise<SnapshotContents> {
  const contents = await decodeSnapshot(bytes, id)
  if (contents.epoch === epochOfId(id)) return contents
  throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason: `it is of epoch ${contents.epoch}` })
}
