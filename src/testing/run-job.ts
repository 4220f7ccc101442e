/** Jobs under test: events in, rows out, without Kafka, files and threads. */
import { jobSetOf } from '../app/job-set.js'
import type { AnyJob } from '../app/job.js'
import { forEachRow } from '../connectors/rows.js'
import type { JobCoordinator } from '../engine/coordinator.js'
import { loadKernels } from '../engine/kernel/module.js'
import { TaskRunner } from '../engine/worker/task-runner.js'
import type { StatementSet } from '../engine/statement-set.js'
import { initCodecs } from '../records/codecs.js'
import { configure } from '../service/coordinator.js'
import { batchOf, Mark, partitionOf, type TestEvent } from './kit-input.js'
import { VirtualTime } from './virtual-time.js'

/** A row as the job writes it. */
export type Row = Readonly<Record<string, unknown>>

/** What {@link runJob} is told besides the job. */
export interface RunJobOptions {
  /**
   * Events of the job's one source in their order, or of each source by its name, with `watermark()`, `clock()` and
   * `epoch()` between them. Those of several sources come source by source, as they stand here.
   */
  readonly events: readonly (TestEvent | Mark)[] | Readonly<Record<string, readonly (TestEvent | Mark)[]>>
  /** Settings by name, as the environment would have them. */
  readonly settings?: Readonly<Record<string, string | undefined>>
  /**
   * After how many events an epoch ends and the watermark moves; with 1 every event is late that can be. Left out: only
   * where the test says so, and at the end.
   */
  readonly epochSize?: number
  /** How far the watermark stays behind the greatest time, ms; left out: as the source says, else the settings. */
  readonly watermarkDelayMs?: number
  /** Processing time: the clock, which stands at 1970 until the first `clock()`, in place of the events' own times. */
  readonly processingTime?: boolean
  /** Leave windows open at the end that the watermark has not passed; by default all fire. */
  readonly hold?: boolean
}

/** What came of it. */
export interface RunJobResult {
  /** In the order in which they were written; those of one window by no order in particular. */
  readonly rows: readonly Row[]
  /** The rows of each epoch. */
  readonly epochs: readonly (readonly Row[])[]
  /** Events that came too late for their windows. */
  readonly late: number
  /** Events that are no documents. */
  readonly malformed: number
  /** Events without a usable time. */
  readonly undated: number
}

/**
 * Runs a job over events in milliseconds of real time, on the kernels that run it in production.
 * @throws MillraceError as the service does: settings, jobs and plans that are wrong
 */
export async function runJob(job: AnyJob, options: RunJobOptions): Promise<RunJobResult> {
  const time = options.processingTime === true ? 'test, processing time' : 'production'
  const settings = { app_environment: time, ...options.settings }
  const { parsed, coordinator } = configure(settings, undefined, [], jobSetOf([job]))
  await initCodecs()
  const bench = new Bench(await taskRunner(coordinator), coordinator.statementSet(), options, parsed.settings)
  for (const [source, items] of inputs(options.events, coordinator.statementSet())) {
    for (const item of items) bench.take(source, item)
  }
  return bench.finish()
}

function inputs(
  events: RunJobOptions['events'],
  { sources }: StatementSet
): [number, readonly (TestEvent | Mark)[]][] {
  if (isList(events)) {
    if (sources.length === 1) return [[0, events]]
    throw new RangeError(`the job has several sources: give events as { ${names(sources)} }`)
  }
  return Object.entries(events).map(([name, items]) => {
    const source = sources.findIndex((each) => each.name === name)
    if (source < 0) throw new RangeError(`the job has no source ${name}; it reads ${names(sources)}`)
    return [source, items]
  })
}

function isList(events: RunJobOptions['events']): events is readonly (TestEvent | Mark)[] {
  return Array.isArray(events)
}

function names(sources: StatementSet['sources']): string {
  return sources.map(({ name }) => name).join(', ')
}

