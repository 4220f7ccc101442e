import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach } from 'vitest'
import { reportSettings } from '../../src/config/present.js'
import { parseSettings } from '../../src/config/settings.js'
import type { ApiContext } from '../../src/http/api-context.js'
import { Observer } from '../../src/observability/observer.js'
import { FakeService } from '../support/service-status.js'
import type { Logger } from '../../src/observability/log.js'

/** A logger for what is not looked at. */
export function silentLogger(): Logger {
  const nothing = (): void => undefined
  const logger: Logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
    child: () => logger
  }
  return logger
}

export interface Fixture {
  readonly service: FakeService
  readonly context: ApiContext
}

export function fixture(env: Record<string, string> = {}): Fixture {
  const service = new FakeService()
  const context: ApiContext = {
    service,
    observer: new Observer({ read: () => service.status() }),
    name: 'analytics',
    version: '1.2.3',
    settings: reportSettings(parseSettings(env)),
    recentRows: (sink) => (sink === 'counts' ? ['{"n":1}', '{"n":2}'] : []),
    problems: () => [],
    maxLag: 0
  }
  return { service, context }
}

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** Listens on a free loopback port; closed after the test. Answers with `http://127.0.0.1:port`. */
export async function listen(server: FastifyInstance): Promise<string> {
  servers.push(server)
  await server.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
}
