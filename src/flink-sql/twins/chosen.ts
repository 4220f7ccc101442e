/**
 * Flink's twins of aggregates that go by an order: of the rows' times, or of a second column. Flink has no value of the
 * row with the least or greatest, but it has the least and greatest text. So the order and the value are written as one
 * text that sorts as they do, and the value is read back from the end of it.
 */
import type { TypeName } from '../../table/types.js'
import { text as constant } from '../text.js'
import type { AggregateShape, Twin, Twins, TwinTable } from './twin.js'

/** A type as text of a fixed width that sorts as its values do. */
interface SortedText {
  readonly width: number
  write(value: string): string
  read(text: string): string
}

/** Takes the least BIGINT to 0. */
const OFFSET = "CAST('9223372036854775808' AS DECIMAL(20, 0))"

const BIGINT: SortedText = {
  width: 20,
  write: (value) => `LPAD(CAST(CAST(${value} AS DECIMAL(20, 0)) + ${OFFSET} AS STRING), 20, '0')`,
  read: (text) => `CAST(CAST(${text} AS DECIMAL(20, 0)) - ${OFFSET} AS BIGINT)`
}

const SORTED: Partial<Readonly<Record<TypeName, SortedText>>> = {
  BIGINT,
  BOOLEAN: {
    width: 1,
    write: (value) => `CASE WHEN ${value} THEN '1' WHEN NOT ${value} THEN '0' END`,
    read: (text) => `(${text} = '1')`
  },
  // yyyy-MM-dd HH:mm:ss.SSS, for the years that Flink has.
  TIMESTAMP: {
    width: 23,
    write: (value) => `CAST(${value} AS STRING)`,
    read: (text) => `CAST(${text} AS TIMESTAMP_LTZ(3))`
  }
}

/** Ends a text that something follows; less than any other, since U+0000 in the text itself is followed by U+0001. */
const END = "U&'\\0000\\0000'"

function order(value: string, type: TypeName): string {
  return SORTED[type]?.write(value) ?? `REPLACE(${value}, U&'\\0000', U&'\\0000\\0001') || ${END}`
}

/** The value behind the order. */
function valueOf(both: string, type: TypeName, byType: TypeName): string {
  const width = SORTED[byType]?.width
  const from = width === undefined ? `POSITION(${END} IN ${both}) + 2` : String(width + 1)
  const rest = `SUBSTRING(${both}, ${from})`
  if (type === 'DOUBLE') return `CAST(${rest} AS DOUBLE)`
  return SORTED[type]?.read(rest) ?? rest
}

function chosen(word: 'MIN' | 'MAX', byTypeOf: (shape: AggregateShape) => TypeName): Twins<AggregateShape> {
  const sql: Twin<AggregateShape>['sql'] = ([value, by], shape) => {
    const [type, byType] = [shape.inputType ?? 'STRING', byTypeOf(shape)]
    const written = type === 'DOUBLE' ? `CAST(${String(value)} AS STRING)` : sortedValue(String(value), type)
    return valueOf(`${word}(${order(String(by), byType)} || ${written})`, type, byType)
  }
  return [
    {
      kind: 'none',
      when: 'by a DOUBLE',
      fits: (shape) => byTypeOf(shape) === 'DOUBLE',
      differs:
        'Flink has no value of the row with the least or greatest, and no text that sorts as doubles do'
    },
    {
      kind: 'none',
      when: 'of a DOUBLE',
      fits: ({ inputType }) => inputType === 'DOUBLE',
      sql,
      differs: 'of rows that are equal in what they are chosen by another value may be taken'
    },
    { kind: 'expression', when: 'of other types', sql }
  ]
}

function sortedValue(value: string, type: TypeName): string {
  return SORTED[type]?.write(value) ?? value
}

const byTime = (): TypeName => 'BIGINT'
const byColumn = ({ byType }: AggregateShape): TypeName => byType ?? 'BIGINT'

/** Stands between the values of a list while they are sorted. */
const BETWEEN = "U&'\\0000'"
const BOUND = 'while the text fits into maxBytes, unless a value has a character U+0000 before twenty digits'

function list(): Twins<AggregateShape> {
  return [
    {
      kind: 'none',
      when: 'with a separator that has $ or \\',
      fits: ({ parameters }) => /[$\\]/.test(String(parameters['separator'])),
      differs: 'they mean something else where Flink puts the separators in'
    },
    {
      kind: 'expression',
      when: 'with other separators',
      sql: ([value, time], { parameters }) => {
        const each = `${BIGINT.write(String(time))} || ${String(value)}`
        const sorted = `ARRAY_SORT(ARRAY_AGG(${each}) FILTER (WHERE ${String(value)} IS NOT NULL))`
        const joined = `SUBSTRING(ARRAY_JOIN(${sorted}, ${BETWEEN}), ${String(BIGINT.width + 1)})`
        return `REGEXP_REPLACE(${joined}, '\\x00[0-9]{20}', ${constant(String(parameters['separator']))})`
      },
      bound: BOUND
    }
  ]
}

const DISTINCT_LIST: Twins<AggregateShape> = [
  {
    kind: 'expression',
    sql: ([value], { parameters }) => {
      const sorted = `ARRAY_SORT(ARRAY_AGG(DISTINCT ${String(value)}) FILTER (WHERE ${String(value)} IS NOT NULL))`
      return `ARRAY_JOIN(${sorted}, ${constant(String(parameters['separator']))})`
    },
    bound: 'while the text fits into maxBytes'
  }
]

/** Aggregates that go by the times of the rows; the second operand of their twins are these, in milliseconds. */
export const BY_TIME: ReadonlySet<string> = new Set(['FIRST_VALUE', 'LAST_VALUE', 'LISTAGG'])

export const CHOSEN: TwinTable<AggregateShape> = {
  FIRST_VALUE: chosen('MIN', byTime),
  LAST_VALUE: chosen('MAX', byTime),
  ARG_MIN: chosen('MIN', byColumn),
  ARG_MAX: chosen('MAX', byColumn),
  LISTAGG: list(),
  LISTAGG_DISTINCT: DISTINCT_LIST
}
