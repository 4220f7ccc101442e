import { fastify, type FastifyInstance } from 'fastify'
import type { ZodError } from 'zod'
import type { Logger } from '../observability/log.js'
import { addSecurityHeaders } from './guards.js'
import { HttpError } from './route.js'

/** A request's head must be there within this time, the whole request within twice as much. */
const HEADERS_TIMEOUT_MS = 5000
const REQUEST_TIMEOUT_MS = 10_000
/** A connection on which nothing moves is cut. */
const IDLE_TIMEOUT_MS = 15_000
const KEEP_ALIVE_MS = 5000
const CHECK_INTERVAL_MS = 1000
const MAX_CONNECTIONS = 256
const MAX_HEADER_BYTES = 8192
const MAX_BODY_BYTES = 16_384
const MAX_PARAMETER_LENGTH = 256
const MAX_REQUESTS_PER_CONNECTION = 1000

/** A server that answers small requests, and gives up on whoever is slow, sends too much or sends rubbish. */
export function createListener(logger: Logger): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_CONNECTION,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES
    }
  })
  server.server.maxConnections = MAX_CONNECTIONS
  addSecurityHeaders(server)
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ errors: ['Not found.'] }))
  server.setErrorHandler((error, request, reply) => {
    const status = statusOf(error)
    if (status >= 500) logger.error({ err: error, path: request.url }, 'a request could not be answered')
    const message = status >= 500 ? 'The service failed to answer; see its log.' : messageOf(error)
    return reply.code(status).send({ errors: [message] })
  })
  return server
}

function statusOf(error: unknown): number {
  const { statusCode } = error as { statusCode?: unknown }
  return typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What is wrong with a request, in one line. */
export function badRequest(error: ZodError): HttpError {
  const problems = error.issues.map(({ path, message }) => [path.join('.'), message].join(': '))
  return new HttpError(400, problems.join('; '))
}
