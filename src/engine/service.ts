import type { SnapshotRef } from '../connectors/journal.js'
import { MillraceError } from '../errors.js'
import { initCodecs } from '../records/codecs.js'
import { applicationOf, type Application } from './application.js'
import { systemClock } from './clock.js'
import { loadKernels } from './kernel/module.js'
import type { Pipeline } from './pipeline.js'
import { RecoveryProgress } from './recovery/progress.js'
import type { ServiceOptions } from './service-options.js'
import { startPipeline } from './startup.js'
import type { StatementSet } from './statement-set.js'
import { StatusReader } from './status-reader.js'
import type { Phase, Status } from './status/status.js'
import { scanLazily } from './worker/scan-runner.js'
import type { ScanReply, ScanTask, Worker, WorkerSetup } from './worker/tasks.js'
import { startWorkers } from './worker/thread-worker.js'

export type { ServiceOptions } from './service-options.js'

const DEFAULT_STATUS_INTERVAL_MS = 1000

/** A statement set that runs: sources, workers, sink and the loop between them. */
export class Service {
  /** Resolves when bounded sources are worked off or after {@link stop}; rejects when the service failed. */
  readonly finished: Promise<void>
  readonly #options: ServiceOptions
  readonly #statements: StatementSet
  readonly #application: Application
  readonly #progress: RecoveryProgress
  readonly #statusReader: StatusReader
  readonly #abort = new AbortController()
  #workers: readonly Worker[] = []
  #scanHere: ((task: ScanTask) => ScanReply) | undefined
  #pipeline: Pipeline | undefined
  #isStandby = false
  #stopping = false
  #hasFailed = false
  #leaseLost: Error | undefined

  private constructor(statements: StatementSet, options: ServiceOptions) {
    this.#statements = statements
    this.#options = options
    const { sink, logger, clock = systemClock } = options
    this.#application = applicationOf(statements, options)
    this.#progress = new RecoveryProgress(clock, logger)
    this.#statusReader = new StatusReader({
      ...this.#application,
      stateless: statements.plan.jobs.map(({ isStateless }) => isStateless),
      parallelism: options.settings.flink_parallelism,
      sink,
      clock
    })
    this.finished = this.#run().catch((error: unknown) => {
      this.#hasFailed = true
      throw error
    })
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

  /** What the service says of itself now, in every phase. Reading it changes nothing. */
  status(): Status {
    return this.#statusReader.read(this.#phase(), this.#progress.current, this.#pipeline)
  }

  /**
   * Closes the epoch under way, takes a snapshot at its end and resolves once it is stored; at once where nothing has
   * happened since the last one.
   * @throws MillraceError SNAPSHOT_NOT_NOW; what the store rejects with
   */
  async snapshotNow(): Promise<SnapshotRef> {
    if (this.#pipeline === undefined || this.#stopping)
      throw new MillraceError('SNAPSHOT_NOT_NOW', { reason: 'it is not running' })
    return this.#pipeline.snapshotNow()
  }

  #phase(): Phase {
    if (this.#hasFailed) return 'failed'
    if (this.#stopping) return 'stopping'
    if (this.#pipeline !== undefined) return this.#pipeline.isCaughtUp ? 'caught-up' : 'running'
    if (this.#isStandby) return 'standby'
    return (this.#progress.current?.epochsTotal ?? 0) > 0 ? 'recovering' : 'starting'
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
      this.#abort.abort()
      await this.#closeConnectors()
      await this.#options.lease?.release()
      await Promise.all(this.#workers.map((worker) => worker.close()))
    }
  }

  /** Everything is ready to go before the lease is asked for: a standby takes over by connecting alone. */
  async #acquireLease(): Promise<void> {
    const { lease } = this.#options
    if (lease === undefined) return
    this.#isStandby = true
    await lease.acquire(this.#abort.signal)
    this.#isStandby = false
    void lease.lost.then((error) => {
      this.#leaseLost = error
      this.#abort.abort()
      this.#pipeline?.fail(error)
      // Whoever runs closes them again, and is told what fails.
      return this.#closeConnectors().catch(() => undefined)
    })
  }

  async #open(): Promise<Pipeline | undefined> {
    this.#workers = await this.#startWorkers()
    if (this.#stopping) return undefined
    await this.#acquireLease()
    if (this.#stopping) return undefined
    const pipeline = await startPipeline({
      application: this.#application,
      statements: this.#statements,
      service: this.#options,
      workers: this.#workers,
      scanHere: this.#scanHere,
      progress: this.#progress,
      signal: this.#abort.signal
    })
    // Whoever stopped it meanwhile has closed the connectors: nothing can be read or committed any more.
    if (this.#stopping) return undefined
    this.#pipeline = pipeline
    return pipeline
  }

  async #startWorkers(): Promise<readonly Worker[]> {
    const { settings } = this.#options
    const { plan } = this.#statements
    const setup: WorkerSetup = {
      module: await loadKernels(),
      scans: this.#application.sources.map(({ name, source }, number) => {
        const { connector, address } = source.identity()
        return { source: name, connector, address, plan: plan.scans[number]?.bytes ?? new Uint8Array() }
      }),
      merge: plan.merge,
      jobNames: plan.jobs.map((job) => job.name),
      shards: settings.flink_parallelism,
      memoryLimitMb: settings.processing_worker_memory_mb,
      verifyChecksums: settings.processing_verify_checksums,
      poisonBatches: settings.processing_poison_batches,
      deadLetters: settings.processing_dead_letter_topic !== undefined,
      droppedRows:
        settings.processing_dead_letter_topic === undefined
          ? null
          : plan.jobs.map(({ name, sink }) => ({ job: name, columns: sink.columns })),
      lateRowKeys: settings.processing_late_topic === undefined ? null : plan.jobs.map(({ keys }) => keys)
    }
    const { startWorkers: startOthers } = this.#options
    if (startOthers !== undefined) return startOthers(setup, settings.flink_parallelism)
    await initCodecs()
    this.#scanHere = scanLazily(setup)
    return startWorkers(setup, settings.flink_parallelism)
  }

  async #runPipeline(pipeline: Pipeline): Promise<void> {
    const { onStatus, statusIntervalMs = DEFAULT_STATUS_INTERVAL_MS } = this.#options
    const timer = onStatus && setInterval(() => onStatus(this.status()), statusIntervalMs)
    try {
      await pipeline.run()
    } finally {
      clearInterval(timer)
      onStatus?.(this.status())
    }
  }

  async #closeConnectors(): Promise<void> {
    const { sources, sink, store } = this.#options
    await Promise.all(Object.values(sources).map((source) => source.close()))
    await sink.close()
    await store?.close()
  }
}
