import { connect } from 'node:net'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createHttpServer } from '../../src/http/server.js'
import { flinkId } from '../../src/observability/flink-topology.js'
import { fixture, listen, silentLogger } from './support.js'

const JOB = flinkId('analytics')
const SNAPSHOT = { method: 'POST', path: `/jobs/${JOB}/savepoints` }
const STOP = { method: 'PATCH', path: `/v1/jobs/${JOB}?mode=cancel` }

async function guarded(token: string | undefined, allowedHosts: readonly string[] = []) {
  const made = fixture()
  const base = await listen(createHttpServer(made.context, { allowedHosts, token }, silentLogger()))
  const port = Number(new URL(base).port)
  return { ...made, base, port, ask: asker(port) }
}

/** Asks with headers that fetch would not let through. */
function asker(port: number) {
  return (
    { method = 'GET', path = '/api/status' }: { method?: string; path?: string },
    headers: Record<string, string> = {}
  ): Promise<{ status: number; headers: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        response.resume()
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
      })
      sent.on('error', reject)
      sent.end()
    })
}

describe('the Host header', () => {
  it.each(['evil.example', 'evil.example:8081', '127.0.0.1.evil.example'])('refuses "%s"', async (host) => {
    const { ask, service } = await guarded(undefined)
    for (const what of [{}, SNAPSHOT, STOP]) {
      expect((await ask(what, { host })).status).toBe(421)
    }
    expect([service.snapshots, service.stops]).toEqual([0, 0])
  })

  it.each(['localhost', '10.1.2.3:8081', '[::1]:8081', 'Millrace.Internal:80'])(
    'takes "%s"',
    async (host) => {
      const { ask } = await guarded(undefined, ['millrace.internal'])
      expect((await ask({}, { host })).status).toBe(200)
    }
  )
})

describe('changes', () => {
  it.each([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer nope' }],
    ['no bearer', { authorization: 'secret' }]
  ] as const)('need the token: %s is refused', async (_, headers) => {
    const { ask, service } = await guarded('secret')
    for (const what of [SNAPSHOT, STOP]) expect((await ask(what, headers)).status).toBe(401)
    expect([service.snapshots, service.stops]).toEqual([0, 0])
  })

  it('are taken with the token', async () => {
    const { ask, service } = await guarded('secret')
    expect((await ask(SNAPSHOT, { authorization: 'Bearer secret' })).status).toBe(202)
    expect(service.snapshots).toBe(1)
  })

  it.each([
    ['a page of another site', { origin: 'http://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
    ['a proxy on this machine', { 'x-forwarded-for': '203.0.113.9' }]
  ] as const)('without a token are refused to %s', async (_, headers) => {
    const { ask, service } = await guarded(undefined)
    for (const what of [SNAPSHOT, STOP]) expect((await ask(what, headers)).status).toBe(403)
    expect([service.snapshots, service.stops]).toEqual([0, 0])
  })

  it('without a token are taken from this machine, its dashboard included', async () => {
    const { ask, base } = await guarded(undefined)
    expect((await ask(SNAPSHOT, { origin: base, 'sec-fetch-site': 'same-origin' })).status).toBe(202)
  })
})

describe('answers', () => {
  it('carry security headers, and none that would let other sites read them', async () => {
    const { ask } = await guarded(undefined)
    const { headers } = await ask({ path: '/api/status' }, { origin: 'http://evil.example' })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'"
    })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

const RUBBISH: readonly string[] = [
  'GET / HTTP/9.9\r\n\r\n',
  '\u0000\u0001\u0002\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  'POST /jobs/x/savepoints HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n',
  'POST /jobs/x/savepoints HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  `POST /jobs/${JOB}/savepoints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{`,
  `GET /api/status HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(9000)}\r\n\r\n`
]

describe('10,000 malformed and slow requests', () => {
  it('leave the service unmoved', async () => {
    const { port, ask, service } = await guarded(undefined)
    // Slow ones hold connections meanwhile: their heads never end.
    const slow = Array.from({ length: 60 }, () => {
      const socket = connect(port, '127.0.0.1').resume()
      socket.on('error', () => undefined)
      socket.write('GET /api/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
      return socket
    })
    const closed = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    const before = process.memoryUsage.rss()
    for (let sent = 0; sent < 10_000; sent += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => send(port, RUBBISH[(sent + index) % 8] ?? ''))
      )
    }
    expect((await ask({})).status).toBe(200)
    expect([service.snapshots, service.stops]).toEqual([0, 0])
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 << 20)
    await Promise.race([Promise.all(closed), sleep(20_000)])
    expect(slow.every((socket) => socket.destroyed || socket.closed)).toBe(true)
  }, 120_000)
})

/** Sends bytes and waits until the connection is closed. */
function send(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (): void => {
      socket.destroy()
      resolve()
    }
    socket.on('error', end)
    socket.on('close', end)
    socket.on('data', end)
    socket.write(text)
  })
}
