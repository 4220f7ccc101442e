import { readinessOf } from '../../observability/readiness.js'
import type { ApiContext } from '../api-context.js'
import { HttpError, ok, type Route } from '../route.js'
import {
  AliveSchema,
  HistorySchema,
  ReadinessSchema,
  RowsSchema,
  SettingsSchema,
  StatusSchema
} from './schemas.js'
import { statusAnswer } from './status-answer.js'

const TAG = 'Millrace'

/** Whether the process lives, and whether it does its work. */
export function probeRoutes({ observer, maxLag }: ApiContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      tag: 'Probes',
      summary: 'Whether the process lives',
      answers: { 200: AliveSchema },
      handle: () => ok({ status: 'alive', uptimeSeconds: Math.round(process.uptime()) })
    },
    {
      method: 'GET',
      path: '/readyz',
      tag: 'Probes',
      summary: 'Whether the service does its work',
      answers: { 200: ReadinessSchema, 503: ReadinessSchema },
      handle: () => {
        const body = readinessOf(observer.observe(), maxLag)
        return { status: body.ready ? 200 : 503, body }
      }
    }
  ]
}

/** The paths that Flink has nothing like. */
export function apiRoutes(context: ApiContext): readonly Route[] {
  const { observer, settings, recentRows } = context
  return [
    {
      method: 'GET',
      path: '/api/status',
      tag: TAG,
      summary: 'Everything, as it is now',
      answers: { 200: StatusSchema },
      handle: () => ok(statusAnswer(context))
    },
    {
      method: 'GET',
      path: '/api/history',
      tag: TAG,
      summary: 'The last hour in numbers',
      answers: { 200: HistorySchema },
      handle: () => ok(observer.history())
    },
    {
      method: 'GET',
      path: '/api/settings',
      tag: TAG,
      summary: 'The settings in force',
      answers: { 200: SettingsSchema },
      handle: () => ok({ settings })
    },
    {
      method: 'GET',
      path: '/api/sinks/:sink/rows',
      tag: TAG,
      summary: 'The last rows of a sink',
      answers: { 200: RowsSchema },
      handle: ({ params }) => {
        const sink = params['sink'] ?? ''
        const isKnown = observer.observe().status.jobs.some((job) => job.sink === sink)
        if (!isKnown) throw new HttpError(404, `There is no sink ${sink}.`)
        return ok({ sink, rows: recentRows(sink) })
      }
    }
  ]
}
