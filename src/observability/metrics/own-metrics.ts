import type { ServiceStatus } from '../service-status.js'
import { single, type Labels, type MetricRow, type Reading } from './metric-row.js'

const PHASES: readonly ServiceStatus['phase'][] = [
  'starting',
  'standby',
  'recovering',
  'running',
  'caught-up',
  'stopping',
  'failed'
]

const MILLISECONDS = 1000
const MICROSECONDS = 1_000_000

type Partition = ServiceStatus['sources'][number]['partitions'][number]

const statusOf = ({ observation }: Reading): ServiceStatus => observation.status

/** A counter of the engine's status. */
function counter(name: string, help: string, value: (status: ServiceStatus) => number): MetricRow {
  return single('counter', `millrace_${name}`, help, (reading) => value(statusOf(reading)))
}

function gauge(name: string, help: string, value: (status: ServiceStatus) => number | null): MetricRow {
  return single('gauge', `millrace_${name}`, help, (reading) => value(statusOf(reading)))
}

function byJob(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  value: (job: ServiceStatus['jobs'][number]) => number | null
): MetricRow {
  const values = (reading: Reading) =>
    statusOf(reading).jobs.map((job) => [{ job: job.name, sink: job.sink }, value(job)] as const)
  return { type, name: `millrace_${name}`, help, values }
}

function bySource(
  name: string,
  help: string,
  value: (source: ServiceStatus['sources'][number]) => number
): MetricRow {
  const values = (reading: Reading) =>
    statusOf(reading).sources.map((source) => [{ source: source.name }, value(source)] as const)
  return { type: 'counter', name: `millrace_${name}`, help, values }
}

function byPartition(
  name: string,
  help: string,
  value: (partition: Partition, reading: Reading) => number | null
): MetricRow {
  const values = (reading: Reading) =>
    statusOf(reading).sources.flatMap((source) =>
      source.partitions.map((partition) => {
        const labels: Labels = {
          source: source.name,
          topic: source.address,
          partition: String(partition.partition)
        }
        return [labels, value(partition, reading)] as const
      })
    )
  return { type: 'gauge', name: `millrace_${name}`, help, values }
}

/** Seconds from a time to now; null while there is none. */
function age(time: number | null, { takenAt }: ServiceStatus): number | null {
  return time === null ? null : (takenAt - time) / MILLISECONDS
}

const SERVICE: readonly MetricRow[] = [
  {
    type: 'gauge',
    name: 'millrace_build_info',
    help: 'Version of the program and name of the application; always 1.',
    values: ({ version, application }) => [[{ version, node: process.version, application }, 1]]
  },
  {
    type: 'gauge',
    name: 'millrace_phase',
    help: '1 for the phase that the service is in, 0 for the others.',
    values: (reading) => PHASES.map((phase) => [{ phase }, statusOf(reading).phase === phase ? 1 : 0])
  },
  single('gauge', 'millrace_ready', 'What /readyz says: 1 for ready.', ({ ready }) => (ready ? 1 : 0)),
  gauge('uptime_seconds', 'Since the start of the service.', ({ uptimeMs }) => uptimeMs / MILLISECONDS),
  single(
    'gauge',
    'millrace_stalled_seconds',
    'How long records have been waiting without an epoch or commit.',
    ({ observation }) => observation.stalledMs / MILLISECONDS
  ),
  gauge('recovery_epochs', 'Epochs that recovery has to compute again.', ({ recovery }) =>
    recovery === null ? null : recovery.epochsTotal
  ),
  gauge('recovery_epochs_done', 'Epochs that recovery has computed again.', ({ recovery }) =>
    recovery === null ? null : recovery.epochsDone
  ),
  gauge(
    'outages_open',
    'What is out of reach now.',
    ({ outages }) => outages.filter(({ until }) => until === null).length
  )
]

const INPUT: readonly MetricRow[] = [
  bySource('records_consumed_total', 'Records read, those that cannot be used included.', (s) => s.records),
  bySource('records_malformed_total', 'Records that are no JSON document.', (s) => s.malformed),
  bySource('records_undated_total', 'Records without a usable timestamp.', (s) => s.undated),
  bySource('records_future_total', 'Records too far ahead of the clock.', (s) => s.future),
  counter('batches_skipped_total', 'Record batches that could not be decoded and were passed over.', (s) => {
    return s.records.skippedBatches
  }),
  byPartition('partition_offset', 'Next offset to be read.', ({ position }) => position),
  byPartition('partition_end_offset', 'End of the partition.', ({ endOffset }) => endOffset),
  byPartition('partition_lag_records', 'Records that wait.', ({ lag }) => lag),
  byPartition('partition_watermark_seconds', 'Watermark, in seconds since 1970.', ({ watermark }) =>
    watermark === null ? null : watermark / MILLISECONDS
  ),
  byPartition('partition_idle', '1 when the partition does not hold the watermark back.', ({ idle }) =>
    idle ? 1 : 0
  ),
  byPartition('partition_waits_for_transaction', '1 while an open transaction holds it back.', (p) =>
    p.waitingFor === null ? 0 : 1
  ),
  single('gauge', 'millrace_lag_records', 'Records that wait, over all partitions.', ({ observation }) => {
    return observation.lag.records
  }),
  single(
    'gauge',
    'millrace_event_time_lag_seconds',
    'From the newest timestamp read, in the partition furthest back, to the clock.',
    ({ observation }) => observation.lag.eventTimeSeconds
  ),
  {
    type: 'gauge',
    name: 'millrace_watermark_seconds',
    help: 'Watermark of a set of sources, in seconds since 1970.',
    values: (reading) =>
      statusOf(reading).inputs.map(({ name, watermark }) => [
        { inputs: name },
        watermark === null ? null : watermark / MILLISECONDS
      ])
  },
  {
    type: 'gauge',
    name: 'millrace_watermark_lag_seconds',
    help: 'From the watermark of a set of sources to the clock.',
    values: (reading) =>
      statusOf(reading).inputs.map(({ name, watermark }) => [
        { inputs: name },
        age(watermark, statusOf(reading))
      ])
  }
]

