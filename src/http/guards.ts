import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from './route.js'

export interface GuardOptions {
  /** Names by which the service may be asked for, besides addresses, localhost and this machine's name. */
  readonly allowedHosts: readonly string[]
  /** What changes something needs this token; undefined: it must come from this machine. */
  readonly token: string | undefined
}

/**
 * A page of a foreign site can make a browser ask us under the site's own name (DNS rebinding): so only names that are
 * known to be ours are answered.
 * @throws HttpError 421
 */
export function checkHost(request: FastifyRequest, allowed: ReadonlySet<string>): void {
  const name = hostName(request.headers.host ?? '')
  if (isIP(name) !== 0 || allowed.has(name)) return
  throw new HttpError(421, `Host "${name}" is not known here; add it to processing_http_allowed_hosts.`)
}

/** The names that are answered to. */
export function allowedNames({ allowedHosts }: GuardOptions): ReadonlySet<string> {
  return new Set(['localhost', hostname(), ...allowedHosts].map((name) => name.toLowerCase()))
}

/** The name in a Host header or an origin, without port and brackets. */
function hostName(host: string): string {
  const withoutPort = host.replace(/:\d*$/, '')
  return withoutPort.replace(/^\[(.*)\]$/, '$1').toLowerCase()
}

/**
 * Whether a request may change something: with the token, or from this machine when no token is set.
 * @throws HttpError 401, 403
 */
export function checkMayChange(request: FastifyRequest, { token }: GuardOptions): void {
  checkOrigin(request)
  if (token !== undefined) {
    if (isSame(bearer(request), token)) return
    throw new HttpError(401, 'This needs the token of processing_http_token: Authorization: Bearer <token>.')
  }
  // Behind a proxy on this machine everybody seems to be on it.
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => request.headers[name] !== undefined
  )
  if (isLoopback(request.socket.remoteAddress ?? '') && !isForwarded) return
  throw new HttpError(
    403,
    'This is taken from this machine alone; set processing_http_token to allow others.'
  )
}

/** A page of another site must not act for the person who looks at it. */
function checkOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (!isForeign && (origin === undefined || origin.replace(/^https?:\/\//, '') === host)) return
  throw new HttpError(403, 'This is taken from the dashboard itself, not from pages of other sites.')
}

function bearer(request: FastifyRequest): string {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

/** Takes the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store'
} as const

/** Headers of every answer; what a page may load is said with the page. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  })
}
