import type { Sink, SourceOutage } from '../connectors/connector.js'
import type { Clock } from './clock.js'
import { Counters } from './counters.js'
import { DURATION_BOUNDS_MS, Histogram, MILLISECONDS, SIZE_BOUNDS } from './status/histogram.js'
import type { EngineSource, Inputs } from './inputs.js'
import type { PlannedJob } from './merge/merger.js'
import type { Pipeline, PipelineParts } from './pipeline.js'
import type { JobIdentity } from './recovery/job-match.js'
import type {
  CommitsStatus,
  InputsStatus,
  JobStatus,
  OutageStatus,
  PartitionStatus,
  Phase,
  PressureStatus,
  RecoveryStatus,
  SnapshotsStatus,
  SourceStatus,
  Status
} from './status/status.js'

export interface StatusReaderOptions {
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  /** How each job is worked off, as text. */
  readonly plans: readonly string[]
  /** Whether each job is one without windows. */
  readonly stateless: readonly boolean[]
  readonly jobs: readonly (PlannedJob & JobIdentity)[]
  readonly sink: Sink
  readonly clock: Clock
  readonly processingTime: boolean
  readonly parallelism: number
}

/** Of all connectors' outages so many are told. */
const OUTAGES_TOLD = 20

/** Puts together what the parts of a service say of themselves. */
export class StatusReader {
  readonly #options: StatusReaderOptions
  readonly #startedAt: number
  readonly #begun: number
  readonly #nothing: Counters

  constructor(options: StatusReaderOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
    this.#begun = options.clock.monotonic()
    this.#nothing = new Counters(options.sources.length)
  }

  /**
   * @param recovery null: none has begun
   * @param pipeline undefined until there is one
   */
  read(
    phase: Phase,
    recovery: RecoveryStatus | null,
    pipeline: Pick<Pipeline, 'parts' | 'pressure' | 'isResumed'> | undefined
  ): Status {
    const parts = pipeline?.parts
    const { clock, sink, sources, processingTime, parallelism } = this.#options
    const counters = parts?.counters ?? this.#nothing
    // An application that goes on has recovered, even where there was no epoch to be computed again.
    const resumed = pipeline?.isResumed === true ? { ...NO_EPOCHS, startedAt: this.#startedAt } : null
    return {
      takenAt: clock.now(),
      startedAt: this.#startedAt,
      uptimeMs: clock.monotonic() - this.#begun,
      phase,
      recovery: recovery ?? resumed,
      timeMode: processingTime ? 'processing' : 'event',
      parallelism,
      epoch: parts?.standing.epoch ?? 0,
      records: counters.readInAll(),
      sources: sources.map((source, number) => this.#source(source, number, counters, parts)),
      inputs: this.#inputs(parts),
      jobs: this.#jobs(counters),
      epochs: counters.epochs(),
      commits: {
        ...(parts?.committer.status() ?? noCommits()),
        retries: sink.retries ?? 0,
        oversizedRows: sink.oversizedRows ?? 0
      },
      snapshots: parts?.snapshotter?.status() ?? NO_SNAPSHOTS,
      backPressure: pipeline?.pressure ?? NO_PRESSURE,
      outages: this.#outages(),
      memory: { residentBytes: process.memoryUsage.rss(), stateBytes: counters.merged.stateBytes }
    }
  }

  #source(
    { name, source, watermarkDelayMs }: EngineSource,
    number: number,
    counters: Counters,
    parts: PipelineParts | undefined
  ): SourceStatus {
    const partitions = source.status().map((status): PartitionStatus => {
      const { position, endOffset, partition } = status
      const mark = parts?.watermarks.partition(number, partition)
      const maxTimestamp = mark?.maxTimestamp ?? null
      return {
        ...status,
        lag: endOffset === null ? null : Math.max(0, endOffset - position),
        maxTimestamp,
        watermark: maxTimestamp === null ? null : maxTimestamp - watermarkDelayMs,
        idle: mark?.isIdle ?? false
      }
    })
    const { total: records, ...totals } = counters.read(number)
    return { name, ...source.identity(), records, ...totals, partitions }
  }

  #inputs(parts: PipelineParts | undefined): InputsStatus[] {
    const { inputs, sources } = this.#options
    return inputs.sets.map(({ key, sources: members }, set) => {
      const watermark = parts?.watermarks.current[set] ?? Number.NEGATIVE_INFINITY
      const holder = parts?.watermarks.heldBackBy(set) ?? null
      return {
        name: key,
        sources: members.map((source) => sources[source]?.name ?? ''),
        watermark: Number.isFinite(watermark) ? watermark : null,
        heldBackBy: holder && {
          source: sources[holder.source]?.name ?? '',
          partition: holder.partition
        }
      }
    })
  }

  #jobs(counters: Counters): JobStatus[] {
    const { jobs, inputs, plans, stateless } = this.#options
    const inputsOf = inputs.byJob(inputs.sets.map(({ key }) => key))
    return jobs.map(({ name, sink, fingerprint }, number) => {
      return {
        name,
        inputs: inputsOf[number] ?? '',
        sink,
        isStateless: stateless[number] ?? false,
        fingerprint,
        ...(counters.merged.jobs[number] ?? NO_TOTALS),
        plan: plans[number] ?? ''
      }
    })
  }

  /** Source and sink may tell of the same one. */
  #outages(): OutageStatus[] {
    const { sink, sources } = this.#options
    const told = [sink, ...sources.map(({ source }) => source)].flatMap((one) => one.outages?.() ?? [])
    const keyOf = ({ what, since }: SourceOutage): string => `${since} ${what}`
    return [...new Map(told.map((outage) => [keyOf(outage), outage])).values()]
      .sort((a, b) => a.since - b.since)
      .slice(-OUTAGES_TOLD)
  }
}

const NO_EPOCHS = { epochsDone: 0, epochsTotal: 0 }

const NO_PRESSURE: PressureStatus = { scan: 0, mergeBusy: false, committerFull: false }

const NO_SNAPSHOTS: SnapshotsStatus = { completed: 0, failed: 0, last: null, history: [] }

const NO_TOTALS = {
  rows: 0,
  lateRecords: 0,
  droppedNotNull: 0,
  nullRows: 0,
  overflows: 0,
  openWindows: 0,
  nextWindowEnd: null,
  stateBytes: 0
}

function noCommits(): Omit<CommitsStatus, 'retries' | 'oversizedRows'> {
  return {
    count: 0,
    bytes: new Histogram(SIZE_BOUNDS).status(),
    seconds: new Histogram(DURATION_BOUNDS_MS, MILLISECONDS).status(),
    lastAt: null,
    pendingEpochs: 0,
    pendingBytes: 0
  }
}
