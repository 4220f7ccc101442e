import {
  EARLIEST_POSITION,
  type RowSegment,
  type Sink,
  type SourceEvent
} from '../../connectors/connector.js'
import type {
  JournalEpoch,
  JournalMaxTimestamp,
  JournalRecord,
  SnapshotRef
} from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'
import type { Logger } from '../../observability/log.js'
import { CONTRACT_VERSION } from '../../plan/contract/plan-layout.js'
import type { SnapshotContents } from '../../state/snapshot.js'
import type { SnapshotStore } from '../../state/snapshot-store.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Merger } from '../merge/merger.js'
import { renumberJobs } from '../merge/partial-blocks.js'
import { ScanGate } from '../scan/scan-gate.js'
import type { Worker } from '../worker/tasks.js'
import { checkJobs, type JobIdentity, type JobMatch } from './job-match.js'
import type { RecoveryProgress } from './progress.js'
import { RangeReader } from './range-reader.js'
import { rebuild } from './rebuild.js'
import { replay, type ReplayedEpoch, type ReplayOptions } from './replay.js'
import { openSources, positionsToReplay } from './start-positions.js'
import { checkRows, checkState } from './verify.js'

export interface RecoveryOptions {
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly sink: Sink
  readonly store: SnapshotStore
  readonly workers: readonly Worker[]
  readonly merger: Merger
  readonly jobs: readonly JobIdentity[]
  /** Jobs whose stored state is given up on purpose. */
  readonly dropState: ReadonlySet<string>
  readonly mode: RecoveryMode
  readonly processingTime: boolean
  readonly keyGroups: number
  /** The clock, ms since 1970: what a time is too far ahead of. */
  readonly now: number
  readonly progress: RecoveryProgress
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** What to do with the state of an earlier run. */
export type RecoveryMode =
  /** Bring it back. */
  | 'resume'
  /** Count the open windows again from what the source still has. */
  | 'rebuild'
  /** Give it up, the watermark too: go on at the journal's position with no window open. */
  | 'start-anew'

export interface Recovered extends ResumePoint {
  /** Snapshots that are known to be good, newest first. */
  readonly snapshots: readonly SnapshotRef[]
}

/** Where the pipeline goes on. */
export interface ResumePoint {
  /** By source, what was read and not used up: it comes before what the source hands over next. */
  readonly events: readonly (readonly SourceEvent[])[]
  /** As {@link JournalRecord.base}; where it moved, a snapshot has to be stored before all else. */
  readonly base: number
  /** Of epochs that the journal announces: they were not written yet. */
  readonly owedRows: readonly RowSegment[]
  /** By set of sources, ms; -Infinity: none. */
  readonly watermarks: readonly number[]
  readonly maxTimestamps: readonly JournalMaxTimestamp[]
}

/**
 * Brings state and sources to where the journal stands: the newest good snapshot, then the epochs after it, computed
 * again from the input. Rows that were committed are thrown away. The sources are open afterwards.
 * @throws MillraceError STATE_LOST, STATE_DIFFERS, KEY_GROUPS_CHANGED, REPLAY_INPUT_GONE, JOB_CHANGED, JOURNAL_GAP, ROWS_OWED,
 * SOURCE_MADE_ANEW
 */
export async function recover(journal: JournalRecord, options: RecoveryOptions): Promise<Recovered> {
  if (options.mode === 'start-anew') return startAnew(journal, options)
  if (options.mode === 'rebuild') return rebuildState(journal, options)
  return resumeState(journal, options)
}

/** Goes on at the journal's positions and watermarks, with no window open. */
export async function resumePositions(
  journal: JournalRecord,
  { sources, inputs, merger }: Pick<RecoveryOptions, 'sources' | 'inputs' | 'merger'>
): Promise<ResumePoint> {
  await openSources(sources, journal, journal.positions)
  const time = timeOf(journal, inputs)
  await merger.closeEpoch([], inputs.byJob(time.watermarks))
  return { events: [], base: journal.base, owedRows: [], ...time }
}

/** Where event time stands according to the journal. */
function timeOf(journal: JournalRecord, inputs: Inputs): Pick<ResumePoint, 'watermarks' | 'maxTimestamps'> {
  const watermarks = inputs.fromJournal(journal.epochs.at(-1)?.watermarks)
  return { watermarks, maxTimestamps: journal.maxTimestamps }
}

/** The first epoch whose rows were announced and not written; Infinity when none are. */
export function firstOwedEpoch({ announced, epochs }: JournalRecord): number {
  return announced === true ? (epochs[0]?.epoch ?? Infinity) : Infinity
}

async function startAnew(journal: JournalRecord, options: RecoveryOptions): Promise<Recovered> {
  const { sources, inputs, logger } = options
  await openSources(sources, journal, journal.positions)
  const epoch = lastEpochOf(journal)
  const rows = journal.announced === true ? totalRows(journal.epochs) : 0
  const { watermarks: given } = timeOf(journal, inputs)
  logger.warn(
    { epoch, rows, watermarks: Object.fromEntries(inputs.toJournal(given)) },
    'the state of open windows, the watermark, and rows not written yet, were given up'
  )
  const watermarks = inputs.fromJournal()
  return { events: [], snapshots: [], base: epoch, owedRows: [], watermarks, maxTimestamps: [] }
}

async function rebuildState(journal: JournalRecord, options: RecoveryOptions): Promise<Recovered> {
  const { sources, workers, processingTime, logger } = options
  if (processingTime) throw new MillraceError('REBUILD_NEEDS_EVENT_TIME')
  const earliest = journal.positions.map(([name, partition]) => [name, partition, EARLIEST_POSITION] as const)
  await openSources(sources, journal, earliest)
  const readers = readersOf(options)
  const time = await rebuild(
    journal,
    readers,
    new ScanGate(workers, sources, options.jobs.length, processingTime),
    options
  )
  const epoch = lastEpochOf(journal)
  logger.warn({ epoch }, 'open windows were counted again from what the source still has')
  return { events: leftOver(readers), snapshots: [], base: epoch, owedRows: [], ...time }
}

async function resumeState(journal: JournalRecord, options: RecoveryOptions): Promise<Recovered> {
  const { sources, inputs, workers, merger, processingTime, logger, progress } = options
  const match = checkJobs(journal.jobs, options.jobs, options.dropState)
  const firstOwed = firstOwedEpoch(journal)
  // Rows of the jobs that wrote the journal: others cannot compute them.
  if (firstOwed < Infinity && !match.isExact) throw new MillraceError('ROWS_OWED', { epoch: firstOwed })
  const owedRows: RowSegment[] = []
  const { snapshot, epochs, snapshots } = await findStart(journal, options)
  await openSources(sources, journal, positionsToReplay(journal, snapshot, epochs))
  if (snapshot !== null) await restore(snapshot, match, options)
  const readers = readersOf(options)
  const scans = new ScanGate(workers, sources, options.jobs.length, processingTime)
  const onEpoch: ReplayOptions['onEpoch'] = async (epoch, replayed) => {
    await verify(epoch, replayed, match, workers)
    if (epoch.epoch >= firstOwed) owedRows.push(...replayed.segments)
    progress.advance()
  }
  progress.begin(epochs.length)
  await replay(epochs, { sources, readers, scans, merger, inputs, onEpoch }).finally(() => progress.end())
  logger.info({ epochs: epochs.length, snapshotEpoch: snapshot?.epoch ?? 0 }, 'state recovered')
  const events = leftOver(readers)
  // What lies before a change of jobs was another plan's: only a new snapshot leads over it.
  const time = timeOf(journal, inputs)
  if (!match.isExact) return { events, snapshots: [], base: lastEpochOf(journal), owedRows, ...time }
  return { events, snapshots, base: journal.base, owedRows, ...time }
}

function readersOf({ sources, signal }: RecoveryOptions): RangeReader[] {
  return sources.map(({ source }) => new RangeReader(source, signal))
}

function leftOver(readers: readonly RangeReader[]): (readonly SourceEvent[])[] {
  return readers.map((reader) => reader.leftOver())
}

function lastEpochOf({ epochs }: JournalRecord): number {
  return epochs.at(-1)?.epoch ?? 0
}

function totalRows(epochs: readonly JournalEpoch[]): number {
  return epochs.flatMap(({ rows }) => Object.values(rows)).reduce((sum, count) => sum + count, 0)
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
      if (snapshot.contract !== CONTRACT_VERSION) {
        throw new MillraceError('SNAPSHOT_VERSION', { id, found: snapshot.contract, known: CONTRACT_VERSION })
      }
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

async function restore(snapshot: SnapshotContents, match: JobMatch, options: RecoveryOptions): Promise<void> {
  const { merger, inputs, workers, keyGroups } = options
  if (snapshot.keyGroups !== keyGroups) {
    throw new MillraceError('KEY_GROUPS_CHANGED', { found: snapshot.keyGroups, now: keyGroups })
  }
  for (const { blocks } of snapshot.groups) {
    renumberJobs(blocks, (job) => match.numberOf(snapshot.jobs[job]?.[0] ?? ''))
  }
  await merger.restore(
    snapshot.groups,
    snapshot.keyGroups,
    inputs.byJob(inputs.fromJournal(snapshot.watermarks))
  )
  if (match.isExact) await checkState(snapshot.checksum, snapshot.epoch, workers)
}

async function verify(
  epoch: JournalEpoch,
  { rows }: ReplayedEpoch,
  match: JobMatch,
  workers: readonly Worker[]
): Promise<void> {
  if (!match.isExact) return
  checkRows(epoch, rows)
  if (epoch.checksum !== undefined) await checkState(epoch.checksum, epoch.epoch, workers)
}
