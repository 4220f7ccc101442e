import type { HistogramStatus } from '../../engine/status/status.js'
import type { Rates } from '../figures.js'
import type { Observation } from '../observer.js'

export type Labels = Readonly<Record<string, string>>

/** What the values of one scrape are made of. */
export interface Reading {
  readonly observation: Observation
  /** Over the last minute, as Flink's meters have them. */
  readonly minuteRates: Rates
  /** Name of the application. */
  readonly application: string
  readonly version: string
  readonly ready: boolean
}

interface NamedRow {
  readonly name: string
  readonly help: string
}

/** One metric: how it is called, and its values now. */
export type MetricRow =
  | (NamedRow & {
      readonly type: 'counter' | 'gauge'
      readonly values: (reading: Reading) => readonly (readonly [Labels, number | null])[]
    })
  | (NamedRow & { readonly type: 'histogram'; readonly histogram: (reading: Reading) => HistogramStatus })

/** A counter or gauge without labels. */
export function single(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  value: (reading: Reading) => number | null
): MetricRow {
  return { type, name, help, values: (reading) => [[{}, value(reading)]] }
}
