import {
  EARLIEST_POSITION,
  type RowSegment,
  type Sink,
  type Source,
  type SourceEvent
} from '../connectors/connector.js'
import type { JournalEpoch, JournalRecord, SnapshotRef } from '../connectors/journal.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import type { SnapshotContents } from '../state/snapshot.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import { checkJobs, type JobIdentity, type JobMatch } from './job-match.js'
import type { Merger } from './merger.js'
import { renumberJobs } from './partial-blocks.js'
import { RangeReader } from './range-reader.js'
import { rebuild } from './rebuild.js'
import { replay, type ReplayedEpoch, type ReplayOptions } from './replay.js'
import { ScanGate } from './scan-gate.js'
import { addChecksums } from './snapshotter.js'
import type { Worker } from './tasks.js'

export interface RecoveryOptions {
  readonly source: Source
  readonly sink: Sink
  readonly store: SnapshotStore
  readonly workers: readonly Worker[]
  readonly merger: Merger
  readonly jobs: readonly JobIdentity[]
  /** Jobs whose stored state is given up on purpose. */
  readonly dropState: ReadonlySet<string>
  readonly mode: RecoveryMode
  readonly processingTime: boolean
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** What to do with the state of an earlier run. */
export type RecoveryMode =
  /** Bring it back. */
  | 'resume'
  /** Count the open windows again from what the source still has. */
  | 'rebuild'
  /** Give it up: go on at the journal's position with no window open. */
  | 'start-anew'

export interface Recovered extends ResumePoint {
  /** Snapshots that are known to be good, newest first. */
  readonly snapshots: readonly SnapshotRef[]
}

/** Where the pipeline goes on. */
export interface ResumePoint {
  /** Read from the source, not used up: they come before what it hands over next. */
  readonly events: readonly SourceEvent[]
  /** As {@link JournalRecord.base}; where it moved, a snapshot has to be stored before all else. */
  readonly base: number
  /** Of epochs that the journal announces: they were not written yet. */
  readonly owedRows: readonly RowSegment[]
}

/**
 * Brings state and source to where the journal stands: the newest good snapshot, then the epochs after it, computed
 * again from the input. Rows that were committed are thrown away. The source is open afterwards.
 * @throws MillraceError STATE_LOST, STATE_DIFFERS, REPLAY_INPUT_GONE, JOB_CHANGED, JOURNAL_GAP, ROWS_OWED
 */
export async function recover(journal: JournalRecord, options: RecoveryOptions): Promise<Recovered> {
  const { mode, source, signal, workers, merger, processingTime, logger } = options
  const reader = new RangeReader(source, signal)
  const scans = new ScanGate(workers, source, processingTime)
  const lastEpoch = journal.epochs.at(-1)?.epoch ?? 0
  if (mode === 'start-anew') {
    await resumePosition(journal, source, merger)
    const rows = journal.announced === true ? totalRows(journal.epochs) : 0
    logger.warn(
      { epoch: lastEpoch, rows },
      'the state of open windows, and rows not written yet, were given up'
    )
    return { events: [], snapshots: [], base: lastEpoch, owedRows: [] }
  }
  if (mode === 'rebuild') {
    if (processingTime) throw new MillraceError('REBUILD_NEEDS_EVENT_TIME')
    await source.open(new Map(journal.positions.map(([, partition]) => [partition, EARLIEST_POSITION])))
    await rebuild(journal, reader, scans, merger)
    logger.warn({ epoch: lastEpoch }, 'open windows were counted again from what the source still has')
    return { events: reader.leftOver(), snapshots: [], base: lastEpoch, owedRows: [] }
  }
  const match = checkJobs(journal.jobs, options.jobs, options.dropState)
  const firstOwed = firstOwedEpoch(journal)
  // Rows of the jobs that wrote the journal: others cannot compute them.
  if (firstOwed < Infinity && !match.isExact) throw new MillraceError('ROWS_OWED', { epoch: firstOwed })
  const owedRows: RowSegment[] = []
  const { snapshot, epochs, snapshots } = await findStart(journal, options)
  await source.open(startPositions(journal, snapshot, epochs))
  if (snapshot !== null) await restore(snapshot, match, options)
  const check = verify(match, workers)
  const onEpoch: ReplayOptions['onEpoch'] = async (epoch, replayed) => {
    await check(epoch, replayed)
    if (epoch.epoch >= firstOwed) owedRows.push(...replayed.segments)
  }
  await replay(epochs, { reader, scans, merger, onEpoch })
  logger.info({ epochs: epochs.length, snapshotEpoch: snapshot?.epoch ?? 0 }, 'state recovered')
  // What lies before a change of jobs was another plan's: only a new snapshot leads over it.
  if (!match.isExact) return { events: reader.leftOver(), snapshots: [], base: lastEpoch, owedRows }
  return { events: reader.leftOver(), snapshots, base: journal.base, owedRows }
}

/** The first epoch whose rows were announced and not written; Infinity when none are. */
export function firstOwedEpoch({ announced, epochs }: JournalRecord): number {
  return announced === true ? (epochs[0]?.epoch ?? Infinity) : Infinity
}

function totalRows(epochs: readonly JournalEpoch[]): number {
  return epochs.flatMap(({ rows }) => Object.values(rows)).reduce((sum, count) => sum + count, 0)
}

/** Goes on at the journal's position and watermark, with no window open. */
export async function resumePosition(journal: JournalRecord, source: Source, merger: Merger): Promise<void> {
  await source.open(new Map(journal.positions.map(([, partition, offset]) => [partition, offset])))
  await merger.closeEpoch([], journal.epochs.at(-1)?.watermarks[0]?.[1] ?? Number.NEGATIVE_INFINITY)
}

interface Start {
  readonly snapshot: SnapshotContents | null
  readonly epochs: readonly JournalEpoch[]
  readonly snapshots: readonly SnapshotRef[]
}

async function findStart(journal: JournalRecord, { store, sink, logger }: RecoveryOptions): Promise<Start> {
  const readJournal = async (epoch: number) => (await sink.readJournal?.(epoch)) ?? []
  const reasons: string[] = []
  for (const [index, { id, epoch }] of journal.snapshots.entries()) {
    try {
      const snapshot = await store.load(id)
      return { snapshot, epochs: await readJournal(epoch), snapshots: journal.snapshots.slice(index) }
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      reasons.push(error.message)
      logger.warn({ snapshot: id, reason: error.message }, 'a snapshot cannot be used, trying the one before')
    }
  }
  try {
    if (journal.base > 0) throw new MillraceError('JOURNAL_GAP', { wanted: 1, found: journal.base + 1 })
    return { snapshot: null, epochs: await readJournal(0), snapshots: [] }
  } catch (error) {
    const isGap = error instanceof MillraceError && error.code === 'JOURNAL_GAP'
    if (isGap && reasons.length > 0) throw new MillraceError('STATE_LOST', { reasons: reasons.join('; ') })
    throw error
  }
}

/** Where the first epoch to replay began; partitions that it and its successors do not name stand at the journal's end. */
function startPositions(
  journal: JournalRecord,
  snapshot: SnapshotContents | null,
  epochs: readonly JournalEpoch[]
): Map<number, number> {
  const positions = new Map<number, number>()
  for (const [, partition, from] of epochs.flatMap((epoch) => epoch.ranges)) {
    if (!positions.has(partition)) positions.set(partition, from)
  }
  for (const [, partition, offset] of snapshot?.positions ?? []) positions.set(partition, offset)
  for (const [, partition, offset] of journal.positions) {
    if (!positions.has(partition)) positions.set(partition, offset)
  }
  return positions
}

async function restore(snapshot: SnapshotContents, match: JobMatch, options: RecoveryOptions): Promise<void> {
  const { merger } = options
  for (const shard of snapshot.shards) {
    renumberJobs(shard, (job) => match.numberOf(snapshot.jobs[job]?.[0] ?? ''))
  }
  await merger.restore(snapshot.shards, snapshot.watermark ?? Number.NEGATIVE_INFINITY)
  if (match.isExact) await checkState(snapshot.checksum, snapshot.epoch, options.workers)
}

function verify(match: JobMatch, workers: readonly Worker[]): ReplayOptions['onEpoch'] {
  return async (epoch, { rows }: ReplayedEpoch) => {
    if (!match.isExact) return
    checkRows(epoch, rows)
    if (epoch.checksum !== undefined) await checkState(epoch.checksum, epoch.epoch, workers)
  }
}

function checkRows({ epoch, rows: expected }: JournalEpoch, rows: Readonly<Record<string, number>>): void {
  for (const sink of new Set([...Object.keys(expected), ...Object.keys(rows)])) {
    if (expected[sink] !== rows[sink]) {
      const what = `${rows[sink] ?? 0} rows of ${sink} instead of ${expected[sink] ?? 0}`
      throw new MillraceError('STATE_DIFFERS', { epoch, what })
    }
  }
}

async function checkState(expected: string, epoch: number, workers: readonly Worker[]): Promise<void> {
  const checksum = addChecksums(await Promise.all(workers.map((worker) => worker.checksum())))
  if (checksum !== expected) {
    throw new MillraceError('STATE_DIFFERS', { epoch, what: `checksum ${checksum} instead of ${expected}` })
  }
}
