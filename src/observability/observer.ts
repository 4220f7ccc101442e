import type { Status } from '../engine/status/status.js'
import { lagOf, ratesBetween, totalsOf, type Lag, type Rates, type Totals } from './figures.js'
import { History, historyPoint, type HistoryColumns } from './history.js'

/** How often a point of the history is made. */
const HISTORY_INTERVAL_MS = 5000
const HISTORY_POINTS = (3600 * 1000) / HISTORY_INTERVAL_MS
/** A status is asked for at most this often, however many look. */
const FRESH_MS = 1000
/** Rates are means over about this long. */
const RATE_WINDOW_MS = 10_000

/** A status and what it means beside the ones before. */
export interface Observation {
  readonly status: Status
  readonly rates: Rates
  readonly lag: Lag
  /** How long records have been waiting without an epoch or commit; 0 when none wait or something moves. */
  readonly stalledMs: number
}

export interface ObserverOptions {
  readonly read: () => Status
  /** Monotonic, ms. */
  readonly now?: () => number
  /** Processor time of the process so far, µs. */
  readonly cpu?: () => number
}

/**
 * Looks at the engine for everybody: at most once a second when somebody asks, and once in five seconds for the history
 * of the last hour. Bounded: 720 points and as many sets of totals.
 */
export class Observer {
  readonly #read: () => Status
  readonly #now: () => number
  readonly #cpu: () => number
  readonly #history = new History(HISTORY_POINTS)
  readonly #totals: Totals[] = []
  #latest: Observation | undefined
  #readAt = 0
  #progress = ''
  #progressAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: ObserverOptions) {
    this.#read = options.read
    this.#now = options.now ?? (() => performance.now())
    this.#cpu = options.cpu ?? processorTime
  }

  /** Begins the history. It does not keep the process alive. */
  start(): void {
    this.record()
    this.#timer = setInterval(() => this.record(), HISTORY_INTERVAL_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** What is now, at most a second old. */
  observe(): Observation {
    const fresh = this.#now() - this.#readAt < FRESH_MS
    return fresh && this.#latest !== undefined ? this.#latest : this.observeNow()
  }

  /** What is at this very moment: for a last look. */
  observeNow(): Observation {
    return this.#look()
  }

  /** Rates over about so many milliseconds up to now, or over as long as there is. */
  ratesOver(milliseconds: number): Rates {
    const { status } = this.observe()
    const now = totalsOf(status, this.#cpu())
    return ratesBetween(this.#totalsBefore(now.uptimeMs - milliseconds) ?? now, now)
  }

  history(): HistoryColumns {
    return this.#history.columns()
  }

  /** Adds a point to the history. */
  record(): void {
    const { status, lag } = this.#look()
    const totals = totalsOf(status, this.#cpu())
    const before = this.#totals.at(-1)
    this.#totals.push(totals)
    // The first one has nothing to be compared with.
    if (before === undefined) return
    if (this.#totals.length > HISTORY_POINTS) this.#totals.shift()
    this.#history.add(status.takenAt / 1000, historyPoint(ratesBetween(before, totals), lag, status.memory))
  }

  #look(): Observation {
    const status = this.#read()
    const now = totalsOf(status, this.#cpu())
    const before = this.#totalsBefore(now.uptimeMs - RATE_WINDOW_MS) ?? now
    const lag = lagOf(status)
    this.#readAt = this.#now()
    this.#latest = { status, rates: ratesBetween(before, now), lag, stalledMs: this.#stalledMs(status, lag) }
    return this.#latest
  }

  #stalledMs(status: Status, lag: Lag): number {
    const progress = `${status.epoch}/${status.commits.count}/${status.recovery?.epochsDone ?? 0}`
    const isWaiting = (lag.records ?? 0) > 0
    if (progress !== this.#progress || !isWaiting) {
      this.#progress = progress
      this.#progressAt = this.#readAt
    }
    return this.#readAt - this.#progressAt
  }

  /** The newest totals that are at least as old, else the oldest. */
  #totalsBefore(uptimeMs: number): Totals | undefined {
    return this.#totals.findLast((totals) => totals.uptimeMs <= uptimeMs) ?? this.#totals[0]
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