async function taskRunner(coordinator: JobCoordinator): Promise<TaskRunner> {
  const { plan } = coordinator.statementSet()
  return new TaskRunner({
    module: await loadKernels(),
    scans: plan.scans.map(({ source, bytes }) => ({
      source: source.name,
      connector: 'test',
      address: source.name,
      plan: bytes
    })),
    merge: plan.merge,
    jobNames: plan.jobs.map(({ name }) => name),
    shards: 1,
    memoryLimitMb: 1024,
    verifyChecksums: false
  })
}

/** One job, the kernels and the time that a test lets pass. */
class Bench {
  readonly #runner: TaskRunner
  readonly #options: RunJobOptions
  readonly #time: VirtualTime
  readonly #sink: string
  readonly #offsets = new Map<string, number>()
  readonly #epochs: (readonly Row[])[] = []
  readonly #totals = { late: 0, malformed: 0, undated: 0 }
  #waiting: { source: number; events: TestEvent[] } = { source: 0, events: [] }
  #partials: ArrayBuffer[] = []
  #rows: Row[] = []
  #count = 0

  constructor(
    runner: TaskRunner,
    statements: StatementSet,
    options: RunJobOptions,
    settings: ConstructorParameters<typeof VirtualTime>[1]
  ) {
    this.#runner = runner
    this.#options = options
    this.#time = new VirtualTime(statements.sources, settings, options)
    this.#sink = statements.plan.jobs[0]?.sink.name ?? ''
  }

  take(source: number, item: TestEvent | Mark): void {
    if (!(item instanceof Mark)) {
      if (this.#waiting.source !== source) this.#scan()
      this.#waiting.source = source
      this.#waiting.events.push(item)
      this.#count++
      if (this.#count === this.#options.epochSize) this.#endEpoch()
      return
    }
    this.#scan()
    if (item.kind === 'watermark') this.#time.advanceTo(item.time)
    if (item.kind === 'clock') this.#time.setClock(item.time)
    this.#endEpoch()
  }

  finish(): RunJobResult {
    this.#scan()
    if (this.#options.hold !== true) {
      this.#endEpoch()
      this.#time.end()
    }
    this.#endEpoch()
    const epochs = this.#epochs.filter((rows, index) => rows.length > 0 || index < this.#epochs.length - 1)
    return { rows: epochs.flat(), epochs, ...this.#totals }
  }

  #scan(): void {
    const { source, events } = this.#waiting
    this.#waiting = { source, events: [] }
    for (const partition of new Set(events.map(partitionOf))) {
      this.#scanPartition(
        source,
        partition,
        events.filter((event) => partitionOf(event) === partition)
      )
    }
  }

  #scanPartition(source: number, partition: number, events: readonly TestEvent[]): void {
    const place = `${source}:${partition}`
    const from = this.#offsets.get(place) ?? 0
    this.#offsets.set(place, from + events.length)
    const bytes = Uint8Array.from(batchOf(events, from))
    const reply = this.#runner.scan({
      kind: 'scan',
      format: 'record-batches',
      ...{ source, partition, fromOffset: from, toOffset: from + events.length },
      arrivalTime: this.#time.arrivalTime,
      latestTime: Number.POSITIVE_INFINITY,
      watermarks: [this.#time.watermark],
      buffer: bytes.buffer,
      byteLength: bytes.byteLength
    })
    this.#time.observe(source, partition, reply.maxTimestamp)
    this.#totals.malformed += reply.malformed
    this.#totals.undated += reply.undated
    this.#partials.push(...reply.partials.flatMap((partial) => partial ?? []))
    this.#addRows(reply.rows)
  }

  #endEpoch(): void {
    this.#scan()
    this.#time.advance()
    const { segments, jobs } = this.#runner.merge({
      kind: 'merge',
      partials: this.#partials,
      watermarks: [this.#time.watermark]
    })
    this.#partials = []
    this.#addRows(segments)
    this.#totals.late = jobs[0]?.lateRecords ?? 0
    this.#epochs.push(this.#rows)
    this.#rows = []
    this.#count = 0
  }

  #addRows(segments: readonly { readonly count: number; readonly bytes: Uint8Array }[]): void {
    for (const { count, bytes } of segments) {
      forEachRow({ sink: this.#sink, count, bytes }, (json) =>
        this.#rows.push(JSON.parse(Buffer.from(json).toString()) as Row)
      )
    }
  }
}
