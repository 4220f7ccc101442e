import type { JournalOwner } from '../connectors/journal.js'
import type { Sink } from '../connectors/connector.js'
import type { Clock } from './clock.js'
import { Counters } from './counters.js'
import { DURATION_BOUNDS_MS, Histogram, SIZE_BOUNDS } from './status/histogram.js'
import type { EngineSource, Inputs } from './inputs.js'
import type { PlannedJob } from './merge/merger.js'
import type { Pipeline, PipelineParts } from './pipeline.js'
import type { JobIdentity } from './recovery/job-match.js'
import type {
  CommitsStatus,
  InputsStatus,
  JobStatus,
  PartitionStatus,
  Phase,
  PressureStatus,
  SourceStatus,
  Status
} from './status/status.js'

export interface StatusReaderOptions {
  readonly owner: JournalOwner
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  /** Names of the sources that each job reads. */
  readonly jobSources: readonly (readonly string[])[]
  /** How each job is worked off, as text. */
  readonly plans: readonly string[]
  readonly jobs: readonly (PlannedJob & JobIdentity)[]
  readonly sink: Sink
  readonly clock: Clock
}

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

  /** @param pipeline undefined until there is one */
  read(phase: Phase, pipeline: Pick<Pipeline, 'parts' | 'pressure'> | undefined): Status {
    const parts = pipeline?.parts
    const { owner, clock, sink, sources } = this.#options
    const counters = parts?.counters ?? this.#nothing
    const epoch = parts?.standing.epoch ?? 0
    const inputs = this.#inputs(parts)
    return {
      phase,
      startedAt: this.#startedAt,
      uptimeMs: clock.monotonic() - this.#begun,
      application: owner.application,
      instance: owner.instance,
      epoch,
      watermark: leastOf(inputs),
      ...counters.readInAll(),
      sources: sources.map((source, number) => this.#source(source, number, counters, parts)),
      inputs,
      jobs: this.#jobs(counters),
      epochs: counters.epochs(epoch),
      commits: parts?.committer.status() ?? noCommits(),
      pressure: pipeline?.pressure ?? NO_PRESSURE,
      snapshots: parts?.snapshotter?.status() ?? null,
      retries: sink.retries ?? 0,
      oversizedRows: sink.oversizedRows ?? 0,
      outages: [sink, ...sources.map(({ source }) => source)].flatMap((one) => one.outages?.() ?? []),
      stateBytes: counters.merged.stateBytes,
      residentBytes: process.memoryUsage.rss()
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
      const mark = parts?.watermarks.partition(number, partition) ?? { maxTimestamp: null, isIdle: false }
      return {
        ...status,
        ...mark,
        lag: endOffset === null ? null : Math.max(0, endOffset - position),
        watermark: mark.maxTimestamp === null ? null : mark.maxTimestamp - watermarkDelayMs
      }
    })
    return { name, ...source.identity(), ...counters.read(number), partitions }
  }

  #inputs(parts: PipelineParts | undefined): InputsStatus[] {
    const { inputs, sources } = this.#options
    return inputs.sets.map(({ key }, set) => {
      const watermark = parts?.watermarks.current[set] ?? Number.NEGATIVE_INFINITY
      const holder = parts?.watermarks.heldBackBy(set) ?? null
      return {
        inputs: key,
        watermark: Number.isFinite(watermark) ? watermark : null,
        heldBackBy: holder && {
          source: sources[holder.source]?.name ?? '',
          partition: holder.partition
        }
      }
    })
  }

  #jobs(counters: Counters): JobStatus[] {
    const { jobs, jobSources, plans } = this.#options
    return jobs.map(({ name, sink, fingerprint }, number) => {
      const totals = counters.merged.jobs[number] ?? NO_TOTALS
      const sources = jobSources[number] ?? []
      const plan = plans[number] ?? ''
      return { name, sink, sources, fingerprint, plan, ...totals }
    })
  }
}

const NO_PRESSURE: PressureStatus = { scanLoad: 0, isMerging: false, isCommitterFull: false }

const NO_TOTALS = {
  rows: 0,
  lateRecords: 0,
  droppedNotNull: 0,
  nullRows: 0,
  overflows: 0,
  openWindows: 0,
  stateBytes: 0
}

function leastOf(inputs: readonly InputsStatus[]): number | null {
  const least = Math.min(...inputs.map(({ watermark }) => watermark ?? Number.NEGATIVE_INFINITY))
  return Number.isFinite(least) ? least : null
}

function noCommits(): CommitsStatus {
  return {
    count: 0,
    pendingEpochs: 0,
    pendingBytes: 0,
    ageMs: null,
    bytes: new Histogram(SIZE_BOUNDS).status(),
    durationMs: new Histogram(DURATION_BOUNDS_MS).status()
  }
}
