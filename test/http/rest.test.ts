import { describe, expect, it } from 'vitest'
import { createHttpServer } from '../../src/http/server.js'
import { flinkId } from '../../src/observability/flink-topology.js'
import { serviceStatus, NOW } from '../support/service-status.js'
import { fixture, listen, silentLogger, type Fixture } from './support.js'

const OPEN = { allowedHosts: [], token: undefined }
const JOB = flinkId('analytics')

async function started(
  made: Fixture = fixture()
): Promise<(path: string, init?: RequestInit) => Promise<Answer>> {
  const base = await listen(createHttpServer(made.context, OPEN, silentLogger()))
  return async (path, init) => {
    const response = await fetch(base + path, init)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : (JSON.parse(text) as unknown)
    }
  }
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** What lies in a body at a path of names and indices. */
function at(body: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], body)
}

/** One field of each item of a list in a body. */
function each(body: unknown, list: string, field: string): unknown[] {
  return (at(body, list) as unknown[]).map((item) => at(item, field))
}

describe('probes', () => {
  it('/healthz says that the process lives', async () => {
    const ask = await started()
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } })
  })

  it('/readyz is 200 while it works', async () => {
    const ask = await started()
    const body = { ready: true, phase: 'running', standby: false, reasons: [] }
    expect(await ask('/readyz')).toMatchObject({ status: 200, body })
  })

  it('/readyz says why not, with 503', async () => {
    const made = fixture()
    const recovery = { epochsDone: 3, epochsTotal: 9, startedAt: NOW }
    const outages = [{ what: 'Kafka 10.0.0.1:9092', since: NOW, until: null, reason: 'connection refused' }]
    made.service.current = serviceStatus({ phase: 'recovering', recovery, outages })
    const ask = await started(made)
    expect(await ask('/readyz')).toMatchObject({
      status: 503,
      body: {
        ready: false,
        reasons: ['it is recovering: epoch 3 of 9', 'Kafka 10.0.0.1:9092 is out of reach: connection refused']
      }
    })
  })

  it('/readyz heeds the greatest lag', async () => {
    const made = fixture()
    const ask = await started({ ...made, context: { ...made.context, maxLag: 29 } })
    const { status, body } = await ask('/readyz')
    expect(status).toBe(503)
    expect(at(body, 'reasons')).toEqual(['30 records wait, more than processing_ready_max_lag=29'])
  })

  it('a standby is ready, and says that it is one', async () => {
    const made = fixture()
    made.service.current = serviceStatus({ phase: 'standby' })
    const ask = await started(made)
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: { ready: true, standby: true } })
  })
})

describe("Flink's paths", () => {
  it.each(['', '/v1'])('answer%s as Flink does', async (prefix) => {
    const ask = await started()
    expect((await ask(`${prefix}/overview`)).body).toMatchObject({
      'slots-total': 2,
      'jobs-running': 1,
      'flink-version': '2.0.0'
    })
    expect((await ask(`${prefix}/config`)).body).toMatchObject({ 'refresh-interval': 3000 })
    expect((await ask(`${prefix}/jobs`)).body).toEqual({ jobs: [{ id: JOB, status: 'RUNNING' }] })
    const overview = at((await ask(`${prefix}/jobs/overview`)).body, 'jobs', 0)
    expect(overview).toMatchObject({ jid: JOB, name: 'analytics', state: 'RUNNING', duration: 3_600_000 })
    expect(at(overview, 'tasks')).toMatchObject({ total: 6, running: 6, failed: 0 })
  })

  it('a job has its vertices, plan and watermarks', async () => {
    const ask = await started()
    const { body } = await ask(`/jobs/${JOB}`)
    expect(each(body, 'vertices', 'name')).toEqual([
      'Source: events -> Scan',
      'Counts -> Sink: counts',
      'Visits -> Sink: visits'
    ])
    expect(at(body, 'vertices', 0, 'metrics', 'read-records')).toBe(100_000)
    expect(at(body, 'vertices', 1, 'metrics', 'write-records')).toBe(500)
    const [source, job] = each(body, 'vertices', 'id').map(String)
    expect(at(body, 'plan', 'nodes', 1, 'inputs')).toMatchObject([{ id: source, ship_strategy: 'HASH' }])
    const watermarks = await ask(`/jobs/${JOB}/vertices/${job}/watermarks`)
    expect(watermarks.body).toEqual([
      { id: '0.currentInputWatermark', value: String(NOW - 13_000) },
      { id: '1.currentInputWatermark', value: String(NOW - 13_000) }
    ])
  })

  it('checkpoints are the snapshots, newest first', async () => {
    const ask = await started()
    const { body } = await ask(`/jobs/${JOB}/checkpoints`)
    expect(at(body, 'counts')).toEqual({ restored: 0, total: 8, in_progress: 0, completed: 7, failed: 1 })
    expect(at(body, 'latest', 'completed')).toMatchObject({
      id: 400,
      state_size: 123_456,
      end_to_end_duration: 250
    })
    expect(at(body, 'latest', 'failed')).toMatchObject({ status: 'FAILED', failure_message: 'disk full' })
    expect(each(body, 'history', 'status')).toEqual(['COMPLETED', 'FAILED'])
  })

  it('exceptions are the outages', async () => {
    const made = fixture()
    const outage = { what: 'Kafka', since: NOW - 9000, until: NOW - 4000, reason: 'timed out' }
    made.service.current = serviceStatus({ outages: [outage] })
    const ask = await started(made)
    const { body } = await ask(`/jobs/${JOB}/exceptions`)
    expect(at(body, 'root-exception')).toBe('Kafka: timed out')
    expect(at(body, 'exceptionHistory', 'entries')).toMatchObject([
      { exceptionName: 'Kafka', timestamp: NOW - 9000 }
    ])
  })

  it.each([
    '/jobs/0123',
    `/jobs/${JOB}/vertices/none/watermarks`,
    '/no/such',
    `/jobs/${JOB}/savepoints/none`
  ])('%s is not found', async (path) => {
    const ask = await started()
    const { status, body } = await ask(path)
    expect(status).toBe(404)
    expect(at(body, 'errors')).toHaveLength(1)
  })
})

