import type { JournalRecord } from '../connectors/journal.js'
import { MillraceError } from '../errors.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import type { Application } from './application.js'
import { systemClock } from './clock.js'
import { SnapshotLog } from './commit/snapshot-log.js'
import { Snapshotter } from './commit/snapshotter.js'
import { journalSources } from './inputs.js'
import { Merger } from './merge/merger.js'
import { Pipeline, type PipelineOptions } from './pipeline.js'
import { checkJournal } from './recovery/accept-journal.js'
import { watchEnds } from './recovery/end-watch.js'
import type { RecoveryProgress } from './recovery/progress.js'
import { checkDropState } from './recovery/job-match.js'
import { firstOwedEpoch, recover, resumePositions, type ResumePoint } from './recovery/recover.js'
import { openSources } from './recovery/start-positions.js'
import type { ServiceOptions } from './service-options.js'
import { sideTargets } from './side-outputs.js'
import type { StatementSet } from './statement-set.js'
import type { Worker } from './worker/tasks.js'

export interface StartupOptions {
  readonly application: Application
  readonly statements: StatementSet
  readonly service: ServiceOptions
  readonly workers: readonly Worker[]
  /** As {@link PipelineOptions.scanHere}. */
  readonly scanHere?: PipelineOptions['scanHere']
  readonly progress: RecoveryProgress
  readonly signal: AbortSignal
}

const MILLISECONDS = 1000

/**
 * Opens the sink first: it fences a predecessor and says where to go on, and only then are the sources opened and the
 * state brought back. The pipeline is ready to run then.
 * @returns undefined when the signal aborted meanwhile
 */
export async function startPipeline(options: StartupOptions): Promise<Pipeline | undefined> {
  const { application, statements, service, signal } = options
  const { owner, sources } = application
  const targets = [...statements.targets, ...sideTargets(service.settings)]
  const dropState = service.dropState ?? []
  const accept = (record: JournalRecord): void => {
    checkJournal(record, owner, journalSources(sources))
    checkDropState(dropState, record.jobs, application.jobs)
  }
  const journal = await service.sink.open(targets, owner, accept)
  if (signal.aborted) return undefined
  if (journal === null) {
    checkDropState(dropState, [], application.jobs)
    return startFresh(options)
  }
  // A sink that cannot look before it opens has not asked yet.
  accept(journal)
  const watching = new AbortController()
  const ends = watchEnds(
    journal,
    sources,
    service.clock ?? systemClock,
    AbortSignal.any([signal, watching.signal])
  )
  const pipeline = await Promise.race([resume(journal, options), failing(ends)]).catch((error: unknown) => {
    watching.abort()
    throw error
  })
  // With a setting that says where to jump from such a position, the source does that.
  if (service.settings.processing_offset_out_of_range === 'fail')
    ends.catch((error: unknown) => pipeline.fail(error))
  else watching.abort()
  return pipeline
}

/** Never resolves; rejects when the promise does. */
function failing(promise: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => void promise.catch(reject))
}

async function startFresh(options: StartupOptions): Promise<Pipeline> {
  const store = await openStore(options)
  await openSources(options.application.sources, null, [])
  const snapshotter = store && createSnapshotter(options, store, [])
  return createPipeline(options, createMerger(options), snapshotter, null)
}

/** The sources are open afterwards, and state and pipeline are where the journal stands. */
async function resume(journal: JournalRecord, options: StartupOptions): Promise<Pipeline> {
  const { sink } = options.service
  const merger = createMerger(options)
  const store = await openStore(options)
  if (store === null) {
    const firstOwed = firstOwedEpoch(journal)
    if (firstOwed < Infinity) throw new MillraceError('ROWS_OWED', { epoch: firstOwed })
    const point = await resumePositions(journal, { ...options.application, merger })
    return createPipeline(options, merger, null, { journal, point })
  }
  const point = await recoverState(journal, options, merger, store).catch(async (error: unknown) => {
    // A successor may have removed what this instance looks for: then that it was overtaken is what matters.
    await sink.confirm?.()
    throw error
  })
  const snapshotter = createSnapshotter(options, store, point.snapshots)
  return createPipeline(options, merger, snapshotter, { journal, point })
}

function recoverState(
  journal: JournalRecord,
  options: StartupOptions,
  merger: Merger,
  store: SnapshotStore
): ReturnType<typeof recover> {
  const { application, service, workers, progress, signal } = options
  const { sink, logger, clock = systemClock, recovery: mode = 'resume', dropState = [] } = service
  return recover(journal, {
    ...application,
    ...{ sink, store, workers, merger, mode, progress, signal, logger },
    keyGroups: service.settings.processing_key_groups,
    now: clock.now(),
    dropState: new Set(dropState)
  })
}

/** Null: state does not survive a restart. */
async function openStore({ service: { store, sink } }: StartupOptions): Promise<SnapshotStore | null> {
  if (store === undefined || sink.readJournal === undefined) return null
  await store.open()
  return store
}

function createMerger({ workers, application: { jobs, sources } }: StartupOptions): Merger {
  return new Merger(
    workers,
    jobs,
    sources.map(({ name }) => name)
  )
}

function createSnapshotter(
  { service, workers }: StartupOptions,
  store: SnapshotStore,
  refs: JournalRecord['snapshots']
): Snapshotter {
  const { settings, clock = systemClock, logger } = service
  return new Snapshotter(
    {
      store,
      workers,
      clock,
      intervalMs: settings.flink_checkpoint_interval_ms,
      keyGroups: settings.processing_key_groups,
      log: new SnapshotLog(logger)
    },
    refs
  )
}

function createPipeline(
  { application, service, workers, scanHere }: StartupOptions,
  merger: Merger,
  snapshotter: Snapshotter | null,
  resumeAt: { readonly journal: JournalRecord; readonly point: ResumePoint } | null
): Pipeline {
  const { settings, sink, logger, clock = systemClock } = service
  return new Pipeline({
    ...application,
    ...{ sink, logger, clock, workers, scanHere, merger, snapshotter, resumeAt },
    onEpoch: service.onEpoch,
    minibatchEnabled: settings.table_minibatch_enabled,
    minibatchSize: settings.table_minibatch_size,
    minibatchLatencyMs: settings.table_minibatch_latency_seconds * MILLISECONDS,
    epochMaxRecords: settings.processing_epoch_max_records,
    commitIntervalMs: settings.processing_commit_interval_ms
  })
}
