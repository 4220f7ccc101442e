import type { Sink, Source } from '../connectors/connector.js'
import { isEventTime, type Settings } from '../config/settings.js'
import { systemClock, type Clock } from './clock.js'
import { Pipeline } from './pipeline.js'
import type { StatementSet } from './statement-set.js'
import type { PipelineStatus } from './status.js'
import type { Worker, WorkerSetup } from './tasks.js'
import { loadKernels, startWorkers } from './worker-pool.js'

export interface ServiceOptions {
  readonly settings: Settings
  readonly source: Source
  readonly sink: Sink
  readonly onStatus?: (status: PipelineStatus) => void
  /** How often `onStatus` is called; default 1000 ms. */
  readonly statusIntervalMs?: number
  readonly clock?: Clock
  /** Threads by default; tests and simulations run the same workers inline. */
  readonly startWorkers?: (setup: WorkerSetup, count: number) => Worker[] | Promise<Worker[]>
}

const MILLISECONDS = 1000

/** A statement set that runs: source, workers, sink and the loop between them. */
export class Service {
  /** Resolves when a bounded source is worked off or after {@link stop}; rejects when the service failed. */
  readonly finished: Promise<void>
  readonly #options: ServiceOptions
  readonly #statements: StatementSet
  #workers: readonly Worker[] = []
  #pipeline: Pipeline | undefined
  #stopping = false

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
    } catch (error) {
      // Closing a connector that still tries to connect makes it give up with an error: that is no failure.
      if (!this.#stopping || this.#pipeline !== undefined) throw error
    } finally {
      await this.#closeConnectors()
      await Promise.all(this.#workers.map((worker) => worker.close()))
    }
  }

  /** Sink first: it fences a predecessor and says where to go on, and only then is the source opened. */
  async #open(): Promise<Pipeline | undefined> {
    const { sink, source } = this.#options
    this.#workers = await this.#startWorkers()
    if (this.#stopping) return undefined
    const journal = await sink.open(this.#statements.targets)
    if (this.#stopping) return undefined
    const pipeline = this.#createPipeline()
    if (journal !== null) await pipeline.restore(journal)
    await source.open(new Map(journal?.positions ?? []))
    this.#pipeline = pipeline
    if (this.#stopping) pipeline.stop()
    return pipeline
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
      verifyChecksums: settings.processing_verify_checksums
    }
    return (this.#options.startWorkers ?? startWorkers)(setup, settings.flink_parallelism)
  }

  #createPipeline(): Pipeline {
    const { settings, source, sink } = this.#options
    return new Pipeline({
      source,
      sink,
      workers: this.#workers,
      jobs: this.#statements.plan.jobs.map((job) => ({ name: job.name, sink: job.sink.name })),
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
    const { source, sink } = this.#options
    await source.close()
    await sink.close()
  }
}
