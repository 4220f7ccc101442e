import type { Chunk, Sink, Source, SourceEvent } from '../connectors/connector.js'
import {
  positionsOf,
  type JournalEpoch,
  type JournalOwner,
  type JournalRange,
  type JournalRecord,
  type JournalSource
} from '../connectors/journal.js'
import type { Logger } from '../observability/log.js'
import { Alarm, type Clock } from './clock.js'
import { Committer } from './committer.js'
import { isEpochDue, latencyDeadline, maxTimestampsOf, type EpochPolicyOptions } from './epoch-policy.js'
import type { JobIdentity } from './job-match.js'
import type { Merger, PlannedJob } from './merger.js'
import { PipelineCounters } from './pipeline-counters.js'
import type { ResumePoint } from './recovery.js'
import { ScanQueue, type ScannedChunk } from './scan-queue.js'
import { deadLettersOf } from './side-outputs.js'
import { SNAPSHOTS_KEPT, type SnapshotPoint, type Snapshotter } from './snapshotter.js'
import type { PipelineStatus } from './status.js'
import type { Worker } from './tasks.js'
import { Watermarks } from './watermarks.js'

export interface PipelineOptions extends EpochPolicyOptions {
  readonly owner: JournalOwner
  readonly sources: readonly JournalSource[]
  readonly sourceName: string
  readonly source: Source
  readonly sink: Sink
  readonly workers: readonly Worker[]
  readonly jobs: readonly (PlannedJob & JobIdentity)[]
  readonly merger: Merger
  /** Null: the sink keeps no journal, so there is nothing to come back to. */
  readonly snapshotter: Snapshotter | null
  readonly clock: Clock
  readonly logger: Logger
  readonly processingTime: boolean
  readonly watermarkDelayMs: number
  readonly idleTimeoutMs: number
  /** Most records that one epoch takes from a backlog. */
  readonly epochMaxRecords: number
  readonly commitIntervalMs: number
}

/** The watermark of a source that ended: beyond every timestamp, and exact as a double. */
export const END_OF_TIME = Number.MAX_SAFE_INTEGER

