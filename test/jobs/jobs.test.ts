import { describe, expect, it } from 'vitest'
import { jobs } from '../../src/jobs/index.js'
import type { JobSettings } from '../../src/jobs/index.js'
import { disassemble, PlanReader } from '../table/decode-plan.js'
import { defaultSettings, planJobs } from './plan-jobs.js'

const [EVENT, SESSION, PERFORMANCE] = [0, 1, 2]

function decodedJob(index: number, settings: JobSettings = defaultSettings) {
  const job = new PlanReader(planJobs(jobs, settings).bytes).jobs()[index]
  if (job === undefined) throw new Error(`no job ${String(index)}`)
  return job
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
    expect(plan.fields.map(({ path, type }) => `${path} ${type}`)).toEqual([
      'timestamp TIMESTAMP',
      'event.type STRING',
      'user.id STRING',
      'context.session_id STRING',
      'device.user_agent STRING',
      'metrics.load_time BIGINT'
    ])
  })

  it('compute the device category once, on the page views, and narrow those down to the ones with a load time', () => {
    expect(disassemble(plan)).toEqual([
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
    expect(new PlanReader(plan.bytes).jobs().map(({ selection }) => selection)).toEqual([1, 2, 3])
  })

  it('leave the event time out in processing time', () => {
    const arrival = planJobs(jobs, defaultSettings, { processingTime: true, notNullEnforcer: 'keep' })
    expect(arrival.fields.map(({ path }) => path)).not.toContain('timestamp')
    expect(new PlanReader(arrival.bytes).headerWord(12)).toBe(0xffffffff)
  })
})

describe('EventAggregator', () => {
  it('counts events and distinct users per type in tumbling windows of the configured size', () => {
    const job = decodedJob(EVENT, { ...defaultSettings, processing_metrics_window_size_seconds: 7 })
    expect(job).toMatchObject({ windowKind: 0, size: 7000n, slide: 7000n, gap: 0n, keys: [1] })
    expect(job.aggregates.map(({ kind, register }) => ({ kind, register }))).toEqual([
      { kind: 0, register: 0xffffffff },
      { kind: 2, register: 2 }
    ])
  })
})

describe('SessionTracker', () => {
  it('has sessions of the configured gap by session and user, both NOT NULL in the sink', () => {
    const job = decodedJob(SESSION)
    expect(job).toMatchObject({ windowKind: 1, size: 0n, slide: 0n, gap: 1_800_000n, keys: [3, 2] })
    expect(job.columns.map(({ flags }) => flags)).toEqual([1, 1, 0, 0, 0, 0, 0])
    expect(job.aggregates.map(({ kind, register }) => [kind, register])).toEqual([
      [1, 3],
      [6, 15]
    ])
  })

  it('floors the duration to seconds in compatible mode only', () => {
    const duration = (settings: JobSettings) => decodedJob(SESSION, settings).columns[4]
    expect(duration(defaultSettings)).toMatchObject({ source: 2, param: 1 })
    expect(duration({ ...defaultSettings, processing_flink_compatibility: true })).toMatchObject({
      param: 1000
    })
  })
})

describe('PerformanceTracker', () => {
  it('has mean and exact 95th percentile of the load time per device category', () => {
    const job = decodedJob(PERFORMANCE)
    expect(job).toMatchObject({ windowKind: 0, size: 300_000n, keys: [15] })
    expect(job.aggregates).toEqual([
      { kind: 4, register: 5, inputType: 1, flags: 0, param: 0 },
      { kind: 7, register: 5, inputType: 1, flags: 0, param: 0.95 }
    ])
  })

  it('truncates the mean in compatible mode only', () => {
    const job = decodedJob(PERFORMANCE, { ...defaultSettings, processing_flink_compatibility: true })
    expect(job.aggregates.map(({ flags }) => flags)).toEqual([1, 0])
  })
})
