import { hostname } from 'node:os'
import type { Status } from '../../engine/status/status.js'
import { flinkId, inputWatermark, verticesOf, type Vertex } from '../flink-topology.js'
import type { Labels, MetricRow, Reading } from './metric-row.js'

/**
 * The metrics that dashboards and alerts made for Flink ask for, under Flink's names, with its scopes as labels. The
 * application is the job, each vertex a task of one subtask: what Flink gives a subtask is the sum over all of them.
 */

const MILLISECONDS = 1000
const NO_WATERMARK = -9_223_372_036_854_776_000
const HOST = hostname().replace(/[^\w.:-]/g, '_')

interface Scope {
  readonly reading: Reading
  readonly status: Status
}

type ScopeValue = (scope: Scope) => number | null
type VertexValue = (scope: Scope, vertex: Vertex) => number | null

function scopeOf(reading: Reading): Scope {
  return { reading, status: reading.observation.status }
}

function jobLabels({ application }: Reading): Labels {
  return { host: HOST, job_id: flinkId(application), job_name: application }
}

function taskLabels(reading: Reading, { id, name }: Vertex): Labels {
  return {
    ...jobLabels(reading),
    tm_id: flinkId(HOST),
    task_id: id,
    task_name: name,
    task_attempt_id: flinkId(`${id}-0`),
    task_attempt_num: '0',
    subtask_index: '0'
  }
}

/** Flink's reporter gives all numbers as gauges. */
function jobManager(name: string, help: string, value: ScopeValue): MetricRow {
  const values = (reading: Reading) => [[{ host: HOST }, value(scopeOf(reading))] as const]
  return { type: 'gauge', name: `flink_jobmanager_${name}`, help, values }
}

function job(name: string, help: string, value: ScopeValue): MetricRow {
  const values = (reading: Reading) => [[jobLabels(reading), value(scopeOf(reading))] as const]
  return { type: 'gauge', name: `flink_jobmanager_job_${name}`, help, values }
}

function task(name: string, help: string, value: VertexValue): MetricRow {
  const values = (reading: Reading) => {
    const scope = scopeOf(reading)
    return verticesOf(scope.status).map(
      (vertex) => [taskLabels(reading, vertex), value(scope, vertex)] as const
    )
  }
  return { type: 'gauge', name: `flink_taskmanager_job_task_${name}`, help, values }
}

/** The same of the one operator that a vertex counts as. */
function operator(name: string, help: string, value: VertexValue): MetricRow {
  const values = (reading: Reading) => {
    const scope = scopeOf(reading)
    return verticesOf(scope.status).map((vertex) => {
      const labels = { ...taskLabels(reading, vertex), operator_id: vertex.id, operator_name: vertex.name }
      return [labels, value(scope, vertex)] as const
    })
  }
  return { type: 'gauge', name: `flink_taskmanager_job_task_operator_${name}`, help, values }
}

function taskManager(name: string, help: string, value: () => number): MetricRow {
  const values = () => [[{ host: HOST, tm_id: flinkId(HOST) }, value()] as const]
  return { type: 'gauge', name: `flink_taskmanager_${name}`, help, values }
}

function sourceOf({ status }: Scope, vertex: Vertex): Status['sources'][number] | undefined {
  return vertex.kind === 'source' ? status.sources.find(({ name }) => name === vertex.subject) : undefined
}

function jobOf({ status }: Scope, vertex: Vertex): Status['jobs'][number] | undefined {
  return vertex.kind === 'job' ? status.jobs.find(({ name }) => name === vertex.subject) : undefined
}

/** Records of the sources that feed a job, or those of the source itself. */
function recordsIn(scope: Scope, vertex: Vertex): number {
  const own = sourceOf(scope, vertex)
  if (own !== undefined) return own.records
  return feeding(scope, vertex).reduce((sum, { records }) => sum + records, 0)
}

function recordsInRate(scope: Scope, vertex: Vertex): number {
  const { sources } = scope.reading.minuteRates
  if (vertex.kind === 'source') return sources[vertex.subject] ?? 0
  return feeding(scope, vertex).reduce((sum, { name }) => sum + (sources[name] ?? 0), 0)
}

function feeding({ status }: Scope, vertex: Vertex): readonly Status['sources'][number][] {
  const ids = new Set(vertex.inputs)
  const names = new Set(
    verticesOf(status)
      .filter(({ id }) => ids.has(id))
      .map(({ subject }) => subject)
  )
  return status.sources.filter(({ name }) => names.has(name))
}

