/** What TypeScript sees: checked by `tsc -p test/tsconfig.json`, which fails when an expected error is none. */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { BaseJob } from '../../src/app/job.js'
import {
  abs,
  avg,
  caseWhen,
  coalesce,
  count,
  countDistinct,
  greatest,
  ifElse,
  ifNull,
  least,
  lit,
  max,
  min,
  nullIf,
  percentile,
  sum,
  union
} from '../../src/table/index.js'
import {
  array,
  bigint,
  boolean,
  defineSource,
  double,
  sinkTable,
  sourceTable,
  string,
  timestamp
} from '../../src/table/index.js'
import { tumble, windowDuration, windowEnd, windowStart } from '../../src/table/index.js'
import type { Aggregate, Column, Grouped, Projection, WindowFunction } from '../../src/table/index.js'
import { col, source } from './fixtures.js'

const cart = defineSource('carts', {
  schema: {
    at: timestamp(),
    element: boolean(),
    items: array({ price: double(), tags: array(string()) }),
    user: { places: array(array(bigint())) }
  },
  eventTime: 'at'
})

describe('values of one type', () => {
  it('are what CASE and COALESCE take', () => {
    expectTypeOf(caseWhen([[col('level').gt(1), 1n]], 0n)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(caseWhen([[col('level').gt(1), col('level')]], 0)).toEqualTypeOf<
      Column<'BIGINT', 'readings'>
    >()
    expectTypeOf(
      caseWhen(
        [
          [col('level').gt(1), 'a'],
          [col('level').gt(0), null]
        ],
        'b'
      )
    ).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(coalesce(col('level'), 0, null)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    // @ts-expect-error text and a number
    caseWhen([[col('level').gt(1), 'a']], 1)
    const isHigh = col('level').gt(1)
    const text = [isHigh, 'a'] as const
    const number = [isHigh, 1] as const
    // @ts-expect-error branches of text and of a number
    caseWhen([text, number], 'b')
    // @ts-expect-error text beside a BIGINT
    coalesce(col('level'), 'x')
    // @ts-expect-error a fraction beside a BIGINT
    coalesce(col('level'), 1.5)
    // @ts-expect-error columns of unlike types
    coalesce(col('level'), col('name'))
  })

  it('are what the short forms and GREATEST take', () => {
    expectTypeOf(ifElse(col('level').gt(1), 'a', null)).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(ifNull(col('level'), 0)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(nullIf(col('level'), 0)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(greatest(col('name'), 'a')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    greatest(col('level'), col('degrees'), 1.5)
    // @ts-expect-error text and a number
    ifElse(col('level').gt(1), 'a', 1)
    // @ts-expect-error text for a number
    ifNull(col('level'), 'x')
    // @ts-expect-error a fraction beside a BIGINT
    nullIf(col('level'), 1.5)
    // @ts-expect-error a number and text
    greatest(col('level'), 'x')
    // @ts-expect-error columns of unlike types
    least(col('level'), col('name'))
  })

  it('say what is missing before groups are', () => {
    const windowed = source.window(tumble(1000))
    // @ts-expect-error groupBy() is forgotten
    expect(() => windowed.select({ n: count() })).toThrow('call groupBy(…) before select()')
    // @ts-expect-error groupBy() is forgotten
    expect(() => windowed.having(count().gt(1))).toThrow('call groupBy(…) before select()')
    // @ts-expect-error window() is forgotten
    expect(() => source.groupBy(col('name'))).toThrow('call window(…) before it')
  })
})

describe('numbers', () => {
  it('are of the type that arithmetic gives', () => {
    expectTypeOf(col('level').plus(1)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(col('level').times(col('degrees'))).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
    expectTypeOf(col('degrees').minus(col('level'))).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
    expectTypeOf(col('level').dividedBy(lit(2))).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
    // @ts-expect-error arithmetic on text
    col('name').plus(1)
    // @ts-expect-error what is left of a fraction
    col('degrees').mod(2)
  })
})

describe('columns', () => {
  it('have the type of their path in the schema', () => {
    expectTypeOf(col('name')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(col('place.indoors')).toEqualTypeOf<Column<'BOOLEAN', 'readings'>>()
    expectTypeOf(col('level')).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(col('degrees')).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
    expectTypeOf(col('at')).toEqualTypeOf<Column<'TIMESTAMP', 'readings'>>()
    expectTypeOf(col('labels')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(col('labels.any.depth')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(col('labels.list[1].any')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(cart.col('items')).toEqualTypeOf<Column<'STRING', 'carts'>>()
    expectTypeOf(cart.col('items[1].price')).toEqualTypeOf<Column<'DOUBLE', 'carts'>>()
    expectTypeOf(cart.col('items[1].tags[2]')).toEqualTypeOf<Column<'STRING', 'carts'>>()
    expectTypeOf(cart.col('user.places[3][2]')).toEqualTypeOf<Column<'BIGINT', 'carts'>>()
    expectTypeOf(cart.col('element')).toEqualTypeOf<Column<'BOOLEAN', 'carts'>>()
  })

  it('refuse a path that the schema does not have', () => {
    // @ts-expect-error a misspelt member
    col('nmae')
    // @ts-expect-error misspelt below an object
    col('place.ctiy')
    // @ts-expect-error an object is no column
    col('place')
    // @ts-expect-error nothing below a column
    col('name.first')
    // @ts-expect-error not the free-form object
    col('labelsx.any')
    // @ts-expect-error an element of an array of objects is no column
    cart.col('items[1]')
    // @ts-expect-error misspelt below an element
    cart.col('items[1].prize')
    // @ts-expect-error no array
    cart.col('user[1]')
    // @ts-expect-error an element has a number
    cart.col('items[x].price')
  })

  it('compare with their own type only', () => {
    col('name').eq('x')
    col('name').eq(col('place.city'))
    col('level').lt(5)
    col('level').lt(5n)
    col('at').ge(new Date(0))
    col('level').eq(Number('5'))
    // @ts-expect-error a fraction for an integer
    col('level').eq(1.5)
    // @ts-expect-error number for a string
    col('name').eq(5)
    // @ts-expect-error string for a number
    col('level').gt('5')
    // @ts-expect-error bigint for a double
    col('degrees').gt(5n)
    // @ts-expect-error columns of unlike types
    col('level').eq(col('degrees'))
    // @ts-expect-error a list of another type
    col('name').in([1, 2])
    // @ts-expect-error nothing equals null
    col('name').eq(null)
  })

  it('have the methods of their type only', () => {
    col('name').like('%x%')
    col('place.indoors').and(col('place.indoors').not())
    // @ts-expect-error LIKE is for text
    expect(() => col('level').like('%5%')).not.toThrow()
    // @ts-expect-error AND is for conditions
    col('name').and(col('place.indoors'))
    // @ts-expect-error no cast from a number to a time
    col('level').cast(timestamp())
    expectTypeOf(col('name').cast(double())).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
  })

  it('give CASE and COALESCE the type of their values', () => {
    const hot = col('degrees').gt(30)
    expectTypeOf(caseWhen([[hot, 'hot']], 'cold')).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(caseWhen([[hot, 'hot']], null)).toEqualTypeOf<Column<'STRING', 'readings'>>()
    expectTypeOf(caseWhen([[hot, col('level')]], 0)).toEqualTypeOf<Column<'BIGINT', 'readings'>>()
    expectTypeOf(coalesce(col('degrees'), 0)).toEqualTypeOf<Column<'DOUBLE', 'readings'>>()
    expectTypeOf(lit(1n)).toEqualTypeOf<Column<'BIGINT', never>>()
    expectTypeOf(lit(new Date(0))).toEqualTypeOf<Column<'TIMESTAMP', never>>()
  })
})

describe('aggregates and window functions', () => {
  it('have the types of SQL', () => {
    expectTypeOf(count()).toEqualTypeOf<Aggregate<'BIGINT', never>>()
    expectTypeOf(countDistinct(col('name'))).toEqualTypeOf<Aggregate<'BIGINT', 'readings'>>()
    expectTypeOf(sum(col('level'))).toEqualTypeOf<Aggregate<'BIGINT', 'readings'>>()
    expectTypeOf(sum(col('degrees'))).toEqualTypeOf<Aggregate<'DOUBLE', 'readings'>>()
    expectTypeOf(avg(col('level'))).toEqualTypeOf<Aggregate<'DOUBLE', 'readings'>>()
    expectTypeOf(min(col('at'))).toEqualTypeOf<Aggregate<'TIMESTAMP', 'readings'>>()
    expectTypeOf(max(col('name'))).toEqualTypeOf<Aggregate<'STRING', 'readings'>>()
    expectTypeOf(percentile(col('level'), 0.5)).toEqualTypeOf<Aggregate<'DOUBLE', 'readings'>>()
    expectTypeOf(windowStart()).toEqualTypeOf<WindowFunction<'TIMESTAMP'>>()
    expectTypeOf(windowEnd()).toEqualTypeOf<WindowFunction<'TIMESTAMP'>>()
    expectTypeOf(windowDuration()).toEqualTypeOf<WindowFunction<'BIGINT'>>()
  })

  it('refuse columns that they cannot take', () => {
    // @ts-expect-error no sum of text
    sum(col('name'))
    // @ts-expect-error no mean of text
    avg(col('name'))
    // @ts-expect-error no percentile of times
    percentile(col('at'), 0.5)
    // @ts-expect-error the mean of doubles is not cut off
    avg(col('degrees'), { truncate: true })
  })
})

describe('sources', () => {
  const others = sourceTable(
    'others',
    { at: timestamp(), name: string(), level: bigint(), on: boolean() },
    { eventTime: 'at' }
  )
  const other = others.col

  it('are part of the type of what is made of their columns', () => {
    expectTypeOf(col('name').eq('x')).toEqualTypeOf<Column<'BOOLEAN', 'readings'>>()
    expectTypeOf(col('name').eq(other('name'))).toEqualTypeOf<Column<'BOOLEAN', 'readings' | 'others'>>()
    expectTypeOf(abs(other('level'))).toEqualTypeOf<Column<'BIGINT', 'others'>>()
    expectTypeOf(max(other('name'))).toEqualTypeOf<Aggregate<'STRING', 'others'>>()
    expectTypeOf(caseWhen([[count().gt(5), col('name')]], 'few')).toEqualTypeOf<
      Column<'STRING', 'readings' | Grouped<never>>
    >()
  })

  it('do not take columns of each other', () => {
    // @ts-expect-error a condition of another source
    source.filter(other('on'))
    // @ts-expect-error a condition that mixes two
    source.filter(col('name').eq(other('name')))
    // @ts-expect-error projected of another source
    source.select({ name: other('name') })
    const windowed = source.window(tumble(1000))
    // @ts-expect-error a key of another source
    windowed.groupBy(other('name'))
    const grouped = windowed.groupBy(col('name'))
    // @ts-expect-error an aggregate
    grouped.select({ n: max(other('level')) })
    // @ts-expect-error below an operator
    grouped.select({ n: caseWhen([[count().gt(1), other('level')]], 0) })
    // @ts-expect-error in having()
    grouped.having(count(other('name')).gt(1))
    source.filter(lit(true).eq(true)).filter(coalesce(col('place.indoors'), false))
    grouped
      .having(
        count()
          .gt(1)
          .and(windowStart().gt(new Date(0)))
      )
      .select({ name: col('name'), n: count() })
  })

  it('do not take aggregates where rows are looked at', () => {
    // @ts-expect-error a filter over rows
    source.filter(count().gt(1))
    // @ts-expect-error a projection of rows
    source.select({ at: windowStart() })
    // @ts-expect-error an aggregate of an aggregate
    expect(() => max(count())).not.toThrow()
  })

  it('come together in a union of the same columns', () => {
    const both = union(
      'both',
      source.select({ name: col('name'), level: col('level') }),
      others.select({ name: other('name'), level: other('level') })
    )
    expectTypeOf(both.col('level')).toEqualTypeOf<Column<'BIGINT', 'both'>>()
    const grouped = both.window(tumble(1)).groupBy(both.col('name'))
    grouped.select({ name: both.col('name'), total: sum(both.col('level')) })
    // @ts-expect-error the union has no such column
    both.col('degrees')
    // @ts-expect-error a column of what is below the union
    both.filter(col('name').eq('x'))
    // @ts-expect-error another type under the same name
    union('x', source.select({ a: col('name') }), others.select({ a: other('level') }))
    // @ts-expect-error another column
    union('x', source.select({ a: col('name') }), others.select({ b: other('name') }))
    const groups = grouped.select({ n: count() })
    expectTypeOf(groups).not.toExtend<Projection<{ readonly n: 'BIGINT' }>>()
  })

  it('refuse an event-time column that is no TIMESTAMP', () => {
    // @ts-expect-error a BIGINT is no time
    const wrong = () => sourceTable('x', { t: bigint(), at: timestamp() }, { eventTime: 't' })
    expect(wrong).toThrow('Table x: the event-time column t is not a TIMESTAMP column of it.')
  })
})

describe('jobs', () => {
  const sink = sinkTable('cities', { city: string(), n: bigint(), warm: boolean() })
  const grouped = source.window(tumble(1000)).groupBy(col('place.city'))
  const city = col('place.city')

  it('compile when columns and types are those of the sink', () => {
    class Right extends BaseJob<typeof sink> {
      readonly name = 'Right'
      readonly sink = sink

      buildPipeline() {
        return grouped.select({ city, n: count(), warm: max(col('place.indoors')) })
      }
    }
    expectTypeOf<Right['sink']>().toEqualTypeOf(sink)
  })

  it('do not compile with a column of another type, a missing or an extra one', () => {
    abstract class Wrong extends BaseJob<typeof sink> {
      readonly name = 'Wrong'
      readonly sink = sink
    }
    class Type extends Wrong {
      // @ts-expect-error n is a BIGINT in the sink
      buildPipeline() {
        return grouped.select({ city, n: avg(col('level')), warm: max(col('place.indoors')) })
      }
    }
    class Missing extends Wrong {
      // @ts-expect-error warm is missing
      buildPipeline() {
        return grouped.select({ city, n: count() })
      }
    }
    class Extra extends Wrong {
      // @ts-expect-error cold is not in the sink
      buildPipeline() {
        return grouped.select({ city, n: count(), warm: max(col('place.indoors')), cold: count() })
      }
    }
    expect([Type, Missing, Extra]).toHaveLength(3)
  })
})