const OUTPUT: readonly MetricRow[] = [
  byJob('gauge', 'job_state_bytes', 'State of the job.', ({ stateBytes }) => stateBytes),
  byJob('counter', 'rows_written_total', 'Rows written.', ({ rows }) => rows),
  byJob(
    'counter',
    'records_late_total',
    'Records whose window had closed.',
    ({ lateRecords }) => lateRecords
  ),
  byJob('counter', 'rows_dropped_total', 'Rows dropped for a null where none may be.', (job) => {
    return job.droppedNotNull
  }),
  byJob(
    'counter',
    'rows_null_total',
    'Rows written with a null where none may be.',
    ({ nullRows }) => nullRows
  ),
  counter('rows_oversized_total', 'Rows skipped because their topic does not take them.', (s) => {
    return s.commits.oversizedRows
  }),
  byJob(
    'gauge',
    'open_windows',
    'Open groups of windows, or open sessions.',
    ({ openWindows }) => openWindows
  )
]

const ENGINE: readonly MetricRow[] = [
  counter('epochs_total', 'Epochs merged.', ({ epochs }) => epochs.count),
  {
    type: 'histogram',
    name: 'millrace_epoch_records',
    help: 'Records of an epoch.',
    histogram: (reading) => statusOf(reading).epochs.records
  },
  {
    type: 'histogram',
    name: 'millrace_epoch_duration_seconds',
    help: 'From the first chunk of an epoch to its last row.',
    histogram: (reading) => statusOf(reading).epochs.seconds
  },
  counter('commits_total', 'Transactions committed.', ({ commits }) => commits.count),
  counter('commit_retries_total', 'Commits that had to be tried again.', ({ commits }) => commits.retries),
  {
    type: 'histogram',
    name: 'millrace_commit_duration_seconds',
    help: 'Duration of a transaction.',
    histogram: (reading) => statusOf(reading).commits.seconds
  },
  gauge('commit_age_seconds', 'Since the last commit.', (status) => age(status.commits.lastAt, status)),
  gauge(
    'commit_pending_epochs',
    'Epochs that wait for their commit.',
    ({ commits }) => commits.pendingEpochs
  ),
  gauge('commit_pending_bytes', 'Bytes that wait for their commit.', ({ commits }) => commits.pendingBytes),
  counter('snapshots_completed_total', 'Snapshots stored.', ({ snapshots }) => snapshots.completed),
  counter(
    'snapshots_failed_total',
    'Snapshots that could not be stored.',
    ({ snapshots }) => snapshots.failed
  ),
  gauge('snapshot_age_seconds', 'Since the last snapshot was stored.', (status) =>
    age(status.snapshots.last?.at ?? null, status)
  ),
  gauge(
    'snapshot_size_bytes',
    'Size of the last snapshot.',
    ({ snapshots }) => snapshots.last?.bytes ?? null
  ),
  gauge('snapshot_duration_seconds', 'Duration of the last snapshot.', ({ snapshots }) => {
    return snapshots.last?.seconds ?? null
  }),
  gauge('scan_busy_ratio', 'Share of the scan slots that are taken.', (status) => status.backPressure.scan),
  gauge('merge_busy', '1 while an epoch is merged.', (status) => (status.backPressure.mergeBusy ? 1 : 0)),
  gauge('committer_full', '1 while rows wait for the sink and no epoch is merged.', (status) =>
    status.backPressure.committerFull ? 1 : 0
  ),
  gauge('state_bytes', 'State of all jobs, over all workers.', ({ memory }) => memory.stateBytes)
]

const PROCESS: readonly MetricRow[] = [
  single('counter', 'process_cpu_seconds_total', 'Processor time of the process.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / MICROSECONDS
  }),
  single('gauge', 'process_start_time_seconds', 'When the process began, in seconds since 1970.', () =>
    Math.round(Date.now() / MILLISECONDS - process.uptime())
  ),
  single('gauge', 'process_resident_memory_bytes', 'Resident memory of the process.', () =>
    process.memoryUsage.rss()
  ),
  single('gauge', 'nodejs_heap_size_used_bytes', "Node's heap that is in use.", () => {
    return process.memoryUsage().heapUsed
  }),
  single('gauge', 'nodejs_heap_size_total_bytes', "Node's heap.", () => process.memoryUsage().heapTotal),
  single('gauge', 'nodejs_external_memory_bytes', "Memory of buffers outside of Node's heap.", () => {
    return process.memoryUsage().external
  })
]

/** The metrics under names of our own, by Prometheus's conventions. */
export const OWN_METRICS: readonly MetricRow[] = [...SERVICE, ...INPUT, ...OUTPUT, ...ENGINE, ...PROCESS]