function recordsOut(scope: Scope, vertex: Vertex): number {
  return jobOf(scope, vertex)?.rows ?? sourceOf(scope, vertex)?.records ?? 0
}

function recordsOutRate(scope: Scope, vertex: Vertex): number {
  const { sources, jobs } = scope.reading.minuteRates
  return (vertex.kind === 'source' ? sources[vertex.subject] : jobs[vertex.subject]) ?? 0
}

function isRunning({ status }: Scope): boolean {
  return status.phase === 'running' || status.phase === 'caught-up'
}

/** A source waits while the workers' slots are taken or rows wait for the sink. */
function isBackPressured({ status }: Scope, vertex: Vertex): number {
  const { scan, committerFull } = status.backPressure
  const isSlow = vertex.kind === 'source' && scan >= 1
  return isSlow || committerFull ? 1 : 0
}

function busyShare({ status }: Scope, vertex: Vertex): number {
  const { scan, mergeBusy } = status.backPressure
  if (vertex.kind === 'source') return Math.min(1, scan)
  return mergeBusy ? 1 : 0
}

const JOB_MANAGER: readonly MetricRow[] = [
  jobManager('numRunningJobs', 'Running jobs: the application is one.', (scope) =>
    isRunning(scope) ? 1 : 0
  ),
  jobManager('taskSlotsTotal', 'Worker threads.', ({ status }) => status.parallelism),
  jobManager('taskSlotsAvailable', 'Worker threads without work to do for good.', () => 0),
  jobManager('numRegisteredTaskManagers', 'Processes: this one.', () => 1)
]

const JOB: readonly MetricRow[] = [
  job('uptime', 'ms since the start.', ({ status }) => Math.round(status.uptimeMs)),
  job('runningTime', 'ms since the start, while it runs.', (scope) =>
    isRunning(scope) ? Math.round(scope.status.uptimeMs) : 0
  ),
  job('downtime', 'ms without work: 0 while it runs.', () => 0),
  job('numRestarts', '1 when this process went on with the state of an earlier one.', ({ status }) =>
    status.recovery === null ? 0 : 1
  ),
  job('fullRestarts', 'As numRestarts.', ({ status }) => (status.recovery === null ? 0 : 1)),
  job('lastCheckpointDuration', 'ms that the last snapshot took.', ({ status }) =>
    Math.round((status.snapshots.last?.seconds ?? 0) * MILLISECONDS)
  ),
  job('lastCheckpointSize', 'Bytes of the last snapshot.', ({ status }) => status.snapshots.last?.bytes ?? 0),
  job('lastCheckpointFullSize', 'Bytes of the last snapshot.', ({ status }) => {
    return status.snapshots.last?.bytes ?? 0
  }),
  job('lastCompletedCheckpointId', 'Epoch of the last snapshot.', ({ status }) => {
    return status.snapshots.last?.epoch ?? -1
  }),
  job('lastCheckpointRestoreTimestamp', 'When state was brought back, ms since 1970; -1: never.', (scope) => {
    return scope.status.recovery?.startedAt ?? -1
  }),
  job('numberOfCompletedCheckpoints', 'Snapshots stored.', ({ status }) => status.snapshots.completed),
  job('numberOfFailedCheckpoints', 'Snapshots that failed.', ({ status }) => status.snapshots.failed),
  job('numberOfInProgressCheckpoints', 'Snapshots under way; not told.', () => 0),
  job('totalNumberOfCheckpoints', 'Snapshots stored or failed.', ({ status }) => {
    return status.snapshots.completed + status.snapshots.failed
  })
]

const TASK: readonly MetricRow[] = [
  task('numRecordsIn', 'Records read.', recordsIn),
  task('numRecordsInPerSecond', 'Records read a second, over a minute.', recordsInRate),
  task('numRecordsOut', 'Rows written; of a source, records handed on.', recordsOut),
  task('numRecordsOutPerSecond', 'The same a second, over a minute.', recordsOutRate),
  task('busyTimeMsPerSecond', 'ms a second that the task is at work, as it looks now.', (scope, vertex) => {
    return busyShare(scope, vertex) * MILLISECONDS
  }),
  task(
    'idleTimeMsPerSecond',
    'ms a second that the task waits for work, as it looks now.',
    (scope, vertex) => {
      return (1 - busyShare(scope, vertex)) * MILLISECONDS
    }
  ),
  task('backPressuredTimeMsPerSecond', 'ms a second that the task waits for others.', (scope, vertex) => {
    return isBackPressured(scope, vertex) * MILLISECONDS
  }),
  task('isBackPressured', '1 while the task waits for others.', isBackPressured),
  task('currentInputWatermark', 'Watermark, ms since 1970.', watermarkOf)
]

