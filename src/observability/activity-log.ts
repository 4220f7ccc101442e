import type { Logger } from './log.js'
import { JumpWarnings } from './jump-warnings.js'
import type { Observation, Observer } from './observer.js'
import type { Status } from '../engine/status/status.js'

const LOOK_MS = 5000
const SIGN_OF_LIFE_MS = 60_000
/** More than so many seconds' worth of records that wait for so long is a lag worth a line. */
const LAG_SECONDS = 10
const LAG_PATIENCE_MS = 60_000
const FUTURE =
  'records have a time further ahead of the clock than processing_max_future_seconds, and do not count: whoever writes them has a wrong clock'
const NULL_ROWS =
  'rows have a null in a column that is NOT NULL, which a reader that trusts the schema may refuse; set processing_sink_not_null_enforcer to drop to leave them out'

/**
 * The lines by which the log alone tells how the service is: a sign of life once a minute, and a line for each change
 * of its state. Connectors log their outages themselves.
 */
export class ActivityLog {
  readonly #logger: Logger
  readonly #observer: Observer
  #timer: NodeJS.Timeout | undefined
  #signAt: number | undefined
  #phase: string | undefined
  #isCaughtUp = false
  #laggingSince: number | undefined
  #isLagging = false
  readonly #jumps: JumpWarnings

  constructor(observer: Observer, logger: Logger) {
    this.#observer = observer
    this.#logger = logger
    this.#jumps = new JumpWarnings(logger)
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref()
  }

  /** Ends with a last sign of life. */
  stop(): void {
    clearInterval(this.#timer)
    this.#signOfLife(this.#observer.observeNow())
  }

  /** Looks whether there is something to say. */
  look(): void {
    const observation = this.#observer.observe()
    const { uptimeMs } = observation.status
    this.#notePhase(observation)
    this.#noteLag(observation)
    this.#noteJumps(observation)
    this.#signAt ??= uptimeMs
    if (uptimeMs - this.#signAt < SIGN_OF_LIFE_MS) return
    this.#signAt = uptimeMs
    this.#signOfLife(observation)
  }

  #notePhase({ status: { phase, recovery } }: Observation): void {
    if (phase === this.#phase) return
    this.#phase = phase
    if (phase === 'recovering' && recovery !== null) {
      const { epochsDone, epochsTotal } = recovery
      this.#logger.info({ epochsDone, epochsTotal }, `recovering ${epochsDone} of ${epochsTotal} epochs`)
    }
    if (phase === 'caught-up' && !this.#isCaughtUp) {
      this.#isCaughtUp = true
      this.#logger.info('caught up')
    }
  }

  /** Lagging is what does not go away by itself within a minute. */
  #noteLag({ status: { uptimeMs }, lag, rates }: Observation): void {
    const records = lag.records ?? 0
    const isMuch = records > Math.max(1, rates.recordsPerSecond) * LAG_SECONDS
    this.#laggingSince = isMuch ? (this.#laggingSince ?? uptimeMs) : undefined
    const isLagging = this.#laggingSince !== undefined && uptimeMs - this.#laggingSince >= LAG_PATIENCE_MS
    if (isLagging === this.#isLagging || (this.#isLagging && isMuch)) return
    this.#isLagging = isLagging
    const fields = { lag: records, recordsPerSecond: Math.round(rates.recordsPerSecond) }
    if (isLagging) this.#logger.warn(fields, 'lagging: more records wait than are worked off')
    else this.#logger.info(fields, 'caught up')
  }

  #noteJumps({ status }: Observation): void {
    const { records, jobs, uptimeMs } = status
    const take = (kind: string, count: number, meaning: string, job?: string): void =>
      this.#jumps.take(kind, count, uptimeMs, meaning, job)
    take('late', lateOf(status), 'records come after their windows have closed, and do not count')
    take('malformed', records.malformed, 'records are no JSON document of the source, and do not count')
    take('undated', records.undated, 'records have no usable time, and do not count')
    take('future', records.future, FUTURE)
    for (const { name, nullRows } of jobs) take('nullRows', nullRows, NULL_ROWS, name)
    take(
      'oversizedRows',
      status.commits.oversizedRows,
      'rows are too large for their topic, and were skipped'
    )
  }

  #signOfLife({ status, rates, lag }: Observation): void {
    const { phase, epoch, records, commits, memory, jobs } = status
    this.#logger.info(
      {
        phase,
        epoch,
        records: records.total,
        recordsPerSecond: Math.round(rates.recordsPerSecond),
        rows: jobs.reduce((sum, job) => sum + job.rows, 0),
        lag: lag.records,
        watermarkLagSeconds: lag.watermarkSeconds === null ? null : Math.round(lag.watermarkSeconds),
        late: lateOf(status),
        malformed: records.malformed,
        undated: records.undated,
        future: records.future,
        commits: commits.count,
        retries: commits.retries,
        residentBytes: memory.residentBytes,
        stateBytes: memory.stateBytes
      },
      'progress'
    )
  }
}

function lateOf({ jobs }: Status): number {
  return jobs.reduce((sum, { lateRecords }) => sum + lateRecords, 0)
}
