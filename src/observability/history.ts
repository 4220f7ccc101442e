import type { Lag, Rates } from './figures.js'

/** The lines that the dashboard draws over time. */
export const HISTORY_SERIES = [
  'recordsPerSecond',
  'rowsPerSecond',
  'lagRecords',
  'lagSeconds',
  'watermarkLagSeconds',
  'cpuCores',
  'residentBytes',
  'stateBytes',
  'epochRecords',
  'epochSeconds',
  'commitSeconds'
] as const

export type HistorySeries = (typeof HISTORY_SERIES)[number]

export type HistoryPoint = Readonly<Record<HistorySeries, number | null>>

/** Points of all series at the same times, oldest first. */
export interface HistoryColumns {
  /** Seconds since 1970. */
  readonly times: readonly number[]
  readonly series: Readonly<Record<HistorySeries, readonly (number | null)[]>>
}

/** What the engine says of its memory. */
interface MemoryFigures {
  readonly residentBytes: number
  readonly stateBytes: number
}

export function historyPoint(rates: Rates, lag: Lag, memory: MemoryFigures): HistoryPoint {
  return {
    recordsPerSecond: rates.recordsPerSecond,
    rowsPerSecond: rates.rowsPerSecond,
    lagRecords: lag.records,
    lagSeconds: lag.eventTimeSeconds,
    watermarkLagSeconds: lag.watermarkSeconds,
    cpuCores: rates.cpuCores,
    residentBytes: memory.residentBytes,
    stateBytes: memory.stateBytes,
    epochRecords: rates.epochRecords,
    epochSeconds: rates.epochSeconds,
    commitSeconds: rates.commitSeconds
  }
}

/** The newest `limit` points. */
export class History {
  readonly #limit: number
  readonly #times: number[] = []
  readonly #points: HistoryPoint[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @param seconds since 1970 */
  add(seconds: number, point: HistoryPoint): void {
    this.#times.push(seconds)
    this.#points.push(point)
    if (this.#times.length <= this.#limit) return
    this.#times.shift()
    this.#points.shift()
  }

  columns(): HistoryColumns {
    const column = (name: HistorySeries) => this.#points.map((point) => point[name])
    const series = Object.fromEntries(HISTORY_SERIES.map((name) => [name, column(name)]))
    return { times: [...this.#times], series: series as Record<HistorySeries, (number | null)[]> }
  }
}
