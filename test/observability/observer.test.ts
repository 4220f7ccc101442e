import { describe, expect, it } from 'vitest'
import { Observer } from '../../src/observability/observer.js'
import type { Status } from '../../src/engine/status/status.js'
import { readinessOf } from '../../src/observability/readiness.js'
import { NOW, serviceStatus } from '../support/service-status.js'

/** An observer of a service that reads 100 records and a row a second, on half a core. */
function observed() {
  const state = { seconds: 0, changes: {} as Partial<Status>, readings: 0 }
  const read = (): Status => {
    state.readings++
    const { seconds } = state
    const base = serviceStatus()
    return {
      ...base,
      uptimeMs: seconds * 1000,
      takenAt: NOW + seconds * 1000,
      epoch: seconds,
      records: { ...base.records, total: seconds * 100 },
      sources: base.sources.map((source) => ({ ...source, records: seconds * 100 })),
      jobs: base.jobs.map((job) => ({ ...job, rows: seconds })),
      ...state.changes
    }
  }
  const observer = new Observer({ read, now: () => state.seconds * 1000, cpu: () => state.seconds * 500_000 })
  const pass = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 5) {
      state.seconds += 5
      observer.record()
    }
  }
  return { observer, state, pass }
}

describe('Observer', () => {
  it('makes rates of two looks', () => {
    const { observer, pass } = observed()
    pass(30)
    const { rates } = observer.observe()
    expect(rates).toMatchObject({
      recordsPerSecond: 100,
      rowsPerSecond: 2,
      sources: { events: 100 },
      jobs: { Counts: 1, Visits: 1 },
      cpuCores: 0.5
    })
    expect(observer.ratesOver(60_000).recordsPerSecond).toBe(100)
  })

  it('asks the service at most once a second', () => {
    const { observer, state } = observed()
    state.seconds = 10
    for (let i = 0; i < 100; i++) observer.observe()
    expect(state.readings).toBe(1)
    state.seconds = 11
    observer.observe()
    expect(state.readings).toBe(2)
  })

  it('keeps an hour and no more', () => {
    const { observer, pass } = observed()
    pass(2 * 3600)
    const { times, series } = observer.history()
    expect(times).toHaveLength(720)
    expect(times.at(-1)).toBe(NOW / 1000 + 7200)
    expect(new Set(series.recordsPerSecond)).toEqual(new Set([100]))
  })

  it('notices that records wait and nothing moves', () => {
    const { observer, state, pass } = observed()
    pass(10)
    state.changes = { epoch: 10 }
    pass(70)
    expect(observer.observe().stalledMs).toBeGreaterThanOrEqual(60_000)
    expect(readinessOf(observer.observe(), 0)).toMatchObject({
      ready: false,
      reasons: [expect.stringMatching(/no epoch was committed for \d+ s/)]
    })
    state.changes = { epoch: 11 }
    pass(5)
    expect(observer.observe().stalledMs).toBe(0)
  })
})
