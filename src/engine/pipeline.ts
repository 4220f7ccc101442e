import type { Chunk, Sink } from '../connectors/connector.js'
import type { JournalOwner, JournalRecord, SnapshotRef } from '../connectors/journal.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import { Alarm, type Clock } from './clock.js'
import { AfterCommit } from './commit/after-commit.js'
import { Committer } from './commit/committer.js'
import type { Snapshotter } from './commit/snapshotter.js'
import { Counters } from './counters.js'
import { ArrivalClock } from './epoch/arrival-clock.js'
import { EpochCloser } from './epoch/epoch-closer.js'
import type { EpochSummary } from './status/epoch-summary.js'
import { latestTime } from './epoch/future-bound.js'
import { EpochPlanner, type PlannedEpoch } from './epoch/epoch-planner.js'
import type { EpochPolicyOptions } from './epoch/epoch-policy.js'
import { Watermarks } from './epoch/watermarks.js'
import { journalSources, type EngineSource, type Inputs } from './inputs.js'
import type { Merger, PlannedJob } from './merge/merger.js'
import type { JobIdentity } from './recovery/job-match.js'
import type { ResumePoint } from './recovery/recover.js'
import { Intake } from './scan/intake.js'
import { ScanQueue } from './scan/scan-queue.js'
import type { ScannedChunk } from './scan/scanned-chunk.js'
import { Standing } from './standing.js'
import { UnusableInput } from './unusable-input.js'
import type { PressureStatus } from './status/status.js'
import type { ScanReply, ScanTask, Worker } from './worker/tasks.js'

export interface PipelineOptions extends EpochPolicyOptions {
  readonly owner: JournalOwner
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly sink: Sink
  readonly workers: readonly Worker[]
  /** Scans a small chunk in this thread; left out: workers scan them all. */
  readonly scanHere?: ((task: ScanTask) => ScanReply) | undefined
  readonly jobs: readonly (PlannedJob & JobIdentity)[]
  readonly merger: Merger
  /** Null: the sink keeps no journal, so there is nothing to come back to. */
  readonly snapshotter: Snapshotter | null
  /** Where an earlier run left off; null: there was none. */
  readonly resumeAt: { readonly journal: JournalRecord; readonly point: ResumePoint } | null
  readonly clock: Clock
  readonly logger: Logger
  readonly processingTime: boolean
  /** Most records that one epoch takes from a backlog. */
  readonly epochMaxRecords: number
  readonly commitIntervalMs: number
  readonly onEpoch: ((epoch: EpochSummary) => void) | undefined
}

/** What whoever looks on sees of a pipeline. */
export interface PipelineParts {
  readonly watermarks: Watermarks
  readonly standing: Standing
  readonly counters: Counters
  readonly committer: Committer
  readonly snapshotter: Snapshotter | null
}

