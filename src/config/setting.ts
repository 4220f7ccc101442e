import type { ValueType } from './value-types.js'

/** The groups in the order in which they are shown. */
export const SETTING_GROUPS = [
  'Kafka',
  'Kafka security',
  'Jobs',
  'Time',
  'Engine',
  'State',
  'Service',
  'Dashboard and metrics',
  'Application'
] as const

export type SettingGroup = (typeof SETTING_GROUPS)[number]

/** A setting whose default follows from others. */
export interface DerivedDefault<T> {
  /** How the default comes about, in words. */
  readonly text: string
  /** The settings that it follows from. */
  readonly reads: readonly string[]
  readonly from: (values: Readonly<Record<string, unknown>>) => T
}

/** One row of the table. */
export interface Setting<T> extends ValueType<T> {
  readonly group: SettingGroup
  readonly purpose: string
  readonly default: T
  /** When present, takes the place of `default` once all other values are known. */
  readonly derived?: DerivedDefault<T>
  /** Never shown: neither by `config`, nor in an error. */
  readonly secret?: true
}

/** A row of the table, its value's type checked against the default's. */
export function setting<T>(
  group: SettingGroup,
  type: ValueType<T>,
  defaultValue: NoInfer<T>,
  purpose: string,
  more: { derived?: DerivedDefault<NoInfer<T>>; secret?: true } = {}
): Setting<T> {
  return { group, ...type, default: defaultValue, purpose, ...more }
}
