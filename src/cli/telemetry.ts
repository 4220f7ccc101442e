import type { ParsedSettings } from '../config/settings.js'
import type { EpochSummary } from '../engine/status/epoch-summary.js'
import type { ApiContext } from '../http/api-context.js'
import type { Logger } from '../observability/log.js'
import type { OtlpMetrics } from '../observability/otlp.js'
import type { OtlpTraces } from '../observability/otlp-traces.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Metrics and traces that go to a collector. */
export interface Telemetry {
  onEpoch(epoch: EpochSummary): void
  /** Sends what there is and ends. */
  stop(): Promise<void>
}

/** Begins to send what the environment names a collector for; undefined: nothing, and then no library is loaded. */
export function startTelemetry(
  context: ApiContext,
  { settings }: ParsedSettings,
  env: Environment,
  logger: Logger
): Telemetry | undefined {
  const sender = {
    service: settings.otel_service_name,
    environment: settings.app_environment,
    version: context.version,
    instance: settings.processing_instance_id
  }
  const metrics = isWanted(env, 'METRICS') ? startMetrics() : undefined
  const traces = isWanted(env, 'TRACES') ? startTraces() : undefined
  if (metrics === undefined && traces === undefined) return undefined
  let loaded: OtlpTraces | undefined
  void traces?.then((one) => (loaded = one))
  return {
    onEpoch: (epoch) => loaded?.epoch(epoch),
    stop: async () => {
      await Promise.all([metrics, traces].map(async (one) => (await one)?.stop()))
    }
  }

  async function startMetrics(): Promise<OtlpMetrics> {
    const { OtlpMetrics: Metrics } = await import('../observability/otlp.js')
    const { readingOf } = await import('../http/metrics-server.js')
    const intervalMs = Number(env['OTEL_METRIC_EXPORT_INTERVAL'])
    const interval = intervalMs > 0 ? intervalMs : undefined
    return new Metrics({ read: () => readingOf(context), sender, intervalMs: interval, logger })
  }

  async function startTraces(): Promise<OtlpTraces> {
    const { OtlpTraces: Traces } = await import('../observability/otlp-traces.js')
    return new Traces({ sender, group: settings.processing_kafka_consumer_group, env, logger })
  }
}

/** By the standard variables: an endpoint for all or for this signal, and no exporter of another kind for it. */
function isWanted(env: Environment, signal: 'METRICS' | 'TRACES'): boolean {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]
  return (endpoint ?? '') !== '' && (env[`OTEL_${signal}_EXPORTER`] ?? 'otlp') === 'otlp'
}
