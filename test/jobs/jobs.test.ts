import { describe, expect, it } from 'vitest'
import { jobs } from '../../src/jobs/index.js'
import type { JobSettings } from '../../src/jobs/settings.js'
import { aggregateJob, mergeJob, scanLines, scanOf } from '../table/fixtures.js'
import { defaultOptions, defaultSettings, lowerJobClasses, planJobs } from './plan-jobs.js'

const [EVENT, SESSION, PERFORMANCE] = [0, 1, 2]
const [COUNT_ALL, COUNT, COUNT_DISTINCT, AVG, MAX, PERCENTILE] = [0, 1, 2, 4, 6, 7]

/** What the scan and what the merge do for one of the jobs. */
function lowered(index: number, settings: JobSettings = defaultSettings) {
  const plan = lowerJobClasses(jobs, settings)
  return { scan: aggregateJob(plan, index), merge: mergeJob(plan, index) }
}

describe('the three jobs in one plan', () => {
  const plan = planJobs()

  it('have the names, sinks and columns of the pipeline they run in', () => {
    expect(plan.jobs.map(({ name, sink }) => ({ name, sink: sink.name }))).toEqual([
      { name: 'EventAggregator', sink: 'event_metrics' },
      { name: 'SessionTracker', sink: 'session_metrics' },
      { name: 'PerformanceTracker', sink: 'performance_metrics' }
    ])
    expect(plan.jobs.map(({ sink }) => sink.columns.map(({ name, type }) => `${name} ${type}`))).toEqual([
      [
        'window_start TIMESTAMP',
        'window_end TIMESTAMP',
        'event_type STRING',
        'event_count BIGINT',
        'user_count BIGINT'
      ],
      [
        'session_id STRING',
        'user_id STRING',
        'start_time TIMESTAMP',
        'end_time TIMESTAMP',
        'duration BIGINT',
        'page_count BIGINT',
        'device_category STRING'
      ],
      [
        'window_start TIMESTAMP',
        'window_end TIMESTAMP',
        'device_category STRING',
        'avg_load_time DOUBLE',
        'p95_load_time DOUBLE'
      ]
    ])
  })

  it('read only the fields they need, the event time first', () => {
    expect(plan.scans).toHaveLength(1)
    expect(plan.scans[0]?.fields.map(({ path, type }) => `${path} ${type}`)).toEqual([
      'timestamp TIMESTAMP',
      'event.type STRING',
      'user.id STRING',
      'context.session_id STRING',
      'device.user_agent STRING',
      'metrics.load_time BIGINT'
    ])
  })

  it('compute the device category once, on the page views, and narrow those down to the ones with a load time', () => {
    const physical = lowerJobClasses()
    expect(scanLines(physical)).toEqual([
      "r6 = IN_K STRING event.type ['page_view', 'click', 'conversion', 'add_to_cart'] on s0",
      's1 = FILTER r6 on s0',
      "r7 = EQ_K STRING event.type 'page_view' on s0",
      's2 = FILTER r7 on s0',
      "r8 = LIKE_K device.user_agent '%Mobile%' on s2",
      "r9 = CONST STRING 'Mobile' on s2",
      "r10 = LIKE_K device.user_agent '%Tablet%' on s2",
      "r11 = CONST STRING 'Tablet' on s2",
      "r12 = LIKE_K device.user_agent '%Bot%' on s2",
      "r13 = CONST STRING 'Bot' on s2",
      "r14 = CONST STRING 'Desktop' on s2",
      'r15 = CASE STRING r8:r9 r10:r11 r12:r13 else r14 on s2',
      'r16 = IS_NOT_NULL BIGINT metrics.load_time on s2',
      's3 = FILTER r16 on s2'
    ])
    expect(jobs.map((_, job) => aggregateJob(physical, job).selection)).toEqual([1, 2, 3])
  })

  it('leave the event time out in processing time', () => {
    const arrival = scanOf(
      lowerJobClasses(jobs, defaultSettings, { ...defaultOptions, processingTime: true })
    )
    expect(arrival.fields.map(({ path }) => path)).not.toContain('timestamp')
    expect(arrival.timeField).toBeNull()
  })

  it('write finished groups as they are: nothing is computed of them', () => {
    expect(lowerJobClasses().merge.program.instructions).toEqual([])
  })
})

describe('EventAggregator', () => {
  it('counts events and distinct users per type in tumbling windows of the configured size', () => {
    const { scan } = lowered(EVENT, { ...defaultSettings, processing_metrics_window_size_seconds: 7 })
    expect(scan).toMatchObject({ window: { code: 0, size: 7000, slide: 7000, gap: 0 }, keys: [1] })
    expect(scan.aggregates.map(({ code, register }) => ({ code, register }))).toEqual([
      { code: COUNT_ALL, register: null },
      { code: COUNT_DISTINCT, register: 2 }
    ])
  })
})

describe('SessionTracker', () => {
  it('has sessions of the configured gap by session and user, both NOT NULL in the sink', () => {
    const { scan, merge } = lowered(SESSION)
    expect(scan).toMatchObject({ window: { code: 2, size: 0, slide: 0, gap: 1_800_000 }, keys: [3, 2] })
    expect(merge.columns.map(({ notNull }) => notNull)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false
    ])
    expect(scan.aggregates.map(({ code, register }) => [code, register])).toEqual([
      [COUNT, 3],
      [MAX, 15]
    ])
  })

  it('floors the duration to seconds in compatible mode only', () => {
    const duration = (settings: JobSettings) =>
      lowered(SESSION, settings).merge.groupColumns.find(({ source }) => source === 'WINDOW_DURATION')?.param
    expect(duration(defaultSettings)).toBe(1)
    expect(duration({ ...defaultSettings, processing_flink_compatibility: true })).toBe(1000)
  })
})

describe('PerformanceTracker', () => {
  it('has mean and exact 95th percentile of the load time per device category', () => {
    const { scan } = lowered(PERFORMANCE)
    expect(scan).toMatchObject({ window: { code: 0, size: 300_000 }, keys: [15] })
    expect(scan.aggregates).toEqual([
      { code: AVG, register: 5, byRegister: null, byType: null, inputType: 'BIGINT', flags: 0, param: 0 },
      {
        code: PERCENTILE,
        register: 5,
        byRegister: null,
        byType: null,
        inputType: 'BIGINT',
        flags: 0,
        param: 0.95
      }
    ])
  })

  it('truncates the mean in compatible mode only', () => {
    const { scan } = lowered(PERFORMANCE, { ...defaultSettings, processing_flink_compatibility: true })
    expect(scan.aggregates.map(({ flags }) => flags)).toEqual([1, 0])
  })
})
