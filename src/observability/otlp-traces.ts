import { SpanKind, type Tracer } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler
} from '@opentelemetry/sdk-trace-base'
import type { EpochSummary } from '../engine/epoch/epoch-summary.js'
import type { Logger } from './log.js'
import { resourceOf, tellInLog, type Sender } from './otlp-resource.js'

/** One epoch in a hundred, where the environment does not say otherwise: there may be twenty a second. */
const DEFAULT_SHARE = 0.01

export interface TracesOptions {
  readonly sender: Sender
  /** Consumer group of the application. */
  readonly group: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly logger: Pick<Logger, 'warn'>
}

/**
 * Sends a span an epoch to an OpenTelemetry collector over OTLP, by the conventions for messaging, sampled: as
 * `OTEL_TRACES_SAMPLER` says, else one in a hundred. Where to, the exporter takes from the standard variables.
 */
export class OtlpTraces {
  readonly #provider: BasicTracerProvider
  readonly #tracer: Tracer
  readonly #group: string

  constructor({ sender, group, env, logger }: TracesOptions) {
    tellInLog(logger)
    this.#group = group
    const isSaid = (env['OTEL_TRACES_SAMPLER'] ?? '') !== ''
    const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(DEFAULT_SHARE) })
    this.#provider = new BasicTracerProvider({
      resource: resourceOf(sender),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
      ...(!isSaid && { sampler })
    })
    this.#tracer = this.#provider.getTracer('millrace', sender.version)
  }

  /** An epoch was merged. */
  epoch({ epoch, begunAt, endedAt, records, rows, sources }: EpochSummary): void {
    const name = sources.map(({ address }) => address).join(' ')
    const span = this.#tracer.startSpan(`process ${name}`, {
      kind: SpanKind.CONSUMER,
      startTime: begunAt,
      attributes: {
        'messaging.system': sources[0]?.connector ?? 'none',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': name,
        'messaging.consumer.group.name': this.#group,
        'messaging.batch.message_count': records,
        'millrace.epoch': epoch,
        'millrace.rows': rows
      }
    })
    span.end(endedAt)
  }

  /** Sends what there is and ends. */
  async stop(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined)
  }
}
