import type { FastifyInstance } from 'fastify'
import type { Logger } from '../observability/log.js'
import { FLINK_METRICS } from '../observability/metrics/flink-metrics.js'
import type { Reading } from '../observability/metrics/metric-row.js'
import { OWN_METRICS } from '../observability/metrics/own-metrics.js'
import { createRegistry } from '../observability/metrics/registry.js'
import { readinessOf } from '../observability/readiness.js'
import type { ApiContext } from './api-context.js'
import { createListener } from './listener.js'

const MINUTE_MS = 60_000

/**
 * The page for Prometheus, at `/metrics` and, as Flink's reporter answers, at `/`. `?names=millrace` and `?names=flink`
 * give the one half or the other. It does not listen yet.
 */
export function createMetricsServer(context: ApiContext, logger: Logger): FastifyInstance {
  const server = createListener(logger)
  let reading = readingOf(context)
  const read = (): Reading => reading
  const registries: Readonly<Record<string, ReturnType<typeof createRegistry>>> = {
    millrace: createRegistry(OWN_METRICS, read),
    flink: createRegistry(FLINK_METRICS, read),
    all: createRegistry([...OWN_METRICS, ...FLINK_METRICS], read)
  }
  for (const url of ['/', '/metrics']) {
    server.get(url, async (request, reply) => {
      const { names = 'all' } = request.query as { names?: string }
      const registry = registries[names] ?? registries['all']!
      reading = readingOf(context)
      return reply.type(registry.contentType).send(await registry.metrics())
    })
  }
  return server
}

/** What a scrape is made of. */
export function readingOf({ observer, name, version, maxLag }: ApiContext): Reading {
  const observation = observer.observe()
  return {
    observation,
    minuteRates: observer.ratesOver(MINUTE_MS),
    application: name,
    version,
    ready: readinessOf(observation, maxLag).ready
  }
}
