import type { FastifyInstance } from 'fastify'
import type { Logger } from '../observability/log.js'
import { apiRoutes, probeRoutes } from './api/routes.js'
import type { ApiContext } from './api-context.js'
import { serveDashboard } from './dashboard-files.js'
import { StatusEvents } from './events.js'
import { flinkRoutes } from './flink/routes.js'
import { allowedNames, checkHost, type GuardOptions } from './guards.js'
import { createListener } from './listener.js'
import { openApiDocument } from './openapi.js'
import { serveRoutes } from './rest.js'
import type { Route } from './route.js'

/** Everything that is answered in JSON. */
function allRoutes(context: ApiContext): readonly Route[] {
  return [...probeRoutes(context), ...apiRoutes(context), ...flinkRoutes(context)]
}

/** Probes, REST, events and dashboard in one server; it does not listen yet. */
export function createHttpServer(context: ApiContext, guard: GuardOptions, logger: Logger): FastifyInstance {
  const server = createListener(logger)
  const names = allowedNames(guard)
  server.addHook('onRequest', async (request) => checkHost(request, names))
  const routes = allRoutes(context)
  serveRoutes(server, routes, guard)
  const document = JSON.stringify(openApiDocument(routes, context.version))
  server.get('/api/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document)
  )
  new StatusEvents(context).serve(server)
  serveDashboard(server)
  return server
}
