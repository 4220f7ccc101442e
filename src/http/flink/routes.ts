import { z } from 'zod'
import { flinkId, verticesOf, type Vertex } from '../../observability/flink-topology.js'
import type { ApiContext } from '../api-context.js'
import { HttpError, ok, type Route, type RouteAnswer } from '../route.js'
import { checkpoints, exceptions } from './checkpoint-answers.js'
import { jobDetails, jobsOverview, jobState, vertexWatermarks, type FlinkJob } from './job-answers.js'
import { Savepoints, type SavepointOutcome } from './savepoints.js'
import {
  CheckpointsSchema,
  ConfigSchema,
  EmptySchema,
  ExceptionsSchema,
  JobSchema,
  JobsOverviewSchema,
  JobsSchema,
  OverviewSchema,
  SavepointStatusSchema,
  TriggerSchema,
  WatermarksSchema
} from './schemas.js'

/** The version of Flink whose answers these are, for tools that ask; the program's own is at /api/status. */
const FLINK_VERSION = '2.0.0'
const REFRESH_MS = 3000
const TAG = 'Flink'

/** The paths of Flink's REST interface, as far as they mean something here. */
export function flinkRoutes(context: ApiContext): readonly Route[] {
  const job: FlinkJob = { id: flinkId(context.name), name: context.name }
  return [...clusterRoutes(context, job), ...jobRoutes(context, job), ...changeRoutes(context, job)]
}

function clusterRoutes({ observer, version }: ApiContext, job: FlinkJob): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/overview',
      tag: TAG,
      summary: 'Slots and jobs of the cluster',
      answers: { 200: OverviewSchema },
      handle: () => {
        const { status } = observer.observe()
        const isRunning = jobState(status) === 'RUNNING'
        return ok({
          taskmanagers: 1,
          'slots-total': status.parallelism,
          'slots-available': isRunning ? 0 : status.parallelism,
          'jobs-running': isRunning ? 1 : 0,
          'jobs-finished': 0,
          'jobs-cancelled': 0,
          'jobs-failed': jobState(status) === 'FAILED' ? 1 : 0,
          'flink-version': FLINK_VERSION,
          'flink-commit': `millrace-${version}`
        })
      }
    },
    {
      method: 'GET',
      path: '/config',
      tag: TAG,
      summary: 'What a web front end needs to know',
      answers: { 200: ConfigSchema },
      handle: () =>
        ok({
          'refresh-interval': REFRESH_MS,
          'timezone-name': 'Coordinated Universal Time',
          'timezone-offset': 0,
          'flink-version': FLINK_VERSION,
          'flink-revision': `millrace-${version}`,
          features: { 'web-submit': false, 'web-cancel': true, 'web-rescale': false, 'web-history': false }
        })
    },
    {
      method: 'GET',
      path: '/jobs',
      tag: TAG,
      summary: 'Ids and states of jobs',
      answers: { 200: JobsSchema },
      handle: () => ok({ jobs: [{ id: job.id, status: jobState(observer.observe().status) }] })
    },
    {
      method: 'GET',
      path: '/jobs/overview',
      tag: TAG,
      summary: 'Jobs with their times',
      answers: { 200: JobsOverviewSchema },
      handle: () => ok(jobsOverview(observer.observe().status, job))
    }
  ]
}

function jobRoutes({ observer }: ApiContext, job: FlinkJob): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/jobs/:jobid',
      tag: TAG,
      summary: 'A job with its tasks and plan',
      answers: { 200: JobSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        return ok(jobDetails(observer.observe().status, job))
      }
    },
    {
      method: 'GET',
      path: '/jobs/:jobid/checkpoints',
      tag: TAG,
      summary: 'Snapshots of a job',
      answers: { 200: CheckpointsSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        return ok(checkpoints(observer.observe().status))
      }
    },
    {
      method: 'GET',
      path: '/jobs/:jobid/exceptions',
      tag: TAG,
      summary: 'Outages, newest first',
      answers: { 200: ExceptionsSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        return ok(exceptions(observer.observe().status))
      }
    },
    {
      method: 'GET',
      path: '/jobs/:jobid/vertices/:vertexid/watermarks',
      tag: TAG,
      summary: 'Watermarks of the subtasks of a task',
      answers: { 200: WatermarksSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        const { status } = observer.observe()
        return ok(vertexWatermarks(status, vertexOf(params, verticesOf(status))))
      }
    }
  ]
}

function changeRoutes({ service }: ApiContext, job: FlinkJob): readonly Route[] {
  const savepoints = new Savepoints(service)
  return [
    {
      method: 'POST',
      path: '/jobs/:jobid/savepoints',
      tag: TAG,
      summary: 'Take a snapshot now',
      changes: true,
      body: z.looseObject({ 'cancel-job': z.literal(false).optional() }),
      answers: { 202: TriggerSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        return { status: 202, body: { 'request-id': savepoints.trigger() } }
      }
    },
    {
      method: 'GET',
      path: '/jobs/:jobid/savepoints/:triggerid',
      tag: TAG,
      summary: 'What became of a snapshot that was asked for',
      answers: { 200: SavepointStatusSchema },
      handle: ({ params }) => {
        checkJob(params, job)
        const outcome = savepoints.outcome(params['triggerid'] ?? '')
        if (outcome === undefined) throw new HttpError(404, 'There is no savepoint with this id.')
        return savepointAnswer(outcome)
      }
    },
    {
      method: 'PATCH',
      path: '/jobs/:jobid',
      tag: TAG,
      summary: 'Stop the service',
      changes: true,
      query: z.object({ mode: z.enum(['cancel', 'stop']).default('cancel') }),
      answers: { 202: EmptySchema },
      handle: ({ params }) => {
        checkJob(params, job)
        // A failure of the stop is reported by the process itself as it ends.
        service.stop().catch(() => undefined)
        return { status: 202, body: {} }
      }
    }
  ]
}

function savepointAnswer(outcome: SavepointOutcome): RouteAnswer {
  switch (outcome.kind) {
    case 'running':
      return ok({ status: { id: 'IN_PROGRESS' }, operation: null })
    case 'done':
      return ok({ status: { id: 'COMPLETED' }, operation: { location: outcome.snapshot.id } })
    case 'failed': {
      const cause = { class: 'SnapshotFailed', 'stack-trace': outcome.reason }
      return ok({ status: { id: 'COMPLETED' }, operation: { 'failure-cause': cause } })
    }
  }
}

function checkJob(params: Readonly<Record<string, string>>, job: FlinkJob): void {
  if (params['jobid'] !== job.id)
    throw new HttpError(404, `Job ${params['jobid']} not found; it is ${job.id}.`)
}

function vertexOf(params: Readonly<Record<string, string>>, vertices: readonly Vertex[]): Vertex {
  const found = vertices.find(({ id }) => id === params['vertexid'])
  if (found === undefined) throw new HttpError(404, `Vertex ${params['vertexid']} not found.`)
  return found
}