const OPERATOR: readonly MetricRow[] = [
  operator('currentInputWatermark', 'Watermark, ms since 1970.', watermarkOf),
  operator('currentOutputWatermark', 'Watermark, ms since 1970.', watermarkOf),
  operator('numRecordsIn', 'Records read.', recordsIn),
  operator('numRecordsInPerSecond', 'Records read a second, over a minute.', recordsInRate),
  operator('numRecordsOut', 'Rows written; of a source, records handed on.', recordsOut),
  operator('numRecordsOutPerSecond', 'The same a second, over a minute.', recordsOutRate),
  operator('numLateRecordsDropped', 'Records whose window had closed.', (scope, vertex) => {
    return jobOf(scope, vertex)?.lateRecords ?? null
  }),
  operator('pendingRecords', 'Records that wait.', (scope, vertex) => {
    const known = sourceOf(scope, vertex)?.partitions.flatMap(({ lag }) => (lag === null ? [] : [lag])) ?? []
    return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0)
  }),
  operator('numRecordsInErrors', 'Malformed records.', (scope, vertex) => {
    return sourceOf(scope, vertex)?.malformed ?? null
  }),
  operator('currentEmitEventTimeLag', 'ms from the newest timestamp to the clock.', (scope, vertex) => {
    const seconds = scope.reading.observation.lag.eventTimeSeconds
    return vertex.kind === 'source' && seconds !== null ? Math.round(seconds * MILLISECONDS) : null
  }),
  {
    type: 'gauge',
    name: 'flink_taskmanager_job_task_operator_KafkaSourceReader_topic_partition_currentOffset',
    help: 'Last offset that was read.',
    values: (reading) => partitionOffsets(reading, ({ position }) => position - 1)
  },
  {
    type: 'gauge',
    name: 'flink_taskmanager_job_task_operator_KafkaSourceReader_topic_partition_recordsLag',
    help: 'Records that wait.',
    values: (reading) => partitionOffsets(reading, ({ lag }) => lag)
  }
]

function watermarkOf({ status }: Scope, vertex: Vertex): number {
  return inputWatermark(status, vertex) ?? NO_WATERMARK
}

function partitionOffsets(
  reading: Reading,
  value: (partition: Status['sources'][number]['partitions'][number]) => number | null
): (readonly [Labels, number | null])[] {
  const { status } = scopeOf(reading)
  return verticesOf(status).flatMap((vertex) => {
    const source = sourceOf(scopeOf(reading), vertex)
    const labels = { ...taskLabels(reading, vertex), operator_id: vertex.id, operator_name: vertex.name }
    return (source?.partitions ?? []).map((partition) => {
      const place = { topic: source?.address ?? '', partition: String(partition.partition) }
      return [{ ...labels, ...place }, value(partition)] as const
    })
  })
}

const TASK_MANAGER: readonly MetricRow[] = [
  taskManager(
    'Status_JVM_Memory_Heap_Used',
    "Bytes of Node's heap in use.",
    () => process.memoryUsage().heapUsed
  ),
  taskManager(
    'Status_JVM_Memory_Heap_Committed',
    "Bytes of Node's heap.",
    () => process.memoryUsage().heapTotal
  ),
  taskManager('Status_JVM_Memory_NonHeap_Used', 'Bytes of resident memory beside it.', () => {
    const { rss, heapTotal } = process.memoryUsage()
    return Math.max(0, rss - heapTotal)
  }),
  taskManager('Status_JVM_Memory_Direct_MemoryUsed', 'Bytes of buffers outside of the heap.', () => {
    return process.memoryUsage().external
  }),
  taskManager('Status_JVM_CPU_Time', 'ns of processor time.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) * MILLISECONDS
  })
]

/** The metrics under Flink's names. */
export const FLINK_METRICS: readonly MetricRow[] = [
  ...JOB_MANAGER,
  ...JOB,
  ...TASK,
  ...OPERATOR,
  ...TASK_MANAGER
]
