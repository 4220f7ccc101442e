import type { HistogramStatus, Status } from '../engine/status/status.js'
import type { ObservedService, SnapshotTaken } from '../observability/observed-service.js'
import type { Histogram, JobStatus, ServiceStatus, SnapshotStatus } from '../observability/service-status.js'

/** Of outages and snapshots so many are remembered. */
const REMEMBERED = 20
const MILLISECONDS = 1000

/** The engine's service, as far as it is looked at and told what to do. */
export interface EngineService {
  status(): Status
  stop(): Promise<void>
  snapshotNow(): Promise<SnapshotTaken>
}

/** What is known of a job before anything runs. */
export interface PlannedJob {
  readonly name: string
  readonly isStateless: boolean
  /** How it is worked off, as text. */
  readonly plan: string
}

export interface ServiceViewOptions {
  readonly timeMode: ServiceStatus['timeMode']
  readonly parallelism: number
  readonly jobs: readonly PlannedJob[]
  /** ms since 1970 */
  readonly now?: () => number
}

type Outage = ServiceStatus['outages'][number]

/**
 * The service as dashboard, REST, metrics and log see it: what the engine says now, and what it said before of outages,
 * snapshots and recovery, which it does not remember itself.
 */
export class ServiceView implements ObservedService {
  readonly #service: EngineService
  readonly #options: ServiceViewOptions
  readonly #now: () => number
  #recovery: ServiceStatus['recovery'] = null
  #outages: readonly Outage[] = []
  #snapshots: readonly SnapshotStatus[] = []
  #failed = false
  #completed = 0
  #failures = 0
  #storedSeconds = 0

  constructor(service: EngineService, options: ServiceViewOptions) {
    this.#service = service
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  stop(): Promise<void> {
    return this.#service.stop()
  }

  snapshotNow(): Promise<SnapshotTaken> {
    return this.#service.snapshotNow()
  }

  /** The service has ended with an error. */
  failed(): void {
    this.#failed = true
  }

  status(): ServiceStatus {
    const status = this.#service.status()
    const takenAt = this.#now()
    this.#noteRecovery(status, takenAt)
    this.#noteOutages(status, takenAt)
    this.#noteSnapshots(status, takenAt)
    const { timeMode, parallelism } = this.#options
    const { malformed, undated, future, skippedBatches, epochs, commits, pressure } = status
    return {
      takenAt,
      startedAt: status.startedAt,
      uptimeMs: status.uptimeMs,
      phase: this.#failed ? 'failed' : status.phase.name,
      recovery: this.#recovery,
      timeMode,
      parallelism,
      epoch: status.epoch,
      records: { total: status.records, malformed, undated, future, skippedBatches },
      sources: status.sources.map(({ partitions, ...source }) => ({
        ...source,
        partitions: partitions.map(({ isIdle, ...partition }) => ({ ...partition, idle: isIdle }))
      })),
      inputs: inputsOf(status),
      jobs: status.jobs.map((job) => this.#job(job)),
      epochs: {
        count: epochs.count,
        records: histogram(epochs.records, 1),
        seconds: histogram(epochs.durationMs, MILLISECONDS)
      },
      commits: {
        count: commits.count,
        retries: status.retries,
        seconds: histogram(commits.durationMs, MILLISECONDS),
        lastAt: commits.ageMs === null ? null : Math.round(takenAt - commits.ageMs),
        pendingEpochs: commits.pendingEpochs,
        pendingBytes: commits.pendingBytes,
        oversizedRows: status.oversizedRows
      },
      snapshots: {
        completed: this.#completed,
        failed: this.#failures,
        last: this.#snapshots.findLast(({ error }) => error === undefined) ?? null,
        history: this.#snapshots
      },
      backPressure: {
        scan: pressure.scanLoad,
        mergeBusy: pressure.isMerging,
        committerFull: pressure.isCommitterFull
      },
      outages: this.#outages,
      memory: { residentBytes: status.residentBytes, stateBytes: status.stateBytes }
    }
  }

  #job({ name, sink, sources, ...counters }: Status['jobs'][number]): JobStatus {
    const { isStateless = false, plan = '' } = this.#options.jobs.find((job) => job.name === name) ?? {}
    const { rows, lateRecords, droppedNotNull, nullRows, openWindows, stateBytes } = counters
    const inputs = inputsKey(sources)
    return {
      name,
      inputs,
      sink,
      isStateless,
      rows,
      lateRecords,
      droppedNotNull,
      nullRows,
      openWindows,
      stateBytes,
      plan
    }
  }

  #noteRecovery(status: Status, now: number): void {
    const { phase, epochs } = status
    if (phase.name !== 'recovering') {
      // Recovery may be over before anybody looks: then epochs of an earlier life tell of it.
      // The epoch under way may be numbered and not yet counted.
      const isRestart = epochs.last > epochs.count + 1
      if (isRestart) this.#recovery ??= { epochsDone: 0, epochsTotal: 0, startedAt: status.startedAt }
      return
    }
    const startedAt = this.#recovery?.startedAt ?? now
    this.#recovery = { epochsDone: phase.done, epochsTotal: phase.total, startedAt }
  }

