import { Gauge, Registry } from 'prom-client'
import type { HistogramStatus } from '../../engine/status/status.js'
import type { MetricRow, Reading } from './metric-row.js'

type GaugeValues = Awaited<ReturnType<Gauge['get']>>
type Value = GaugeValues['values'][number] & { readonly metricName?: string }

/** A metric whose values are read off the engine's status when it is scraped, and nowhere kept. */
class ReadMetric extends Gauge {
  readonly #row: MetricRow
  readonly #read: () => Reading

  constructor(row: MetricRow, read: () => Reading) {
    super({ name: row.name, help: row.help, registers: [] })
    this.#row = row
    this.#read = read
  }

  override async get(): Promise<GaugeValues> {
    const { name, help, type } = this.#row
    const values = valuesOf(this.#row, this.#read())
    return { name, help, type, values, aggregator: 'sum', collect: () => undefined } as unknown as GaugeValues
  }
}

function valuesOf(row: MetricRow, reading: Reading): Value[] {
  if (row.type === 'histogram') return histogramValues(row.name, row.histogram(reading))
  return row.values(reading).flatMap(([labels, value]) => (value === null ? [] : [{ labels, value }]))
}

function histogramValues(name: string, { buckets, sum, count }: HistogramStatus): Value[] {
  return [
    ...buckets
      .filter(({ le }) => Number.isFinite(le))
      .map(({ le, count: value }) => ({ metricName: `${name}_bucket`, labels: { le: String(le) }, value })),
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count }
  ]
}

/** A registry of these metrics. */
export function createRegistry(rows: readonly MetricRow[], read: () => Reading): Registry {
  const registry = new Registry()
  for (const row of rows) registry.registerMetric(new ReadMetric(row, read))
  return registry
}
