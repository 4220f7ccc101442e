import { MillraceError } from '../errors.js'
import { decodeSnapshot, type SnapshotContents } from './snapshot.js'

/** A snapshot that a store holds. */
export interface StoredSnapshot {
  readonly id: string
  readonly epoch: number
}

/** Newest snapshots that a store keeps; older ones are removed once a newer one is stored. */
export const SNAPSHOTS_KEPT = 3

/**
 * Where snapshots lie. One process writes at a time; that another one still does must do no harm: ids carry a random
 * part, and nothing is ever overwritten. A snapshot is listed only once it is stored whole.
 */
export interface SnapshotStore {
  /**
   * Makes the place ready and clears what a crash left half-written. Call it once the work is this process's.
   * @throws MillraceError STATE_DIRECTORY and others that name the setting to change
   */
  open(): Promise<void>
  /**
   * Stores a snapshot durably and answers with its id; then removes those older than the newest three up to its
   * epoch. When it rejects, what was stored before stands: there is no need to stop.
   * @param needed ids that are not to be removed all the same: those that the last committed journal record names,
   * since recovery starts at one of them for as long as nothing newer is committed
   */
  save(contents: SnapshotContents, needed?: readonly string[]): Promise<string>
  /** What is stored, newest first. */
  list(): Promise<StoredSnapshot[]>
  /** @throws MillraceError SNAPSHOT_MISSING, SNAPSHOT_DAMAGED: then try the one before */
  load(id: string): Promise<SnapshotContents>
  /**
   * Removes the snapshots of epochs after this one: they are of epochs that were never committed (a predecessor that
   * was fenced), or of a past that was given up on purpose (0 removes all).
   */
  removeAfter(epoch: number): Promise<void>
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
 * The ids to remove once `saved` is stored: all but the newest three up to its epoch and those that are `needed`. Later
 * epochs are another writer's business.
 * @param stored newest first
 */
export function outdated(
  stored: readonly StoredSnapshot[],
  saved: StoredSnapshot,
  needed: readonly string[]
): string[] {
  const earlier = stored.filter(({ id, epoch }) => epoch <= saved.epoch && id !== saved.id)
  return earlier.slice(SNAPSHOTS_KEPT - 1).flatMap(({ id }) => (needed.includes(id) ? [] : [id]))
}

/** @throws MillraceError SNAPSHOT_DAMAGED when these are not the bytes of that snapshot */
export async function decodeStored(id: string, bytes: Uint8Array): Promise<SnapshotContents> {
  const contents = await decodeSnapshot(bytes, id)
  if (contents.epoch === epochOfId(id)) return contents
  throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason: `it is of epoch ${contents.epoch}` })
}