/**
 * The main loop: chunks from the source to the scanners, scanned chunks into epochs, epochs to the shards, rows to
 * the committer. One epoch is merged at a time; meanwhile the next one gathers, so epochs grow with the backlog.
 */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #watermarks: Watermarks
  readonly #scans: ScanQueue
  readonly #merger: Merger
  readonly #committer: Committer
  readonly #counters: PipelineCounters
  readonly #alarm: Alarm
  readonly #abort = new AbortController()
  readonly #positions = new Map<number, number>()
  readonly #finished: PromiseWithResolvers
  #events: SourceEvent[] = []
  #base = 0
  #epoch = 0
  #merging = false
  #reading = true
  #fireAll = false
  #finishing = false
  #trimmedTo = 0
  #wakeReader: (() => void) | undefined

  constructor(options: PipelineOptions) {
    this.#options = options
    const { clock, workers, source, sink, jobs } = options
    this.#merger = options.merger
    const onFailure = (error: unknown) => this.#fail(error)
    this.#watermarks = new Watermarks({
      delayMs: options.watermarkDelayMs,
      idleTimeoutMs: options.idleTimeoutMs
    })
    this.#counters = new PipelineCounters(jobs, clock)
    this.#scans = new ScanQueue({
      workers,
      processingTime: options.processingTime,
      maxRecords: 2 * options.epochMaxRecords,
      recycle: (buffer) => source.recycle(buffer),
      onScanned: () => this.#step(),
      onFailure
    })
    this.#committer = new Committer({
      sink,
      clock,
      intervalMs: options.commitIntervalMs,
      announces: options.processingTime && options.snapshotter !== null && sink.showsUncommitted === true,
      stamp: () => ({
        owner: options.owner,
        sources: options.sources,
        snapshots: options.snapshotter?.refs ?? [],
        jobs: jobs.map(({ name, fingerprint }) => [name, fingerprint] as const),
        base: this.#base
      }),
      onCommitted: ({ journal }) => this.#committed(journal),
      onFailure
    })
    this.#alarm = new Alarm(clock, () => this.#step())
    this.#finished = withResolvers()
  }

  /**
   * Goes on where the journal says, with state and source as recovery left them; call before {@link run}.
   * Rows that an earlier run announced and did not write are written; where the base moved, a snapshot is stored.
   */
  async resume(journal: JournalRecord, { events, base, owedRows }: ResumePoint): Promise<void> {
    const last = journal.epochs.at(-1)
    const watermark = last?.watermarks[0]?.[1] ?? Number.NEGATIVE_INFINITY
    this.#epoch = last?.epoch ?? 0
    for (const [, partition, offset] of journal.positions) this.#positions.set(partition, offset)
    this.#watermarks.restore(
      journal.maxTimestamps.map(([, partition, time]) => [partition, time] as const),
      watermark,
      this.#options.clock.now()
    )
    this.#events = [...events]
    this.#base = base
    this.#committer.resume(journal)
    if (owedRows.length > 0) {
      await this.#options.sink.commit({ journal: { ...journal, announced: undefined }, segments: owedRows })
    }
    if (base === journal.base) return
    await this.#options.snapshotter?.takeAndStore(this.#snapshotPoint(watermark))
  }

  /** Runs until the source ends or {@link stop}; every scanned record is committed then. Rejects on a failure. */
  async run(): Promise<void> {
    this.#read().catch((error: unknown) => this.#fail(error))
    this.#committer.start()
    try {
      await this.#finished.promise
    } finally {
      this.#alarm.setFor(Number.POSITIVE_INFINITY)
      this.#committer.stop()
      this.#abort.abort()
    }
  }

  /** Stops reading, finishes the epoch under way and commits it; {@link run} resolves after that. */
  stop(): void {
    this.#reading = false
    this.#abort.abort()
    this.#wakeReader?.()
    this.#step()
  }

  /** {@link run} rejects with the error; nothing more is committed. */
  fail(error: unknown): void {
    this.#fail(error)
  }

  status(): PipelineStatus {
    const watermark = this.#watermarks.current
    const { retries = 0 } = this.#options.sink
    return this.#counters.status(this.#epoch, Number.isFinite(watermark) ? watermark : null, retries)
  }

  async #read(): Promise<void> {
    const { source, clock } = this.#options
    while (this.#reading) {
      await this.#room()
      const event = this.#reading ? (this.#events.shift() ?? (await source.next(this.#abort.signal))) : null
      if (event === null) break
      if (event.kind === 'chunk') {
        this.#accept(event.chunk)
      } else if (event.kind === 'partitions') {
        for (const [partition, offset] of event.partitions) {
          this.#watermarks.addPartition(partition, clock.now())
          if (!this.#positions.has(partition)) this.#positions.set(partition, offset)
        }
        this.#step()
      } else {
        this.#fireAll = event.fireWindows
        break
      }
    }
    this.#reading = false
    this.#step()
  }

  #accept(chunk: Chunk): void {
    const now = this.#options.clock.now()
    this.#watermarks.markActive(chunk.partition, now)
    // A clock that was set back must not make records of processing time late.
    const arrivedAt = this.#options.processingTime ? Math.max(now, this.#watermarks.current + 1) : now
    this.#scans.push(chunk, arrivedAt, this.#watermarks.current)
  }

  async #room(): Promise<void> {
    while (this.#reading && !this.#scans.hasRoom) {
      await new Promise<void>((resolve) => (this.#wakeReader = resolve))
    }
  }

  /** Looks whether an epoch is due; runs after everything that may have changed the answer. */
  #step(): void {
    this.#wakeReader?.()
    if (this.#merging || !this.#committer.hasRoom) return
    const { clock, source, epochMaxRecords } = this.#options
    const now = clock.now()
    const idleDeadline = this.#watermarks.checkIdle(
      now,
      (partition) => this.#scans.holds(partition) || source.hasBacklog(partition)
    )
    const chunks = this.#scans.ready(epochMaxRecords)
    const watermark = this.#nextWatermark(chunks, now)
    const { nextWindowEnd } = this.#merger
    const isLast = !this.#reading && this.#scans.isSettled
    // Another chunk would be too much: the epoch will not grow, even if the size that makes it due is not reached.
    const isFull = this.#scans.isScanned(chunks.length)
    if (
      ((isLast || isFull) && chunks.length > 0) ||
      isEpochDue(chunks, watermark, nextWindowEnd, now, this.#options)
    ) {
      this.#closeEpoch(chunks, watermark).catch((error: unknown) => this.#fail(error))
    } else if (isLast) {
      this.#finish()
    } else {
      const clockDeadline = this.#options.processingTime ? nextWindowEnd + 1 : Number.POSITIVE_INFINITY
      this.#alarm.setFor(Math.min(idleDeadline, latencyDeadline(chunks, this.#options), clockDeadline))
    }
  }

  /** The watermark that an epoch of these chunks would end with. */
  #nextWatermark(chunks: readonly ScannedChunk[], now: number): number {
    const takesAll = !this.#reading && this.#scans.arrivalOf(chunks.length) === Number.POSITIVE_INFINITY
    if (this.#fireAll && takesAll) return END_OF_TIME
    if (!this.#options.processingTime) return this.#watermarks.preview(maxTimestampsOf(chunks))
    // Records that are not in this epoch carry their arrival time: the clock must not pass them.
    return Math.max(this.#watermarks.current, Math.min(now, this.#scans.arrivalOf(chunks.length)) - 1)
  }

  async #closeEpoch(chunks: readonly ScannedChunk[], watermark: number): Promise<void> {
    this.#merging = true
    this.#alarm.setFor(Number.POSITIVE_INFINITY)
    this.#scans.take(chunks.length)
    for (const { partition, toOffset, stats } of chunks) {
      this.#positions.set(partition, toOffset)
      this.#watermarks.observe(partition, stats.maxTimestamp)
    }
    this.#watermarks.advanceTo(watermark)
    this.#wakeReader?.()
    const { segments, rows } = await this.#merger.closeEpoch(chunks, watermark)
    this.#epoch += 1
    this.#counters.addEpoch(chunks, this.#merger.totals())
    for (const chunk of chunks) this.#warnOfSkipped(chunk)
    const { positions, maxTimestamps } = this.#snapshotPoint(watermark)
    const journal = await this.#journalEpoch(chunks, watermark, rows)
    const all = [...segments, ...deadLettersOf(chunks)]
    this.#committer.add({ journal, segments: all, positions, maxTimestamps })
    this.#merging = false
    this.#step()
  }

  /** The epoch as it is written down, with the checksum of the snapshot that is taken at its end if one is due. */
  async #journalEpoch(
    chunks: readonly ScannedChunk[],
    watermark: number,
    rows: Readonly<Record<string, number>>
  ): Promise<JournalEpoch> {
    const { snapshotter, processingTime } = this.#options
    const journal = {
      epoch: this.#epoch,
      ranges: rangesOf(this.#options.sourceName, chunks, processingTime),
      watermarks: [[this.#options.sourceName, Number.isFinite(watermark) ? watermark : null]] as const,
      rows
    }
    if (snapshotter?.isDue !== true) return journal
    return { ...journal, checksum: await snapshotter.take(this.#snapshotPoint(watermark)) }
  }

  #snapshotPoint(watermark: number): SnapshotPoint {
    return {
      epoch: this.#epoch,
      watermark: Number.isFinite(watermark) ? watermark : null,
      positions: [...this.#positions].map(
        ([partition, offset]) => [this.#options.sourceName, partition, offset] as const
      ),
      maxTimestamps: this.#watermarks
        .maxTimestamps()
        .map(([partition, time]) => [this.#options.sourceName, partition, time] as const),
      jobs: this.#options.jobs.map(({ name, fingerprint }) => [name, fingerprint] as const)
    }
  }

  #committed(journal: JournalRecord): void {
    this.#counters.addCommit()
    const { sink, source } = this.#options
    this.#options.snapshotter?.committed(journal.snapshots)
    this.#trimJournal(journal)
    if (!sink.storesPositions && source.acknowledge !== undefined) {
      source
        .acknowledge(positionsOf(journal, this.#options.sourceName))
        .catch((error: unknown) => this.#fail(error))
    }
    this.#step()
  }

  #warnOfSkipped({ partition, skipped: { batches, records, first } }: ScannedChunk): void {
    if (first === null) return
    this.#options.logger.warn({ partition, batches, records, ...first }, 'record batches were passed over')
  }

  /** Only what comes after the oldest snapshot that the journal names is ever read again. */
  #trimJournal(journal: JournalRecord): void {
    const oldest = journal.snapshots.length < SNAPSHOTS_KEPT ? undefined : journal.snapshots.at(-1)
    if (oldest === undefined || oldest.epoch <= this.#trimmedTo) return
    this.#trimmedTo = oldest.epoch
    this.#options.sink.trimJournal?.(oldest.epoch).catch((error: unknown) => this.#fail(error))
  }

  #finish(): void {
    if (this.#finishing) return
    this.#finishing = true
    this.#committer.flush().then(this.#finished.resolve, this.#finished.reject)
  }

  #fail(error: unknown): void {
    this.#reading = false
    this.#wakeReader?.()
    this.#finished.reject(error)
  }
}

/** The journal's ranges: neighbours of one partition (and, in processing time, one arrival) joined. */
function rangesOf(source: string, chunks: readonly ScannedChunk[], processingTime: boolean): JournalRange[] {
  const ranges: JournalRange[] = []
  const lastOf = new Map<number, number>()
  for (const { partition, fromOffset, toOffset, arrivedAt, stats, digest } of chunks) {
    const time = processingTime ? arrivedAt : 0
    const index = lastOf.get(partition) ?? -1
    const last = ranges[index]
    if (last?.[3] === fromOffset && last[4] === time) {
      const sum = (last[6] + digest) >>> 0
      ranges[index] = [source, partition, last[2], toOffset, time, last[5] + stats.records, sum]
    } else {
      lastOf.set(partition, ranges.length)
      ranges.push([source, partition, fromOffset, toOffset, time, stats.records, digest])
    }
  }
  return ranges
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
