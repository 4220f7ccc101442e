import type { Sink, Source } from '../connectors/connector.js'
import type { JournalOwner, JournalRecord } from '../connectors/journal.js'
import type { Lease } from '../connectors/lease.js'
import { isEventTime, type Settings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import { systemClock, type Clock } from './clock.js'
import type { JobIdentity } from './job-match.js'
import { Merger, type PlannedJob } from './merger.js'
import { Pipeline } from './pipeline.js'
import { firstOwedEpoch, recover, resumePosition, type Recovered, type RecoveryMode } from './recovery.js'
import { sideTargets } from './side-outputs.js'
import { Snapshotter } from './snapshotter.js'
import type { StatementSet } from './statement-set.js'
import type { PipelineStatus } from './status.js'
import type { Worker, WorkerSetup } from './tasks.js'
import { loadKernels } from './kernel-module.js'
import { startWorkers } from './thread-worker.js'

export interface ServiceOptions {
  readonly settings: Settings
  readonly source: Source
  readonly sink: Sink
  readonly logger: Logger
  /** Held while anything is read or written; without one, nobody waits for anybody. */
  readonly lease?: Lease
  /** Where snapshots lie; without one, or with a sink that keeps no journal, state does not survive a restart. */
  readonly store?: SnapshotStore
  /** What to do with the state of an earlier run; default: bring it back. */
  readonly recovery?: RecoveryMode
  /** Jobs whose stored state is given up. */
  readonly dropState?: readonly string[]
  readonly onStatus?: (status: PipelineStatus) => void
  /** How often `onStatus` is called; default 1000 ms. */
  readonly statusIntervalMs?: number
  readonly clock?: Clock
  /** Threads by default; tests and simulations run the same workers inline. */
  readonly startWorkers?: (setup: WorkerSetup, count: number) => Worker[] | Promise<Worker[]>
}

const MILLISECONDS = 1000
/** Of a plan's fingerprint, as the journal keeps it. */
const FINGERPRINT_DIGITS = 16

/** A statement set that runs: source, workers, sink and the loop between them. */
export class Service {
  /** Resolves when a bounded source is worked off or after {@link stop}; rejects when the service failed. */
  readonly finished: Promise<void>
  readonly #options: ServiceOptions
  readonly #statements: StatementSet
  #workers: readonly Worker[] = []
  #pipeline: Pipeline | undefined
  readonly #abort = new AbortController()
  #stopping = false
  #leaseLost: Error | undefined

  private constructor(statements: StatementSet, options: ServiceOptions) {
    this.#statements = statements
    this.#options = options
    this.finished = this.#run()
  }

  static start(statements: StatementSet, options: ServiceOptions): Service {
    return new Service(statements, options)
  }

  /** Finishes the epoch under way, commits it and closes everything. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#abort.abort()
    if (this.#pipeline === undefined) await this.#closeConnectors()
    else this.#pipeline.stop()
    await this.finished
  }

  /** Undefined until the source is open. */
  status(): PipelineStatus | undefined {
    return this.#pipeline?.status()
  }

  async #run(): Promise<void> {
    try {
      const pipeline = await this.#open()
      if (pipeline !== undefined) await this.#runPipeline(pipeline)
      // Lost before there was a pipeline to fail: closed connectors look like the end of the input.
      if (this.#leaseLost !== undefined) throw this.#leaseLost
    } catch (error) {
      if (this.#leaseLost !== undefined) throw this.#leaseLost
      // Closing a connector that still tries to connect makes it give up with an error: that is no failure.
      if (!this.#stopping || this.#pipeline !== undefined) throw error
    } finally {
      await this.#closeConnectors()
      await this.#options.lease?.release()
      await Promise.all(this.#workers.map((worker) => worker.close()))
    }
  }

  /** Everything is ready to go before the lease is asked for: a standby takes over by connecting alone. */
  async #acquireLease(): Promise<void> {
    const { lease } = this.#options
    if (lease === undefined) return
    await lease.acquire(this.#abort.signal)
    void lease.lost.then((error) => {
      this.#leaseLost = error
      this.#abort.abort()
      this.#pipeline?.fail(error)
      return this.#closeConnectors()
    })
  }

  /** Sink first: it fences a predecessor and says where to go on, and only then is the source opened. */
  async #open(): Promise<Pipeline | undefined> {
    const { sink } = this.#options
    this.#workers = await this.#startWorkers()
    if (this.#stopping) return undefined
    await this.#acquireLease()
    if (this.#stopping) return undefined
    const journal = await sink.open(
      [...this.#statements.targets, ...sideTargets(this.#options.settings)],
      this.#owner(),
      () => undefined
    )
    if (this.#stopping) return undefined
    const merger = new Merger(this.#workers, this.#jobs())
    const pipeline = await this.#recover(journal, merger)
    this.#pipeline = pipeline
    if (this.#stopping) pipeline.stop()
    return pipeline
  }

  /** The source is open afterwards, and state and pipeline are where the journal stands. */
  async #recover(journal: JournalRecord | null, merger: Merger): Promise<Pipeline> {
    const { sink, source, store } = this.#options
    const keepsState = store !== undefined && sink.readJournal !== undefined
    if (keepsState) await store.open()
    if (journal === null) {
      await source.open(new Map())
      return this.#createPipeline(merger, keepsState ? this.#snapshotter(store, []) : null)
    }
    if (!keepsState) {
      const firstOwed = firstOwedEpoch(journal)
      if (firstOwed < Infinity) throw new MillraceError('ROWS_OWED', { epoch: firstOwed })
      const pipeline = this.#createPipeline(merger, null)
      await resumePosition(journal, source, merger)
      await pipeline.resume(journal, { events: [], base: journal.base, owedRows: [] })
      return pipeline
    }
    const recovered = await this.#recoverState(journal, merger, store).catch(async (error: unknown) => {
      // A successor may have removed what this instance looks for: then that it was overtaken is what matters.
      await sink.confirm?.()
      throw error
    })
    const pipeline = this.#createPipeline(merger, this.#snapshotter(store, recovered.snapshots))
    await pipeline.resume(journal, recovered)
    return pipeline
  }

  #recoverState(journal: JournalRecord, merger: Merger, store: SnapshotStore): Promise<Recovered> {
    const { sink, source, settings, logger, recovery = 'resume', dropState = [] } = this.#options
    return recover(journal, {
      source,
      sink,
      store,
      workers: this.#workers,
      merger,
      jobs: this.#jobs(),
      dropState: new Set(dropState),
      mode: recovery,
      processingTime: !isEventTime(settings),
      signal: this.#abort.signal,
      logger
    })
  }

  #snapshotter(store: SnapshotStore, refs: JournalRecord['snapshots']): Snapshotter {
    const { settings, clock = systemClock, logger } = this.#options
    return new Snapshotter(
      {
        store,
        workers: this.#workers,
        clock,
        intervalMs: settings.flink_checkpoint_interval_ms,
        onSaveFailed: (error) => logger.error({ err: error }, 'a snapshot could not be stored')
      },
      refs
    )
  }

  #jobs(): (PlannedJob & JobIdentity)[] {
    return this.#statements.plan.jobs.map(({ name, sink, fingerprint }) => ({
      name,
      sink: sink.name,
      fingerprint: fingerprint.slice(0, FINGERPRINT_DIGITS)
    }))
  }

  async #startWorkers(): Promise<readonly Worker[]> {
    const { settings } = this.#options
    const { plan } = this.#statements
    const setup: WorkerSetup = {
      module: await loadKernels(),
      plan: plan.bytes,
      jobNames: plan.jobs.map((job) => job.name),
      shards: settings.flink_parallelism,
      memoryLimitMb: settings.processing_worker_memory_mb,
      verifyChecksums: settings.processing_verify_checksums,
      source: settings.kafka_topic_events,
      poisonBatches: settings.processing_poison_batches,
      deadLetters: settings.processing_dead_letter_topic !== undefined,
      lateRowKeys: settings.processing_late_topic === undefined ? null : plan.jobs.map(({ keys }) => keys)
    }
    return (this.#options.startWorkers ?? startWorkers)(setup, settings.flink_parallelism)
  }

  #owner(): JournalOwner {
    const { settings } = this.#options
    return {
      application: settings.processing_kafka_consumer_group,
      instance: settings.processing_instance_id,
      transactionalId: null
    }
  }

  #createPipeline(merger: Merger, snapshotter: Snapshotter | null): Pipeline {
    const { settings, source, sink, logger } = this.#options
    return new Pipeline({
      logger,
      owner: this.#owner(),
      sources: [{ ...source.identity(), name: 'events', schema: '' }],
      sourceName: 'events',
      source,
      sink,
      workers: this.#workers,
      jobs: this.#jobs(),
      merger,
      snapshotter,
      clock: this.#options.clock ?? systemClock,
      processingTime: !isEventTime(settings),
      watermarkDelayMs: settings.flink_watermark_delay_seconds * MILLISECONDS,
      idleTimeoutMs: settings.flink_idle_timeout_seconds * MILLISECONDS,
      minibatchEnabled: settings.table_minibatch_enabled,
      minibatchSize: settings.table_minibatch_size,
      minibatchLatencyMs: settings.table_minibatch_latency_seconds * MILLISECONDS,
      epochMaxRecords: settings.processing_epoch_max_records,
      commitIntervalMs: settings.processing_commit_interval_ms
    })
  }

  async #runPipeline(pipeline: Pipeline): Promise<void> {
    const { onStatus, statusIntervalMs = MILLISECONDS } = this.#options
    const timer = onStatus && setInterval(() => onStatus(pipeline.status()), statusIntervalMs)
    try {
      await pipeline.run()
    } finally {
      clearInterval(timer)
      onStatus?.(pipeline.status())
    }
  }

  async #closeConnectors(): Promise<void> {
    const { source, sink, store } = this.#options
    await source.close()
    await sink.close()
    await store?.close()
  }
}
