import type { Attributes, BatchObservableResult, Observable } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { Logger } from './log.js'
import { OWN_METRICS } from './metrics/own-metrics.js'
import type { MetricRow, Reading } from './metrics/metric-row.js'
import { resourceOf, tellInLog, type Sender } from './otlp-resource.js'

const DEFAULT_INTERVAL_MS = 60_000
const MAX_TIMEOUT_MS = 30_000

export interface OtlpOptions {
  readonly read: () => Reading
  readonly sender: Sender
  /** Of the environment; default a minute. */
  readonly intervalMs?: number | undefined
  readonly logger: Pick<Logger, 'warn'>
}

/**
 * Sends the metrics of our own to an OpenTelemetry collector over OTLP (HTTP, protobuf) at an interval, and once more at
 * the end. Where to, with which headers and certificates, the exporter takes from the standard variables
 * (`OTEL_EXPORTER_OTLP_ENDPOINT` and its kin). Histograms go as their count and sum. A collector that is away is
 * logged, and costs nothing else.
 */
export class OtlpMetrics {
  readonly #provider: MeterProvider

  constructor({ read, sender, intervalMs = DEFAULT_INTERVAL_MS, logger }: OtlpOptions) {
    tellInLog(logger)
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: intervalMs,
      exportTimeoutMillis: Math.min(intervalMs, MAX_TIMEOUT_MS)
    })
    this.#provider = new MeterProvider({ readers: [reader], resource: resourceOf(sender) })
    this.#observe(read)
  }

  /** Sends what there is and ends. */
  async stop(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined)
  }

  /** All instruments are read off one status. */
  #observe(read: () => Reading): void {
    const meter = this.#provider.getMeter('millrace')
    const instruments = OWN_METRICS.flatMap(measuresOf).map(({ name, help, isCounter, values }) => {
      const options = { description: help }
      return {
        values,
        instrument: isCounter
          ? meter.createObservableCounter(name, options)
          : meter.createObservableGauge(name, options)
      }
    })
    const observe = (result: BatchObservableResult): void => {
      const reading = read()
      for (const { instrument, values } of instruments) report(result, instrument, values(reading))
    }
    meter.addBatchObservableCallback(
      observe,
      instruments.map(({ instrument }) => instrument)
    )
  }
}

type Values = readonly (readonly [Attributes, number | null])[]

interface Measure {
  readonly name: string
  readonly help: string
  readonly isCounter: boolean
  readonly values: (reading: Reading) => Values
}

/** Counters lose their `_total`, which is Prometheus's word. */
function measuresOf(row: MetricRow): Measure[] {
  const { name, help } = row
  if (row.type !== 'histogram') {
    return [
      { name: name.replace(/_total$/, ''), help, isCounter: row.type === 'counter', values: row.values }
    ]
  }
  return [
    {
      name: `${name}_count`,
      help,
      isCounter: true,
      values: (reading) => [[{}, row.histogram(reading).count]]
    },
    { name: `${name}_sum`, help, isCounter: true, values: (reading) => [[{}, row.histogram(reading).sum]] }
  ]
}

function report(result: BatchObservableResult, instrument: Observable, values: Values): void {
  for (const [attributes, value] of values) if (value !== null) result.observe(instrument, value, attributes)
}
