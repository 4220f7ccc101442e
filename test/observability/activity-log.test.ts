import { describe, expect, it } from 'vitest'
import { ActivityLog } from '../../src/observability/activity-log.js'
import { Observer } from '../../src/observability/observer.js'
import type { Status } from '../../src/engine/status/status.js'
import { serviceStatus, NOW } from '../support/service-status.js'
import { recordingLogger } from '../support/kafka.js'
import type { Logger } from '../../src/observability/log.js'

function sourcesWith(lag: number): Status['sources'] {
  const [source] = serviceStatus().sources
  const [partition] = source!.partitions
  return [{ ...source!, partitions: [{ ...partition!, lag }] }]
}

/** An activity log whose service and clock a test moves. */
function watched() {
  const state = { ms: 0, changes: { sources: sourcesWith(0) } as Partial<Status> }
  const read = (): Status => serviceStatus({ uptimeMs: state.ms, takenAt: NOW + state.ms, ...state.changes })
  const observer = new Observer({ read, now: () => state.ms, cpu: () => 0 })
  const logger = recordingLogger()
  const log = new ActivityLog(observer, logger as unknown as Logger)
  /** Lets so many seconds pass, a look in five. */
  const pass = (seconds: number, changes: Partial<Status> = {}): string[] => {
    state.changes = { ...state.changes, ...changes }
    const before = logger.lines.length
    for (let passed = 0; passed < seconds; passed += 5) {
      state.ms += 5000
      log.look()
    }
    return logger.lines.slice(before).map((line) => line.replace(/ \{.*/, ''))
  }
  return { pass, log, logger }
}

describe('ActivityLog', () => {
  it('gives a sign of life once a minute, idle or not', () => {
    const { pass, logger } = watched()
    expect(pass(185)).toEqual(['info progress', 'info progress', 'info progress'])
    expect(logger.lines[0]).toContain('"recordsPerSecond":0,"rows":800,"lag":0,"watermarkLagSeconds":')
    expect(logger.lines[0]).not.toContain('REDACTED')
  })

  it('says that it recovers and that it caught up, once', () => {
    const { pass } = watched()
    const recovery = { epochsDone: 2, epochsTotal: 7, startedAt: NOW }
    expect(pass(10, { phase: 'recovering', recovery })).toEqual(['info recovering 2 of 7 epochs'])
    expect(pass(10, { phase: 'caught-up' })).toEqual(['info caught up'])
    expect(pass(10, { phase: 'running' })).toEqual([])
    expect(pass(10, { phase: 'caught-up' })).toEqual([])
  })

  it('says that it lags after a minute of it, and when that is over', () => {
    const { pass } = watched()
    expect(pass(50, { sources: sourcesWith(1_000_000) })).toEqual([])
    expect(pass(30)).toContain('warn lagging: more records wait than are worked off')
    expect(pass(30)).toEqual([])
    expect(pass(5, { sources: sourcesWith(0) })).toEqual(['info caught up'])
  })

  it('says once that many records are malformed', () => {
    const { pass } = watched()
    const records = (total: number, malformed: number) => ({
      records: { total, malformed, undated: 0, skippedBatches: 0 }
    })
    pass(65, records(1000, 0))
    expect(pass(60, records(2000, 500))).toContain('warn many malformed records within the last minute')
    expect(pass(60, records(3000, 900))).toEqual(['info progress'])
    expect(pass(60)).toEqual(['info progress'])
    expect(pass(60, records(4000, 1500))).toContain('warn many malformed records within the last minute')
  })

  it('ends with a last sign of life', () => {
    const { log, logger } = watched()
    log.start()
    log.stop()
    expect(logger.lines).toHaveLength(1)
  })
})
