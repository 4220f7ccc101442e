/** Variances and standard deviations. */
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import { withDistinct } from './with-distinct.js'

const EXACT = 'rounded once from exact sums, whatever the order of the rows'

function spread(
  name: string,
  code: number,
  distinctCode: number,
  what: string,
  over: string
): ReturnType<typeof withDistinct> {
  return withDistinct(
    {
      name,
      code,
      docs: `${what}, ${EXACT}; null over ${over}.`,
      inputTypes: () => ['BIGINT', 'DOUBLE'],
      resultType: () => 'DOUBLE',
      sql: (operand) => `${name}(${operand})`
    },
    distinctCode,
    what
  )
}

type Numeric<S extends string> = Column<'BIGINT' | 'DOUBLE', S>

/** The variance of the values as a whole population; null when there is no value. */
export function varPop<S extends string>(column: Numeric<S>): Aggregate<'DOUBLE', S> {
  return aggregate('VAR_POP', column)
}

/** The variance of the values as a sample, divided by one less than their number; null under two values. */
export function varSamp<S extends string>(column: Numeric<S>): Aggregate<'DOUBLE', S> {
  return aggregate('VAR_SAMP', column)
}

/** The standard deviation of the values as a whole population; null when there is no value. */
export function stddevPop<S extends string>(column: Numeric<S>): Aggregate<'DOUBLE', S> {
  return aggregate('STDDEV_POP', column)
}

/** The standard deviation of the values as a sample; null under two values. */
export function stddevSamp<S extends string>(column: Numeric<S>): Aggregate<'DOUBLE', S> {
  return aggregate('STDDEV_SAMP', column)
}

export default [
  ...spread('VAR_POP', 8, 16, 'The variance as a population', 'no value'),
  ...spread('VAR_SAMP', 9, 17, 'The variance as a sample', 'fewer than two values'),
  ...spread('STDDEV_POP', 10, 18, 'The standard deviation as a population', 'no value'),
  ...spread('STDDEV_SAMP', 11, 19, 'The standard deviation as a sample', 'fewer than two values')
]
