import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { reportSettings } from '../config/present.js'
import type { ParsedSettings } from '../config/settings.js'
import type { EpochSummary } from '../engine/status/epoch-summary.js'
import { MillraceError } from '../errors.js'
import type { ApiContext, RecentRows } from '../http/api-context.js'
import { ActivityLog } from '../observability/activity-log.js'
import type { Logger } from '../observability/log.js'
import type { ObservedService } from '../observability/observed-service.js'
import { Observer } from '../observability/observer.js'
import { startTelemetry } from './telemetry.js'

/** A port that is taken is tried again after so long. */
const RETRY_MS = 30_000

export interface OperationsOptions {
  readonly recentRows: RecentRows
  readonly problems: ApiContext['problems']
  /** For the standard variables of OpenTelemetry. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Dashboard, REST and metrics of a service that runs. */
export interface Operations {
  /** An epoch was merged. */
  onEpoch(epoch: EpochSummary): void
  /** Closes the ports. */
  stop(): Promise<void>
}

/**
 * Begins to serve dashboard, REST, probes and metrics as the settings say. A port that is taken is logged and tried
 * again: events go on without it.
 */
export function startOperations(
  service: ObservedService,
  parsed: ParsedSettings,
  logger: Logger,
  { recentRows, problems, env }: OperationsOptions
): Operations {
  const { settings } = parsed
  const observer = new Observer({ read: () => service.status() })
  observer.start()
  const activity = new ActivityLog(observer, logger)
  activity.start()
  const context: ApiContext = {
    service,
    observer,
    name: settings.processing_kafka_consumer_group,
    version: packageVersion(),
    settings: reportSettings(parsed),
    recentRows,
    problems,
    maxLag: settings.processing_ready_max_lag
  }
  const guard = {
    allowedHosts: settings.processing_http_allowed_hosts,
    token: settings.processing_http_token
  }
  const { processing_http_host: host } = settings
  const ports = [
    new Port('dashboard and REST', settings.processing_http_port, host, logger, async () => {
      const { createHttpServer } = await import('../http/server.js')
      return createHttpServer(context, guard, logger)
    }),
    new Port('metrics', settings.processing_metrics_port, host, logger, async () => {
      const { createMetricsServer } = await import('../http/metrics-server.js')
      return createMetricsServer(context, logger)
    })
  ]
  for (const port of ports) port.open()
  const telemetry = startTelemetry(context, parsed, env, logger)
  return {
    onEpoch: (epoch) => telemetry?.onEpoch(epoch),
    stop: async () => {
      activity.stop()
      observer.stop()
      await Promise.all([...ports.map((port) => port.close()), telemetry?.stop()])
    }
  }
}

/** One server on its port, tried until the port is free; what serves it is loaded only where there is one. */
class Port {
  readonly #what: string
  readonly #port: number
  readonly #host: string
  readonly #logger: Logger
  readonly #create: () => Promise<FastifyInstance>
  #server: FastifyInstance | undefined
  #listening: Promise<void> = Promise.resolve()
  #retry: NodeJS.Timeout | undefined
  #refused = false

  constructor(
    what: string,
    port: number,
    host: string,
    logger: Logger,
    create: () => Promise<FastifyInstance>
  ) {
    this.#what = what
    this.#port = port
    this.#host = host
    this.#logger = logger
    this.#create = create
  }

  open(): void {
    if (this.#port !== 0) this.#listening = this.#listen()
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry)
    await this.#listening
    clearTimeout(this.#retry)
    await this.#server?.close()
  }

  async #listen(): Promise<void> {
    const server = await this.#create()
    try {
      await server.listen({ host: this.#host, port: this.#port })
      this.#server = server
      // The port does not keep a process alive whose work is done.
      server.server.unref()
      this.#logger.info({ host: this.#host, port: this.#port }, `${this.#what} listen`)
    } catch (error) {
      await server.close()
      this.#retry = setTimeout(() => this.open(), RETRY_MS).unref()
      this.#refuse(error)
    }
  }

  #refuse(error: unknown): void {
    if (this.#refused) return
    this.#refused = true
    const refusal = portError(error, this.#what, this.#port, this.#host)
    this.#logger.error({ code: refusal.code }, `${refusal.code}: ${refusal.message}`)
  }
}

function portError(error: unknown, what: string, port: number, host: string): MillraceError {
  const reason = error instanceof Error ? error.message : String(error)
  return new MillraceError('HTTP_PORT', { what, port, host, reason }, { cause: error })
}

/** Version of this package. */
function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