describe('changes', () => {
  it('takes a snapshot, and says what became of it', async () => {
    const made = fixture()
    const ask = await started(made)
    const { status, body } = await ask(`/v1/jobs/${JOB}/savepoints`, { method: 'POST' })
    expect(status).toBe(202)
    const outcome = await ask(`/jobs/${JOB}/savepoints/${String(at(body, 'request-id'))}`)
    expect(outcome.body).toEqual({ status: { id: 'COMPLETED' }, operation: { location: 'snapshot-8' } })
    expect(made.service.snapshots).toBe(1)
  })

  it('says why a snapshot failed, and that one is under way', async () => {
    const made = fixture()
    let fail: (error: Error) => void = () => undefined
    made.service.snapshot = () => new Promise((_, reject) => (fail = reject))
    const ask = await started(made)
    const post = async () =>
      String(at((await ask(`/jobs/${JOB}/savepoints`, { method: 'POST' })).body, 'request-id'))
    const id = await post()
    expect(await post()).toBe(id)
    const path = `/jobs/${JOB}/savepoints/${id}`
    expect((await ask(path)).body).toEqual({ status: { id: 'IN_PROGRESS' }, operation: null })
    fail(new Error('disk full'))
    const { body } = await ask(path)
    expect(at(body, 'operation', 'failure-cause', 'stack-trace')).toBe('disk full')
  })

  it('stops the service', async () => {
    const made = fixture()
    const ask = await started(made)
    expect((await ask(`/jobs/${JOB}?mode=sideways`, { method: 'PATCH' })).status).toBe(400)
    expect(made.service.stops).toBe(0)
    expect((await ask(`/jobs/${JOB}?mode=cancel`, { method: 'PATCH' })).status).toBe(202)
    expect(made.service.stops).toBe(1)
  })
})

describe('own paths', () => {
  it('/api/status is everything, with rates and lag', async () => {
    const ask = await started()
    const { body } = await ask('/api/status')
    expect(body).toMatchObject({
      name: 'analytics',
      version: '1.2.3',
      status: { epoch: 420, phase: 'running' },
      lag: { records: 30, eventTimeSeconds: 3, watermarkSeconds: 13 }
    })
    expect((at(body, 'status', 'commits', 'seconds', 'buckets') as unknown[]).at(-1)).toEqual({
      le: null,
      count: 2
    })
  })

  it('/api/history has points at equal times in all series', async () => {
    const made = fixture()
    made.context.observer.record()
    made.context.observer.record()
    const ask = await started(made)
    const { body } = await ask('/api/history')
    expect(at(body, 'times')).toEqual([NOW / 1000])
    expect(at(body, 'series', 'lagRecords')).toEqual([30])
  })

  it('/api/settings masks secrets', async () => {
    const ask = await started(fixture({ PROCESSING_HTTP_TOKEN: 'hunter2', FLINK_PARALLELISM: '3' }))
    const { body } = await ask('/api/settings')
    const values = each(body, 'settings', 'value')
    const shown = Object.fromEntries(each(body, 'settings', 'key').map((key, row) => [key, values[row]]))
    expect(shown).toMatchObject({ flink_parallelism: '3', processing_http_token: '[REDACTED]' })
  })

  it('/api/sinks/:sink/rows shows the last rows', async () => {
    const ask = await started()
    expect((await ask('/api/sinks/counts/rows')).body).toEqual({
      sink: 'counts',
      rows: ['{"n":1}', '{"n":2}']
    })
    expect((await ask('/api/sinks/none/rows')).status).toBe(404)
  })

  it('/api/openapi.json describes every path', async () => {
    const ask = await started()
    const { body } = await ask('/api/openapi.json')
    expect(at(body, 'openapi')).toBe('3.1.0')
    expect(Object.keys(at(body, 'paths') as object)).toContain('/jobs/{jobid}/vertices/{vertexid}/watermarks')
    expect(at(body, 'paths', '/jobs/{jobid}', 'patch', 'security')).toEqual([{ token: [] }, {}])
  })

  it('asks the engine once a second, however many look', async () => {
    const made = fixture()
    const ask = await started(made)
    await Promise.all(Array.from({ length: 20 }, () => ask('/api/status')))
    expect(made.service.readings).toBeLessThanOrEqual(2)
  })
})
