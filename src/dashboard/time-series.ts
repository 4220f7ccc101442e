import type { HistoryAnswer, SeriesName, StatusAnswer } from './api.js'

/** Points of an hour, one in five seconds: what is older goes. */
const MAX_POINTS = 720
const INTERVAL_SECONDS = 5

export const EMPTY_HISTORY: HistoryAnswer = {
  times: [],
  series: {
    recordsPerSecond: [],
    rowsPerSecond: [],
    lagRecords: [],
    lagSeconds: [],
    watermarkLagSeconds: [],
    cpuCores: [],
    residentBytes: [],
    stateBytes: [],
    epochRecords: [],
    epochSeconds: [],
    commitSeconds: []
  }
}

/** The history with a point of this status at its end, if the last one is old enough; else the same object. */
export function withPoint(history: HistoryAnswer, answer: StatusAnswer): HistoryAnswer {
  const now = answer.status.takenAt / 1000
  if (now - (history.times.at(-1) ?? Number.NEGATIVE_INFINITY) < INTERVAL_SECONDS) return history
  const point = pointOf(answer)
  const append = <T>(values: readonly T[], value: T): T[] => [...values.slice(1 - MAX_POINTS), value]
  const names = Object.keys(point) as SeriesName[]
  return {
    times: append(history.times, now),
    series: Object.fromEntries(
      names.map((name) => [name, append(history.series[name], point[name])])
    ) as HistoryAnswer['series']
  }
}

function pointOf({ rates, lag, status }: StatusAnswer): Record<SeriesName, number | null> {
  return {
    recordsPerSecond: rates.recordsPerSecond,
    rowsPerSecond: rates.rowsPerSecond,
    lagRecords: lag.records,
    lagSeconds: lag.eventTimeSeconds,
    watermarkLagSeconds: lag.watermarkSeconds,
    cpuCores: rates.cpuCores,
    residentBytes: status.memory.residentBytes,
    stateBytes: status.memory.stateBytes,
    epochRecords: rates.epochRecords,
    epochSeconds: rates.epochSeconds,
    commitSeconds: rates.commitSeconds
  }
}
