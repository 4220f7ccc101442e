/** Flink's twins of aggregates. */
import type { AggregateShape, Twins, TwinTable } from './twin.js'

const ofDouble = ({ inputType }: AggregateShape): boolean => inputType === 'DOUBLE'

const ORDER = 'Flink adds doubles up in the order in which they come, so that the last digits depend on it'

function same(sql: (operand: string) => string): Twins<AggregateShape> {
  return [{ kind: 'same', sql: ([operand]) => sql(String(operand)) }]
}

/** The exact sum of a BIGINT. */
function exactSum(operand: string): string {
  return `SUM(CAST(${operand} AS DECIMAL(38, 0)))`
}

/** Flink compares no booleans. */
function extreme(name: 'MIN' | 'MAX'): Twins<AggregateShape> {
  return [
    {
      kind: 'expression',
      when: 'of a BOOLEAN',
      fits: ({ inputType }) => inputType === 'BOOLEAN',
      sql: ([x]) => `CAST(${name}(CAST(${String(x)} AS INT)) AS BOOLEAN)`
    },
    { kind: 'same', when: 'of other types', sql: ([x]) => `${name}(${String(x)})` }
  ]
}

export const AGGREGATE_TWINS: TwinTable<AggregateShape> = {
  COUNT_ALL: same(() => 'COUNT(*)'),
  COUNT: same((operand) => `COUNT(${operand})`),
  COUNT_DISTINCT: same((operand) => `COUNT(DISTINCT ${operand})`),
  SUM: [
    { kind: 'none', when: 'of a DOUBLE', fits: ofDouble, sql: ([x]) => `SUM(${String(x)})`, differs: ORDER },
    {
      kind: 'expression',
      when: 'of a BIGINT',
      // Flink's own wraps around at 64 bits.
      sql: ([x]) => {
        const sum = exactSum(String(x))
        return `CASE WHEN ${sum} BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(${sum} AS BIGINT) END`
      }
    }
  ],
  AVG: [
    { kind: 'none', when: 'of a DOUBLE', fits: ofDouble, sql: ([x]) => `AVG(${String(x)})`, differs: ORDER },
    {
      kind: 'expression',
      when: 'of a BIGINT, truncated',
      fits: ({ parameters }) => parameters['truncate'] === true,
      sql: ([x]) => `CAST(AVG(${String(x)}) AS DOUBLE)`,
      bound: 'while the sum of a group fits into 64 bits'
    },
    {
      kind: 'expression',
      when: 'of a BIGINT',
      sql: ([x]) => `CAST(${exactSum(String(x))} AS DOUBLE) / COUNT(${String(x)})`,
      bound: 'while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ'
    }
  ],
  MIN: extreme('MIN'),
  MAX: extreme('MAX'),
  PERCENTILE: [
    {
      kind: 'same',
      sql: ([x], { parameters }) => `PERCENTILE(${String(x)}, ${String(parameters['fraction'])})`
    }
  ]
}
