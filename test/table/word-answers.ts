/** What cases of scalar words are made of: a source with a column of each type, and what each row answers. */
import { bigint, double, sourceTable, string, timestamp } from '../../src/table/index.js'
import type { Column } from '../../src/table/index.js'

export const source = sourceTable(
  'values',
  { at: timestamp(), a: bigint(), b: bigint(), x: double(), y: double(), s: string(), t: string() },
  { eventTime: 'at' }
)
export const { col } = source
export const [a, b, x, y, s, t] = [col('a'), col('b'), col('x'), col('y'), col('s'), col('t')]
export const MOST = 9223372036854775807n
export const LEAST = -9223372036854775808n

export interface Row {
  readonly a?: bigint
  readonly b?: bigint
  readonly x?: number
  readonly y?: number
  readonly s?: string
  readonly t?: string
}

export type Answer = string | null
/** A word, a column that uses it, and [row, the answer as text] for each. */
export type Case = readonly [word: string, column: Column, answers: readonly (readonly [Row, Answer])[]]
