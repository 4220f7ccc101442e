import type { Logger } from './log.js'
import type { Observation, Observer } from './observer.js'

const LOOK_MS = 5000
const SIGN_OF_LIFE_MS = 60_000
/** More than so many seconds' worth of records that wait for so long is a lag worth a line. */
const LAG_SECONDS = 10
const LAG_PATIENCE_MS = 60_000
/** Late or malformed records are told when they are more than this share of a minute's, and more than a handful. */
const JUMP_SHARE = 0.01
const JUMP_RECORDS = 100

interface Counts {
  readonly records: number
  readonly late: number
  readonly malformed: number
}

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
  #minute: Counts = { records: 0, late: 0, malformed: 0 }
  readonly #jumped = new Set<string>()

  constructor(observer: Observer, logger: Logger) {
    this.#observer = observer
    this.#logger = logger
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
    this.#signAt ??= uptimeMs
    if (uptimeMs - this.#signAt < SIGN_OF_LIFE_MS) return
    this.#signAt = uptimeMs
    this.#signOfLife(observation)
    this.#noteJumps(observation)
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
    const before = this.#minute
    this.#minute = countsOf({ status })
    const records = this.#minute.records - before.records
    for (const kind of ['late', 'malformed'] as const) {
      const more = this.#minute[kind] - before[kind]
      const isMuch = more > JUMP_RECORDS && more > records * JUMP_SHARE
      if (isMuch && !this.#jumped.has(kind)) {
        this.#logger.warn({ [kind]: more, records }, `many ${kind} records within the last minute`)
      }
      if (isMuch) this.#jumped.add(kind)
      else this.#jumped.delete(kind)
    }
  }

  #signOfLife({ status, rates, lag }: Observation): void {
    const { phase, epoch, records, commits, memory, jobs } = status
    const { late, malformed } = countsOf({ status })
    this.#logger.info(
      {
        phase,
        epoch,
        records: records.total,
        recordsPerSecond: Math.round(rates.recordsPerSecond),
        rows: jobs.reduce((sum, job) => sum + job.rows, 0),
        lag: lag.records,
        watermarkLagSeconds: lag.watermarkSeconds === null ? null : Math.round(lag.watermarkSeconds),
        late,
        malformed,
        undated: records.undated,
        commits: commits.count,
        retries: commits.retries,
        residentBytes: memory.residentBytes,
        stateBytes: memory.stateBytes
      },
      'progress'
    )
  }
}

function countsOf({ status: { records, jobs } }: Pick<Observation, 'status'>): Counts {
  return {
    records: records.total,
    malformed: records.malformed,
    late: jobs.reduce((sum, { lateRecords }) => sum + lateRecords, 0)
  }
}
