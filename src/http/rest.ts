import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkMayChange, type GuardOptions } from './guards.js'
import { badRequest } from './listener.js'
import type { Route, RouteRequest } from './route.js'

/** Serves the routes, those of Flink also under `/v1`, as Flink itself does. */
export function serveRoutes(server: FastifyInstance, routes: readonly Route[], guard: GuardOptions): void {
  for (const route of routes) {
    const paths = route.tag === 'Flink' ? [route.path, `/v1${route.path}`] : [route.path]
    for (const url of paths) {
      server.route({
        method: route.method,
        url,
        ...(route.changes && {
          onRequest: async (request: FastifyRequest) => checkMayChange(request, guard)
        }),
        handler: (request, reply) => answer(route, request, reply)
      })
    }
  }
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { status, body } = await route.handle(checked(route, request))
  const schema = route.answers[status]
  if (schema === undefined) throw new Error(`${route.method} ${route.path} has no answer ${status}`)
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(schema.parse(body)))
}

function checked(route: Route, request: FastifyRequest): RouteRequest {
  const query = route.query?.safeParse(request.query)
  if (query?.error !== undefined) throw badRequest(query.error)
  const body = route.body?.safeParse(request.body ?? {})
  if (body?.error !== undefined) throw badRequest(body.error)
  return {
    params: request.params as Readonly<Record<string, string>>,
    query: query?.data ?? {},
    body: body?.data
  }
}
