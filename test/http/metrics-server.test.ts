import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createMetricsServer } from '../../src/http/metrics-server.js'
import { serviceStatus, NOW } from '../support/service-status.js'
import { fixture, listen, silentLogger, type Fixture } from './support.js'

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

/** What promtool has against the page: nothing, or a line a metric. */
function complaints(page: string): string[] {
  const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '')
}

async function scrape(path = '/metrics', made: Fixture = fixture()): Promise<string> {
  const base = await listen(createMetricsServer(made.context, silentLogger()))
  const response = await fetch(base + path)
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  return response.text()
}

/** The value of the first line that begins so. */
function valueOf(page: string, begin: string): number {
  const line = page.split('\n').find((one) => one.startsWith(begin)) ?? ''
  return Number(line.slice(line.lastIndexOf(' ') + 1))
}

describe('metrics', () => {
  it('are at / as well', async () => {
    expect(await scrape('/')).toContain('millrace_records_consumed_total{source="events"} 100000')
  })

  it('have histograms that end at +Inf', async () => {
    const page = await scrape()
    expect(page).toContain('millrace_epoch_records_bucket{le="100"} 1\n')
    expect(page).toContain('millrace_epoch_records_bucket{le="+Inf"} 3\n')
    expect(page).toContain('millrace_epoch_records_sum 5550\n')
    expect(page).toContain('millrace_epoch_records_count 3\n')
  })

  it('say the phase, the lag and who is out of reach', async () => {
    const made = fixture()
    const outages = [{ what: 'Kafka', since: NOW, until: null, reason: 'refused' }]
    made.service.current = serviceStatus({ phase: 'standby', outages })
    const page = await scrape('/metrics', made)
    expect(page).toContain('millrace_phase{phase="standby"} 1')
    expect(page).toContain('millrace_phase{phase="running"} 0')
    expect(page).toContain('millrace_lag_records 30')
    expect(page).toContain('millrace_outages_open 1')
    expect(page).toContain('millrace_ready 0')
  })

  it('count rows that were not written, or with a null where none may be', async () => {
    const made = fixture()
    const { commits, jobs } = serviceStatus()
    made.service.current = serviceStatus({
      commits: { ...commits, oversizedRows: 4 },
      jobs: jobs.map((job) => ({ ...job, nullRows: 5, droppedNotNull: 6 }))
    })
    const page = await scrape('/metrics', made)
    expect(page).toContain('millrace_rows_oversized_total 4\n')
    expect(valueOf(page, 'millrace_rows_null_total{')).toBe(5)
    expect(valueOf(page, 'millrace_rows_dropped_total{')).toBe(6)
  })

  it("have Flink's names with Flink's labels", async () => {
    const page = await scrape('/metrics?names=flink')
    expect(page).not.toContain('millrace_')
    const source = page
      .split('\n')
      .find((line) => line.startsWith('flink_taskmanager_job_task_numRecordsIn{'))
    for (const label of ['host', 'job_id', 'job_name', 'task_id', 'task_name', 'tm_id', 'subtask_index']) {
      expect(source).toContain(`${label}="`)
    }
    const values = {
      'flink_jobmanager_numRunningJobs{': 1,
      'flink_jobmanager_job_uptime{': 3_600_000,
      'flink_jobmanager_job_lastCheckpointDuration{': 250,
      'flink_jobmanager_job_numberOfCompletedCheckpoints{': 7,
      'flink_jobmanager_job_numberOfFailedCheckpoints{': 1,
      'flink_jobmanager_job_numRestarts{': 0,
      'flink_taskmanager_job_task_numRecordsIn{': 100_000,
      'flink_taskmanager_job_task_numRecordsInPerSecond{': 0,
      'flink_taskmanager_job_task_isBackPressured{': 0,
      'flink_taskmanager_job_task_busyTimeMsPerSecond{': 500,
      'flink_taskmanager_job_task_operator_currentInputWatermark{': NOW - 13_000,
      'flink_taskmanager_job_task_operator_numLateRecordsDropped{': 3,
      'flink_taskmanager_job_task_operator_pendingRecords{': 30
    }
    for (const [begin, value] of Object.entries(values)) expect(valueOf(page, begin), begin).toBe(value)
    expect(valueOf(page, 'flink_taskmanager_Status_JVM_Memory_Heap_Used{')).toBeGreaterThan(1_000_000)
  })

  it.skipIf(!hasPromtool)(
    'pass promtool (skipped where promtool is missing: apt-get install prometheus)',
    async () => {
      expect(complaints(await scrape('/metrics?names=millrace'))).toEqual([])
      // Flink's names are in camel case: nothing else is wrong with them.
      const others = complaints(await scrape()).filter(
        (line) => !/^flink_\S+ (metric names should|.*abbreviat)/.test(line)
      )
      expect(others).toEqual([])
    }
  )
})
