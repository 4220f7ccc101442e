import type { SnapshotRef } from '../../connectors/journal.js'
import { CONTRACT_VERSION } from '../../plan/contract/plan-layout.js'
import type { SnapshotLog } from './snapshot-log.js'
import type { SnapshotContents } from '../../state/snapshot.js'
import type { SnapshotStore } from '../../state/snapshot-store.js'
import type { SnapshotsStatus, SnapshotStatus } from '../status/status.js'
import type { Clock } from '../clock.js'
import { cutByKeyGroup } from '../merge/partial-blocks.js'
import type { Worker } from '../worker/tasks.js'

/** Newest snapshots that the journal names; the store removes older ones. */
export const SNAPSHOTS_KEPT = 3
/** Of so many it is remembered what became of them. */
const REMEMBERED = 20
const MILLISECONDS = 1000

/** Where the pipeline stands when a snapshot is taken: everything but the state itself. */
export type SnapshotPoint = Omit<SnapshotContents, 'contract' | 'keyGroups' | 'groups' | 'checksum'>

export interface SnapshotterOptions {
  readonly store: SnapshotStore
  readonly workers: readonly Worker[]
  readonly clock: Clock
  readonly intervalMs: number
  /** As the plan has them. */
  readonly keyGroups: number
  /** Hears of what is stored, and of what is not: what was stored before stands then, and the next one is tried in due time. */
  readonly log: Pick<SnapshotLog, 'stored' | 'failed'>
}

interface Waiting {
  readonly resolve: (ref: SnapshotRef) => void
  readonly reject: (error: unknown) => void
}

/**
 * Takes snapshots at epochs' ends. The epoch waits only while the workers copy their state out; compressing and
 * storing go on beside the next epochs. A snapshot is named to the journal only once it is stored.
 */
export class Snapshotter {
  readonly #options: SnapshotterOptions
  #refs: readonly SnapshotRef[]
  /** The newest that a committed journal record names. */
  #newestNamed: string | undefined
  #dueAt: number
  #saving: Promise<void> | undefined
  #removing: Promise<void> | undefined
  #history: readonly SnapshotStatus[] = []
  #completed = 0
  #failures = 0
  /** Who waits for the next snapshot. */
  #waiting: Waiting[] = []

  /** @param refs the snapshots that the journal names already, newest first */
  constructor(options: SnapshotterOptions, refs: readonly SnapshotRef[] = []) {
    this.#options = options
    this.#refs = refs
    this.#newestNamed = refs[0]?.id
    this.#dueAt = options.clock.monotonic() + options.intervalMs
  }

  /** Stored snapshots, newest first: what the next journal record names. */
  get refs(): readonly SnapshotRef[] {
    return this.#refs
  }

  status(): SnapshotsStatus {
    return {
      completed: this.#completed,
      failed: this.#failures,
      last: this.#history.findLast(({ error }) => error === undefined) ?? null,
      history: this.#history
    }
  }

  /** A journal record that names these snapshots was committed: older ones are of no more use. */
  committed(refs: readonly SnapshotRef[]): void {
    const newest = refs[0]?.id
    if (newest === this.#newestNamed || this.#removing !== undefined) return
    this.#newestNamed = newest
    this.#removing = this.#options.store.removeOutdated(refs).finally(() => (this.#removing = undefined))
  }

  /** Whether the epoch that just ended is one to take; never while the last one is still being stored. */
  get isDue(): boolean {
    return this.#saving === undefined && this.#options.clock.monotonic() >= this.#dueAt
  }

  /** Whether somebody waits for the next epoch to end, which need not have anything in it. */
  get isRequested(): boolean {
    return this.#saving === undefined && this.#waiting.length > 0
  }

  /**
   * Makes the end of the next epoch one to take, and resolves with the snapshot once it is stored; at once when the
   * newest is of this very epoch.
   * @param epoch the last one that was merged
   * @param wake called once the next epoch may be closed for it
   * @throws what the store rejects with
   */
  async request(epoch: number, wake: () => void): Promise<SnapshotRef> {
    await this.#saving
    const [newest] = this.#refs
    if (newest?.epoch === epoch) return newest
    this.#dueAt = Number.NEGATIVE_INFINITY
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      wake()
    })
  }

  /** Copies all state; resolves with its checksum as soon as the next epoch may go on. */
  async take(point: SnapshotPoint): Promise<string> {
    const { clock, intervalMs, log } = this.#options
    this.#dueAt = clock.monotonic() + intervalMs
    const contents = await this.#copyState(point)
    const waiting = this.#waiting
    this.#waiting = []
    this.#saving = this.#save(contents)
      .then(
        (ref) => waiting.forEach(({ resolve }) => resolve(ref)),
        (error: unknown) => {
          log.failed(error)
          for (const { reject } of waiting) reject(error)
        }
      )
      .finally(() => (this.#saving = undefined))
    return contents.checksum
  }

  /**
   * Takes a snapshot and waits until it is stored.
   * @throws what the store rejects with
   */
  async takeAndStore(point: SnapshotPoint): Promise<void> {
    await this.#saving
    await this.#save(await this.#copyState(point))
  }

  async #copyState(point: SnapshotPoint): Promise<SnapshotContents> {
    const replies = await Promise.all(this.#options.workers.map((worker) => worker.snapshot()))
    const checksum = addChecksums(replies.map((reply) => reply.checksum))
    const pieces = replies.flatMap((reply) => reply.pieces)
    const groups = pieces.flatMap((piece) => cutByKeyGroup(new Uint8Array(piece)))
    return { ...point, contract: CONTRACT_VERSION, keyGroups: this.#options.keyGroups, checksum, groups }
  }

  async #save(contents: SnapshotContents): Promise<SnapshotRef> {
    const { clock, store, log } = this.#options
    const begun = clock.monotonic()
    const bytes = contents.groups.reduce((sum, { blocks }) => sum + blocks.byteLength, 0)
    const outcome = (id: string): SnapshotStatus => {
      const seconds = (clock.monotonic() - begun) / MILLISECONDS
      return { id, epoch: contents.epoch, bytes, seconds, at: clock.now() }
    }
    const id = await store.save(contents).catch((error: unknown) => {
      this.#failures += 1
      this.#remember({ ...outcome(''), error: error instanceof Error ? error.message : String(error) })
      throw error
    })
    this.#completed += 1
    const stored = outcome(id)
    this.#remember(stored)
    log.stored(stored)
    const ref = { id, epoch: contents.epoch }
    this.#refs = [ref, ...this.#refs].slice(0, SNAPSHOTS_KEPT)
    return ref
  }

  #remember(snapshot: SnapshotStatus): void {
    this.#history = [...this.#history, snapshot].slice(-REMEMBERED)
  }
}

/** The checksum of all shards from those of each: their sum modulo 2^64, in 16 hexadecimal digits. */
export function addChecksums(checksums: readonly bigint[]): string {
  const sum = checksums.reduce((total, checksum) => BigInt.asUintN(64, total + checksum), 0n)
  return sum.toString(16).padStart(16, '0')
}
