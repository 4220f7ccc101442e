import type { Commit, RowSegment, Sink } from '../../connectors/connector.js'
import {
  JOURNAL_VERSION,
  type JournalEpoch,
  type JournalRecord,
  type SnapshotRef
} from '../../connectors/journal.js'
import { DURATION_BOUNDS_MS, Histogram, MILLISECONDS, SIZE_BOUNDS } from '../status/histogram.js'
import type { CommitsStatus } from '../status/status.js'
import { Alarm, type Clock } from '../clock.js'

/** An epoch that is merged and waits for its transaction. */
export interface CompletedEpoch {
  readonly journal: JournalEpoch
  readonly segments: readonly RowSegment[]
  /** Where the application stands after it. */
  readonly positions: JournalRecord['positions']
  readonly maxTimestamps: JournalRecord['maxTimestamps']
}

/** What every journal record says beside its epochs. */
export type JournalStamp = Pick<JournalRecord, 'owner' | 'sources' | 'snapshots' | 'jobs' | 'base'>

export interface CommitterOptions {
  readonly sink: Sink
  readonly clock: Clock
  /** Least time between the starts of two transactions. */
  readonly intervalMs: number
  /** Epochs are committed before their rows are: see {@link Committer}. */
  readonly announces: boolean
  readonly stamp: () => JournalStamp
  readonly onCommitted: (commit: Commit) => void
  readonly onFailure: (error: unknown) => void
}

/** Epochs without rows only move the position; that can wait so long. */
const POSITION_ONLY_INTERVAL_MS = 1000
/** Beyond so many bytes of rows or epochs that wait for a transaction, no further epoch is closed. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024
const MAX_PENDING_EPOCHS = 1024
/** After so long without a commit the sink is asked whether the work is still this instance's. */
const CONFIRM_INTERVAL_MS = 5000

/**
 * Puts completed epochs into transactions, in order: one at a time, several epochs each, at most one every
 * `intervalMs`, and at once after a quiet spell.
 *
 * An epoch that was not committed may be cut differently after a crash, and of processing time it is, for what arrives
 * again arrives at another time: a reader that does not wait for commits could see rows that never come true. So such
 * epochs are announced, in a transaction without rows, and their rows follow in a second one. After a crash between the
 * two, recovery computes the rows again, and they are the same.
 */
export class Committer {
  readonly #options: CommitterOptions
  readonly #alarm: Alarm
  readonly #confirmAlarm: Alarm
  /** What the last committed record names. */
  #named: readonly SnapshotRef[] = []
  #pending: CompletedEpoch[] = []
  #pendingBytes = 0
  #lastStart = Number.NEGATIVE_INFINITY
  #committing = false
  #flushing = false
  #idle: (() => void)[] = []
  readonly #bytes = new Histogram(SIZE_BOUNDS)
  readonly #durationMs = new Histogram(DURATION_BOUNDS_MS, MILLISECONDS)
  /** ms since 1970 */
  #lastAt: number | null = null

  constructor(options: CommitterOptions) {
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => this.#pump())
    this.#confirmAlarm = new Alarm(options.clock, () => this.#confirm())
  }

  /** From now on the sink is asked, when nothing is committed for a while, whether the work is still this instance's. */
  start(): void {
    this.#confirmAlarm.setFor(this.#options.clock.monotonic() + CONFIRM_INTERVAL_MS)
  }

  stop(): void {
    this.#confirmAlarm.setFor(Number.POSITIVE_INFINITY)
  }

  /** Goes on after a record of an earlier run. */
  resume({ snapshots }: JournalRecord): void {
    this.#named = snapshots
  }

  /** Retries and oversized rows are the sink's to tell. */
  status(): Omit<CommitsStatus, 'retries' | 'oversizedRows'> {
    return {
      count: this.#durationMs.count,
      pendingEpochs: this.#pending.length,
      pendingBytes: this.#pendingBytes,
      lastAt: this.#lastAt,
      bytes: this.#bytes.status(),
      seconds: this.#durationMs.status()
    }
  }

  get hasRoom(): boolean {
    return this.#pendingBytes < MAX_PENDING_BYTES && this.#pending.length < MAX_PENDING_EPOCHS
  }

  add(epoch: CompletedEpoch): void {
    this.#pending.push(epoch)
    for (const segment of epoch.segments) this.#pendingBytes += segment.bytes.byteLength
    this.#pump()
  }

  /** Commits all that waits without regard to the interval; resolves when nothing is left. */
  async flush(): Promise<void> {
    this.#flushing = true
    const done = new Promise<void>((resolve) => this.#idle.push(resolve))
    this.#pump()
    await done
    this.#flushing = false
  }

  #pump(): void {
    if (this.#committing) return
    if (this.#pending.length === 0) {
      for (const resolve of this.#idle.splice(0)) resolve()
      return
    }
    const { clock, intervalMs } = this.#options
    const interval = this.#pendingBytes > 0 ? intervalMs : Math.max(intervalMs, POSITION_ONLY_INTERVAL_MS)
    const due = this.#flushing ? clock.monotonic() : this.#lastStart + interval
    if (due > clock.monotonic()) this.#alarm.setFor(due)
    else this.#commit().catch(this.#options.onFailure)
  }

  #confirm(): void {
    const { clock, sink, onFailure } = this.#options
    const isQuiet = !this.#committing && this.#lastStart + CONFIRM_INTERVAL_MS <= clock.monotonic()
    if (isQuiet) sink.confirm?.().catch(onFailure)
    this.start()
  }

  async #commit(): Promise<void> {
    this.#alarm.setFor(Number.POSITIVE_INFINITY)
    this.#committing = true
    this.#lastStart = this.#options.clock.monotonic()
    const commit = commitOf(this.#pending, this.#options.stamp())
    const bytes = this.#pendingBytes
    this.#pending = []
    this.#pendingBytes = 0
    await this.#write(commit)
    this.#committing = false
    this.#lastAt = this.#options.clock.now()
    this.#bytes.add(bytes)
    this.#durationMs.add(this.#options.clock.monotonic() - this.#lastStart)
    this.#options.onCommitted(commit)
    this.#pump()
  }

  async #write(commit: Commit): Promise<void> {
    const { sink, announces } = this.#options
    if (announces && commit.segments.length > 0) {
      await sink.commit({ journal: announcementOf(commit.journal, this.#named), segments: [] })
    }
    await sink.commit(commit)
    this.#named = commit.journal.snapshots
  }
}

/**
 * Rows that are owed are computed again, so recovery needs a snapshot from before them. So many newer ones may have been
 * stored meanwhile that the journal would name none of those any more: then what the last record named still stands.
 */
function announcementOf(journal: JournalRecord, named: readonly SnapshotRef[]): JournalRecord {
  const first = journal.epochs[0]?.epoch ?? 0
  const known = new Map([...journal.snapshots, ...named].map((snapshot) => [snapshot.id, snapshot]))
  const snapshots = [...known.values()]
    .filter(({ epoch }) => epoch < first && epoch >= journal.base)
    .sort((a, b) => b.epoch - a.epoch)
  return { ...journal, announced: true, snapshots }
}

function commitOf(epochs: readonly CompletedEpoch[], stamp: JournalStamp): Commit {
  const last = epochs.at(-1)
  return {
    journal: {
      version: JOURNAL_VERSION,
      ...stamp,
      epochs: epochs.map((epoch) => epoch.journal),
      positions: last?.positions ?? [],
      maxTimestamps: last?.maxTimestamps ?? []
    },
    segments: epochs.flatMap((epoch) => epoch.segments)
  }
}
