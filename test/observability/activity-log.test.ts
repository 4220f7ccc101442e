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

/** Nothing that does not count. */
const CLEAN = {
  records: { ...serviceStatus().records, malformed: 0, undated: 0 },
  jobs: serviceStatus().jobs.map((job) => ({ ...job, lateRecords: 0 }))
}

/** An activity log whose service and clock a test moves. */
function watched() {
  const state = { ms: 0, changes: { ...CLEAN, sources: sourcesWith(0) } as Partial<Status> }
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

  it('warns of the first records that do not count, then by orders of magnitude, once a minute and kind', () => {
    const { pass, logger } = watched()
    const records = (counts: Partial<Status['records']>) => ({
      records: { ...CLEAN.records, ...counts }
    })
    const warnings = (seconds: number, changes: Partial<Status>): string[] => {
      const from = logger.lines.length
      pass(seconds, changes)
      return logger.lines.slice(from).filter((line) => line.startsWith('warn'))
    }
    expect(warnings(65, {})).toEqual([])
    expect(warnings(5, records({ future: 1 }))).toEqual([
      expect.stringMatching(
        /^warn records have a time further ahead .*processing_max_future_seconds.* \{"future":1\}$/
      )
    ])
    // An order of magnitude more, but within the minute; another kind has its own.
    expect(warnings(5, records({ future: 20, malformed: 3 }))).toEqual([
      expect.stringContaining('{"malformed":3}')
    ])
    expect(warnings(55, records({ future: 25, malformed: 4 }))).toEqual([
      expect.stringContaining('{"future":25}')
    ])
    expect(warnings(600, records({ future: 99, malformed: 9, undated: 0 }))).toEqual([])
    expect(warnings(5, records({ future: 100, malformed: 9 }))).toEqual([
      expect.stringContaining('{"future":100}')
    ])
  })

  it('names the setting at the first row with a null where none may be', () => {
    const { pass, logger } = watched()
    const jobs = CLEAN.jobs.map((job) => ({ ...job, nullRows: 1 }))
    pass(5, { jobs })
    expect(logger.lines.filter((line) => line.includes('NOT NULL'))).toEqual(
      jobs.map(({ name }) =>
        expect.stringMatching(`^warn .*processing_sink_not_null_enforcer.*"job":"${name}","nullRows":1`)
      )
    )
  })

  it('ends with a last sign of life', () => {
    const { log, logger } = watched()
    log.start()
    log.stop()
    expect(logger.lines).toHaveLength(1)
  })
})
