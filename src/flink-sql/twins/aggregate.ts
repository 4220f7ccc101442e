/** Flink's twins of aggregates. */
import { finite } from '../text.js'
import { CHOSEN } from './chosen.js'
import type { AggregateShape, Twins, TwinTable } from './twin.js'

const ofDouble = ({ inputType }: AggregateShape): boolean => inputType === 'DOUBLE'

const ORDER = 'Flink adds doubles up in the order in which they come, so that the last digits depend on it'

function same(sql: (operand: string) => string): Twins<AggregateShape> {
  return [{ kind: 'same', sql: ([operand]) => sql(String(operand)) }]
}

/** The exact sum of a BIGINT. @param form `DISTINCT ` or nothing */
function exactSum(operand: string, form: string): string {
  return `SUM(${form}CAST(${operand} AS DECIMAL(38, 0)))`
}

function sum(form: '' | 'DISTINCT '): Twins<AggregateShape> {
  return [
    {
      kind: 'none',
      when: 'of a DOUBLE',
      fits: ofDouble,
      sql: ([x]) => finite(`SUM(${form}${String(x)})`),
      differs: ORDER
    },
    {
      kind: 'expression',
      when: 'of a BIGINT',
      // Flink's own wraps around at 64 bits.
      sql: ([x]) => {
        const exact = exactSum(String(x), form)
        return `CASE WHEN ${exact} BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(${exact} AS BIGINT) END`
      }
    }
  ]
}

function average(form: '' | 'DISTINCT '): Twins<AggregateShape> {
  return [
    {
      kind: 'none',
      when: 'of a DOUBLE',
      fits: ofDouble,
      sql: ([x]) => finite(`AVG(${form}${String(x)})`),
      differs: ORDER
    },
    {
      kind: 'expression',
      when: 'of a BIGINT, truncated',
      fits: ({ parameters }) => parameters['truncate'] === true,
      sql: ([x]) => `CAST(AVG(${form}${String(x)}) AS DOUBLE)`,
      bound: 'while the sum of a group fits into 64 bits'
    },
    {
      kind: 'expression',
      when: 'of a BIGINT',
      sql: ([x]) => `CAST(${exactSum(String(x), form)} AS DOUBLE) / COUNT(${form}${String(x)})`,
      bound: 'while the sum of a group stays within 2^53 of zero; beyond it the last digit may differ'
    }
  ]
}

/** Ours are rounded once from exact sums. Flink's of a BIGINT is a BIGINT. */
function spread(name: string, form: '' | 'DISTINCT '): Twins<AggregateShape> {
  return [
    {
      kind: 'none',
      sql: ([x]) => finite(`${name}(${form}CAST(${String(x)} AS DOUBLE))`),
      differs: 'Flink computes it of rounded sums, so that the last digits are others'
    }
  ]
}

/** Of a BOOLEAN, null where there is no value. */
function truth(name: 'MIN' | 'MAX'): Twins<AggregateShape> {
  return [{ kind: 'expression', sql: ([x]) => `CAST(${name}(CAST(${String(x)} AS INT)) AS BOOLEAN)` }]
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
  SUM: sum(''),
  SUM_DISTINCT: sum('DISTINCT '),
  AVG: average(''),
  AVG_DISTINCT: average('DISTINCT '),
  VAR_POP: spread('VAR_POP', ''),
  VAR_SAMP: spread('VAR_SAMP', ''),
  STDDEV_POP: spread('STDDEV_POP', ''),
  STDDEV_SAMP: spread('STDDEV_SAMP', ''),
  VAR_POP_DISTINCT: spread('VAR_POP', 'DISTINCT '),
  VAR_SAMP_DISTINCT: spread('VAR_SAMP', 'DISTINCT '),
  STDDEV_POP_DISTINCT: spread('STDDEV_POP', 'DISTINCT '),
  STDDEV_SAMP_DISTINCT: spread('STDDEV_SAMP', 'DISTINCT '),
  BOOL_AND: truth('MIN'),
  BOOL_OR: truth('MAX'),
  MIN: extreme('MIN'),
  MAX: extreme('MAX'),
  PERCENTILE: [
    {
      kind: 'same',
      sql: ([x], { parameters }) => `PERCENTILE(${String(x)}, ${String(parameters['fraction'])})`
    }
  ],
  PERCENTILE_DISTINCT: [
    {
      kind: 'same',
      sql: ([x], { parameters }) => `PERCENTILE(DISTINCT ${String(x)}, ${String(parameters['fraction'])})`
    }
  ],
  ...CHOSEN
}
