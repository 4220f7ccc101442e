import type { z } from 'zod'
import type { Status } from '../../engine/status/status.js'
import { inputWatermark, verticesOf, type Vertex } from '../../observability/flink-topology.js'
import type { JobSchema, JobsOverviewSchema, JobStateName, WatermarksSchema } from './schemas.js'

/** Flink's number for "no watermark yet". */
const NO_WATERMARK = '-9223372036854775808'
const NO_TIME = -1

const STATES: Readonly<Record<Status['phase'], JobStateName>> = {
  starting: 'INITIALIZING',
  standby: 'CREATED',
  recovering: 'INITIALIZING',
  running: 'RUNNING',
  'caught-up': 'RUNNING',
  stopping: 'CANCELLING',
  failed: 'FAILED'
}

export function jobState({ phase }: Status): JobStateName {
  return STATES[phase]
}

/** The application in Flink's terms. */
export interface FlinkJob {
  readonly id: string
  readonly name: string
}

export function jobsOverview(status: Status, { id, name }: FlinkJob): z.input<typeof JobsOverviewSchema> {
  const job = {
    jid: id,
    name,
    'start-time': status.startedAt,
    'end-time': NO_TIME,
    duration: Math.round(status.uptimeMs),
    state: jobState(status),
    'last-modification': status.takenAt,
    tasks: overviewTasks(status)
  }
  return { jobs: [job] }
}

function overviewTasks(status: Status): Record<string, number> {
  const total = verticesOf(status).length * status.parallelism
  const none = { canceling: 0, canceled: 0, created: 0, scheduled: 0, deploying: 0, reconciling: 0 }
  const isRunning = jobState(status) === 'RUNNING'
  const counts = { running: isRunning ? total : 0, initializing: isRunning ? 0 : total, failed: 0 }
  return { total, finished: 0, ...none, ...counts }
}

export function jobDetails(status: Status, job: FlinkJob): z.input<typeof JobSchema> {
  const vertices = verticesOf(status)
  const state = jobState(status)
  return {
    jid: job.id,
    name: job.name,
    isStoppable: false,
    state,
    'job-type': 'STREAMING',
    'start-time': status.startedAt,
    'end-time': NO_TIME,
    duration: Math.round(status.uptimeMs),
    maxParallelism: NO_TIME,
    now: status.takenAt,
    timestamps: { CREATED: status.startedAt, [state]: status.startedAt },
    vertices: vertices.map((vertex) => vertexDetails(status, vertex, job)),
    'status-counts': { [state]: vertices.length },
    plan: {
      jid: job.id,
      name: job.name,
      type: 'STREAMING',
      nodes: vertices.map((vertex) => planNode(status, vertex))
    }
  }
}

function vertexDetails(
  status: Status,
  vertex: Vertex,
  { id }: FlinkJob
): z.input<typeof JobSchema>['vertices'][number] {
  const { read, written } = vertexRecords(status, vertex)
  return {
    id: vertex.id,
    slotSharingGroupId: id,
    name: vertex.name,
    maxParallelism: NO_TIME,
    parallelism: status.parallelism,
    status: jobState(status),
    'start-time': status.startedAt,
    'end-time': NO_TIME,
    duration: Math.round(status.uptimeMs),
    tasks: { [jobState(status)]: status.parallelism },
    metrics: {
      'read-bytes': 0,
      'read-bytes-complete': false,
      'write-bytes': 0,
      'write-bytes-complete': false,
      'read-records': read,
      'read-records-complete': vertex.kind === 'source',
      'write-records': written,
      'write-records-complete': vertex.kind === 'job'
    }
  }
}

/** Records that a vertex has read and written; the partial rows between scan and merge are not counted. */
function vertexRecords(status: Status, vertex: Vertex): { read: number; written: number } {
  if (vertex.kind === 'source') {
    const source = status.sources.find(({ name }) => name === vertex.subject)
    return { read: source?.records ?? 0, written: 0 }
  }
  return { read: 0, written: status.jobs.find(({ name }) => name === vertex.subject)?.rows ?? 0 }
}

function planNode(
  status: Status,
  { id, name, inputs }: Vertex
): z.input<typeof JobSchema>['plan']['nodes'][number] {
  return {
    id,
    parallelism: status.parallelism,
    operator: '',
    operator_strategy: '',
    description: name,
    inputs: inputs.map((input, num) => ({
      num,
      id: input,
      ship_strategy: 'HASH',
      exchange: 'pipelined_bounded'
    })),
    optimizer_properties: {}
  }
}

export function vertexWatermarks(status: Status, vertex: Vertex): z.input<typeof WatermarksSchema> {
  const watermark = inputWatermark(status, vertex)
  const value = watermark === null ? NO_WATERMARK : String(Math.trunc(watermark))
  return Array.from({ length: status.parallelism }, (_, subtask) => ({
    id: `${subtask}.currentInputWatermark`,
    value
  }))
}
