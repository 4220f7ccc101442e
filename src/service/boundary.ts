/** Where an application stands after it was stopped: what another engine needs to go on there. */
import { readLastJournalOf } from '../connectors/kafka/journal/read-journal.js'
import type { JournalRecord } from '../connectors/journal.js'
import { positionsOf } from '../connectors/journal.js'
import { firstOffsets } from '../connectors/kafka/source/first-offsets.js'
import { isEventTime, type Settings } from '../config/settings.js'
import { sourceTopic } from '../config/topics.js'
import { earliestStarts } from '../engine/recovery/open-windows.js'
import type { StatementSet } from '../engine/statement-set.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import type { SnapshotContents } from '../state/snapshot.js'
import type { SourceDefinition } from '../table/index.js'
import { mayBeSince } from './event-times.js'
import { kafkaConnection } from './kafka-options.js'
import { earliestOpenWindow } from './open-window.js'
import { createSnapshotStore } from './state-store.js'

export interface JobBoundary {
  readonly name: string
  /** Windows that end at it or before are written, ms since 1970; null: none is. */
  readonly writtenUpTo: number | null
  /** No open window begins earlier, ms since 1970; null: nothing is known, or the job has no windows. */
  readonly earliestOpenWindow: number | null
}

export interface PartitionBoundary {
  readonly partition: number
  /** From here on no open window misses a record. */
  readonly start: number
  /** The first record that was not read. */
  readonly next: number
}

export interface Boundary {
  readonly jobs: readonly JobBoundary[]
  readonly sources: readonly {
    readonly name: string
    readonly topic: string
    readonly partitions: readonly PartitionBoundary[]
  }[]
}

/**
 * Reads journal and snapshots of an application that does not run, and of its topics as much as it takes to find where
 * the open windows begin.
 * @throws MillraceError BOUNDARY_NONE where there is no journal, rows are owed, or windows are of processing time
 */
export async function readBoundary(
  statements: StatementSet,
  settings: Settings,
  logger: Logger
): Promise<Boundary> {
  if (!isEventTime(settings)) {
    throw new MillraceError('BOUNDARY_NONE', { reason: 'windows of processing time cannot be counted again' })
  }
  const connection = kafkaConnection(settings)
  const journal = await readLastJournalOf(connection, settings.processing_journal_topic)
  if (journal === null) throw new MillraceError('BOUNDARY_NONE', { reason: 'its journal has no record' })
  if (journal.announced === true) {
    throw new MillraceError('BOUNDARY_NONE', {
      reason: 'rows are owed; start it once more and stop it again'
    })
  }
  const snapshot = await newestSnapshot(settings, journal, logger)
  const jobs = jobBoundaries(statements, journal, snapshot)
  const sources = statements.sources.map(async (source) => ({
    name: source.name,
    topic: sourceTopic(settings, source),
    partitions: await partitionsOf(source, { statements, settings, journal, snapshot, jobs })
  }))
  return { jobs, sources: await Promise.all(sources) }
}

async function newestSnapshot(
  settings: Settings,
  journal: JournalRecord,
  logger: Logger
): Promise<SnapshotContents | null> {
  const last = journal.epochs.at(-1)?.epoch ?? 0
  const store = createSnapshotStore(settings, logger)
  try {
    await store.open()
    const usable = (await store.list()).find(({ epoch }) => epoch <= last)
    return usable === undefined ? null : await store.load(usable.id)
  } finally {
    await store.close()
  }
}

function jobBoundaries(
  statements: StatementSet,
  journal: JournalRecord,
  snapshot: SnapshotContents | null
): JobBoundary[] {
  const starts = snapshot === null ? null : earliestStarts(snapshot)
  return statements.checkedJobs().map((job, i) => {
    const inputs = [...(statements.jobSources[i] ?? [])].sort().join('+')
    const watermark = watermarkOf(journal.epochs.at(-1)?.watermarks ?? [], inputs)
    // A window fires when the watermark reaches its last millisecond.
    const writtenUpTo = watermark === null ? null : watermark + 1
    if (job.kind === 'rows' || writtenUpTo === null) {
      return { name: job.name, writtenUpTo, earliestOpenWindow: null }
    }
    const storedStart = starts === null ? null : (starts.get(job.name) ?? Number.POSITIVE_INFINITY)
    const earliest = earliestOpenWindow(job.window, writtenUpTo, storedStart)
    return { name: job.name, writtenUpTo, earliestOpenWindow: earliest }
  })
}

function watermarkOf(watermarks: SnapshotContents['watermarks'], inputs: string): number | null {
  return watermarks.find(([name]) => name === inputs)?.[1] ?? null
}

interface Standing {
  readonly statements: StatementSet
  readonly settings: Settings
  readonly journal: JournalRecord
  readonly snapshot: SnapshotContents | null
  readonly jobs: readonly JobBoundary[]
}

async function partitionsOf(
  source: SourceDefinition,
  { statements, settings, journal, snapshot, jobs }: Standing
): Promise<PartitionBoundary[]> {
  const ends = positionsOf(journal, source.name)
  const readers = statements
    .checkedJobs()
    .filter(({ kind, branches }) => kind === 'aggregate' && branches.some((one) => one.source === source))
  const since = readers.map(({ name }) => jobs.find((job) => job.name === name)?.earliestOpenWindow ?? null)
  // Jobs without windows go on where they stood.
  const earliest = readers.length === 0 ? Number.POSITIVE_INFINITY : leastOf(since)
  const found = await startsOf(source, earliest, ends, settings)
  const stored = positionsOf({ positions: snapshot?.positions ?? [] }, source.name)
  return [...ends].map(([partition, next]) => {
    const first = found.get(partition) ?? next
    // What came after the snapshot is read whole: sessions may have grown by it at both ends.
    const start = readers.length === 0 ? next : Math.min(first, stored.get(partition) ?? first)
    return { partition, start, next }
  })
}

function startsOf(
  source: SourceDefinition,
  since: number,
  ends: ReadonlyMap<number, number>,
  settings: Settings
): Promise<ReadonlyMap<number, number>> {
  if (since === Number.POSITIVE_INFINITY) return Promise.resolve(ends)
  // No event is taken that is further ahead of the clock than this: earlier records can hold none of a window.
  const ahead = Math.round(settings.processing_max_future_seconds * 1000)
  return firstOffsets({
    connection: kafkaConnection(settings),
    topic: sourceTopic(settings, source),
    ends,
    from: ahead === 0 || !Number.isFinite(since) ? null : Math.max(0, since - ahead),
    isWanted: Number.isFinite(since) ? mayBeSince(source, since) : () => true
  })
}

function leastOf(times: readonly (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.NEGATIVE_INFINITY))
}