/**
 * The main loop: chunks from the sources to the scanners, scanned chunks into epochs, epochs to the shards, rows to
 * the committer. One epoch is merged at a time; meanwhile the next one gathers, so epochs grow with the backlog.
 */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #arrivals: ArrivalClock
  readonly #intake: Intake
  readonly #scans: ScanQueue
  readonly #planner: EpochPlanner
  readonly #closer: EpochCloser
  readonly #alarm: Alarm
  readonly #unusable: UnusableInput
  readonly #finished = withResolvers()
  /** Its parts, for the status. */
  readonly parts: PipelineParts
  #isClosing = false
  #isFinishing = false

  constructor(options: PipelineOptions) {
    this.#options = options
    const { sources, inputs, jobs, clock, logger, snapshotter, merger, processingTime } = options
    const sourceNames = sources.map(({ name }) => name)
    const watermarks = new Watermarks(sources, inputs.sets)
    const standing = new Standing({ sourceNames, inputs, watermarks, jobs })
    const counters = new Counters(sources.length, merger.totals())
    const committer = this.#createCommitter()
    this.parts = { watermarks, standing, counters, committer, snapshotter }
    this.#restore()
    const floor = Math.max(...watermarks.current) + 1
    this.#arrivals = new ArrivalClock(clock, logger, processingTime ? floor : undefined)
    this.#scans = this.#createScans()
    this.#intake = this.#createIntake()
    this.#planner = new EpochPlanner({
      ...options,
      watermarks,
      scans: this.#scans,
      intake: this.#intake,
      arrivals: this.#arrivals,
      nextWindowEnds: () => merger.nextWindowEnds,
      isSnapshotRequested: () => snapshotter?.isRequested === true
    })
    this.#closer = new EpochCloser({ ...options, sourceNames, watermarks, standing, counters })
    this.#alarm = new Alarm(clock, () => this.#step())
    this.#unusable = new UnusableInput(sources, clock, logger)
  }

  /**
   * Runs until all sources end or {@link stop}; every scanned record is committed then. Rows that an earlier run
   * announced and did not write are written before all else. Rejects on a failure.
   */
  async run(): Promise<void> {
    const { committer, snapshotter } = this.parts
    await this.#payDebts()
    this.#intake.start(this.#options.resumeAt?.point.events ?? [])
    committer.start()
    try {
      await this.#finished.promise
    } finally {
      this.#alarm.setFor(Number.POSITIVE_INFINITY)
      this.#unusable.finish()
      committer.stop()
      this.#intake.stop()
      snapshotter?.stop()
    }
  }

  /** Stops reading, finishes the epoch under way and commits it; {@link run} resolves after that. */
  stop(): void {
    this.#intake.stop()
    this.#step()
  }

  /** {@link run} rejects with the error; nothing more is committed. */
  fail(error: unknown): void {
    // Before run() waits for it nobody else may: that alone must not end the process.
    this.#finished.promise.catch(() => undefined)
    this.#intake.stop()
    this.#finished.reject(error)
  }

  /**
   * A snapshot as of now: the epoch under way is closed for it.
   * @throws MillraceError SNAPSHOT_NOT_NOW; what the store rejects with
   */
  snapshotNow(): Promise<SnapshotRef> {
    const { snapshotter, standing } = this.parts
    if (snapshotter === null)
      throw new MillraceError('SNAPSHOT_NOT_NOW', { reason: 'its sink keeps no journal' })
    return snapshotter.request(standing.epoch, () => this.#step())
  }

  /** What keeps it from going faster. */
  get pressure(): PressureStatus {
    const committerFull = !this.parts.committer.hasRoom
    return { scan: this.#scans.load, mergeBusy: this.#isClosing, committerFull }
  }

  /** Whether it goes on where an earlier run left off. */
  get isResumed(): boolean {
    return this.#options.resumeAt !== null
  }

  /** Whether nothing waits here or is known to wait at the sources. */
  get isCaughtUp(): boolean {
    return this.#options.sources.every(({ source }, number) =>
      source
        .status()
        .every(({ partition }) => !this.#scans.holds(number, partition) && !source.hasBacklog(partition))
    )
  }

  #createCommitter(): Committer {
    const { sink, clock, commitIntervalMs: intervalMs, processingTime, snapshotter } = this.#options
    const { sources, owner, jobs, resumeAt } = this.#options
    const onFailure = (error: unknown): void => this.fail(error)
    const after = new AfterCommit({ sources, sink, snapshotter, onFailure })
    return new Committer({
      sink,
      clock,
      intervalMs,
      announces: processingTime && snapshotter !== null && sink.showsUncommitted === true,
      stamp: () => ({
        owner,
        sources: journalSources(sources),
        snapshots: snapshotter?.refs ?? [],
        jobs: jobs.map(({ name, fingerprint }) => [name, fingerprint] as const),
        base: resumeAt?.point.base ?? 0
      }),
      onCommitted: ({ journal }) => {
        after.committed(journal)
        this.#step()
      },
      onFailure
    })
  }

  #createScans(): ScanQueue {
    const { workers, scanHere, processingTime, epochMaxRecords, sources } = this.#options
    return new ScanQueue({
      ...{ workers, scanHere, processingTime, epochMaxRecords },
      maxRecords: 2 * epochMaxRecords,
      recycle: (source, buffer) => sources[source]?.source.recycle(buffer),
      onScanned: () => this.#step(),
      onFailure: (error) => this.fail(error)
    })
  }

  #createIntake(): Intake {
    return new Intake({
      sources: this.#options.sources,
      hasRoom: () => this.#scans.hasRoom,
      onChunk: (source, chunk) => this.#accept(source, chunk),
      onPartitions: (source, partitions) => this.#addPartitions(source, partitions),
      onEnd: () => this.#step(),
      onFailure: (error) => this.fail(error)
    })
  }

  /** Positions and watermarks of an earlier run. */
  #restore(): void {
    const { resumeAt, clock } = this.#options
    if (resumeAt === null) return
    const { watermarks, standing, committer } = this.parts
    const { journal, point } = resumeAt
    watermarks.restore(point.maxTimestamps, point.watermarks, clock.monotonic())
    standing.resume(journal)
    committer.resume(journal)
  }

  /** Rows that were announced and not written; and a snapshot, where what lies before can be computed no more. */
  async #payDebts(): Promise<void> {
    const { resumeAt, sink, snapshotter } = this.#options
    if (resumeAt === null) return
    const { journal, point } = resumeAt
    if (point.owedRows.length > 0) {
      await sink.commit({ journal: { ...journal, announced: undefined }, segments: point.owedRows })
    }
    if (point.base !== journal.base) await snapshotter?.takeAndStore(this.parts.standing.point())
  }

  #addPartitions(source: number, partitions: ReadonlyMap<number, number>): void {
    const now = this.#options.clock.monotonic()
    this.parts.standing.addPartitions(source, partitions)
    for (const partition of partitions.keys()) this.parts.watermarks.addPartition(source, partition, now)
    this.#step()
  }

  #accept(source: number, chunk: Chunk): void {
    const { clock, inputs, sources } = this.#options
    const { watermarks } = this.parts
    const takenAt = clock.monotonic()
    watermarks.markActive(source, chunk.partition, takenAt)
    const time = this.#arrivals.now()
    const from = sources[source]
    const latest = from === undefined ? Number.POSITIVE_INFINITY : latestTime(from, time)
    const arrival = { time, latest, takenAt }
    this.#scans.push(source, chunk, arrival, inputs.byJob(watermarks.current))
  }

  /** Looks whether an epoch is due; runs after everything that may have changed the answer. */
  #step(): void {
    this.#intake.wake()
    if (this.#isClosing || !this.parts.committer.hasRoom) return
    const decision = this.#planner.decide()
    if (decision.kind === 'wait') this.#alarm.setFor(decision.until)
    else if (decision.kind === 'finish') this.#finish()
    else this.#close(decision.epoch).catch((error: unknown) => this.fail(error))
  }

  async #close(epoch: PlannedEpoch): Promise<void> {
    this.#isClosing = true
    this.#alarm.setFor(Number.POSITIVE_INFINITY)
    this.#scans.take(epoch.chunks.length)
    this.#intake.wake()
    const completed = await this.#closer.close(epoch)
    for (const chunk of epoch.chunks) this.#warnOfSkipped(chunk)
    this.#unusable.take(epoch.chunks)
    this.parts.committer.add(completed)
    this.#isClosing = false
    this.#step()
  }

  #warnOfSkipped({ source, partition, skipped: { batches, records, first } }: ScannedChunk): void {
    if (first === null) return
    const name = this.#options.sources[source]?.name
    this.#options.logger.warn(
      { source: name, partition, batches, records, ...first },
      'record batches were passed over'
    )
  }

  #finish(): void {
    if (this.#isFinishing) return
    this.#isFinishing = true
    this.parts.committer.flush().then(this.#finished.resolve, this.#finished.reject)
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