  /** An outage begins when the engine first tells of it, and is over when it tells no more. */
  #noteOutages({ outages }: Status, now: number): void {
    const ended = this.#outages.map((outage) =>
      outage.until === null && !outages.includes(textOf(outage)) ? { ...outage, until: now } : outage
    )
    const open = new Set(ended.filter(({ until }) => until === null).map(textOf))
    const begun = outages.filter((text) => !open.has(text)).map((text) => outageOf(text, now))
    this.#outages = [...ended, ...begun].slice(-REMEMBERED)
  }

  #noteSnapshots({ snapshots }: Status, now: number): void {
    if (snapshots === null) return
    const { durationMs, failures, lastEpoch, ageMs, stateBytes } = snapshots
    const seconds = durationMs.sum / MILLISECONDS
    const stored = durationMs.count - this.#completed
    const noted: SnapshotStatus[] = []
    if (failures > this.#failures) {
      const error = 'it could not be stored; the log says why'
      noted.push({ id: '', epoch: lastEpoch ?? 0, bytes: 0, seconds: 0, at: now, error })
    }
    if (stored > 0) {
      const took = (seconds - this.#storedSeconds) / stored
      const id = `epoch ${lastEpoch ?? 0}`
      noted.push({
        id,
        epoch: lastEpoch ?? 0,
        bytes: stateBytes,
        seconds: took,
        at: Math.round(now - (ageMs ?? 0))
      })
    }
    this.#completed = durationMs.count
    this.#failures = failures
    this.#storedSeconds = seconds
    this.#snapshots = [...this.#snapshots, ...noted].slice(-REMEMBERED)
  }
}

/** The sources of a job as the engine names them together. */
function inputsKey(sources: readonly string[]): string {
  return [...sources].sort().join('+')
}

function inputsOf({ inputs, jobs }: Status): ServiceStatus['inputs'] {
  return inputs.map(({ inputs: name, watermark, heldBackBy }) => ({
    name,
    sources: jobs.find(({ sources }) => inputsKey(sources) === name)?.sources ?? [name],
    watermark,
    heldBackBy
  }))
}

/** Kafka's outages read `<what> is out of reach: <reason>`. */
const OUT_OF_REACH = ' is out of reach: '

function outageOf(text: string, since: number): Outage {
  const at = text.indexOf(OUT_OF_REACH)
  if (at < 0) return { what: text, since, until: null, reason: '' }
  return { what: text.slice(0, at), since, until: null, reason: text.slice(at + OUT_OF_REACH.length) }
}

function textOf({ what, reason }: Outage): string {
  return reason === '' ? what : what + OUT_OF_REACH + reason
}

/** Counts a bucket become counts up to it. @param divisor of the values' unit */
function histogram({ bounds, counts, count, sum }: HistogramStatus, divisor: number): Histogram {
  let upTo = 0
  const buckets = counts.map((inBucket, index) => {
    upTo += inBucket
    return { le: (bounds[index] ?? Number.POSITIVE_INFINITY) / divisor, count: upTo }
  })
  return { buckets, sum: sum / divisor, count }
}
