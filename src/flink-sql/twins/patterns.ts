/** Flink's twins of regular expressions, times in zones and URLs. */
import type { ScalarShape, TwinTable } from './twin.js'

const calledLike = (name: string) => (operands: readonly string[]) => `${name}(${operands.join(', ')})`

const isUtc = ({ parameters }: ScalarShape) => parameters['zone'] === 'UTC'
const unitOf = ({ parameters }: ScalarShape) => String(parameters['unit'])
const OTHER_ZONE =
  'Flink has one time zone for the whole session, and takes the offset of the time to other ones'
const ASCII = 'as long as \\b stands beside no letters but those of ASCII'

const extract = ([time]: readonly string[], call: ScalarShape) =>
  `EXTRACT(${unitOf(call)} FROM ${String(time)})`
const floor = ([time]: readonly string[], call: ScalarShape) => `FLOOR(${String(time)} TO ${unitOf(call)})`
/** What is added to the beginning of a unit for the next one. */
const NEXT: Readonly<Record<string, string>> = { WEEK: 'DAY, 7', QUARTER: 'MONTH, 3' }

/** Flink's CEIL takes a midnight that is to go to its DAY to the next one, and to a MONTH counts days alone. */
const ceil = ([time]: readonly string[], call: ScalarShape) => {
  const begin = floor([String(time)], call)
  const next = NEXT[unitOf(call)] ?? `${unitOf(call)}, 1`
  return `CASE WHEN ${begin} = ${String(time)} THEN ${String(time)} ELSE TIMESTAMPADD(${next}, ${begin}) END`
}

/** Before, Flink rounds toward 1970. */
const SINCE_1970 = 'from 1970 to 9999'

export const PATTERNS: TwinTable<ScalarShape> = {
  REGEXP: [{ kind: 'same', sql: calledLike('REGEXP'), bound: ASCII }],
  REGEXP_EXTRACT: [{ kind: 'same', sql: calledLike('REGEXP_EXTRACT'), bound: ASCII }],
  EXTRACT: [
    { kind: 'same', when: 'in UTC', fits: isUtc, sql: extract, bound: SINCE_1970 },
    { kind: 'none', sql: extract, differs: OTHER_ZONE }
  ],
  FLOOR_TO: [
    { kind: 'same', when: 'in UTC', fits: isUtc, sql: floor, bound: SINCE_1970 },
    { kind: 'none', sql: floor, differs: OTHER_ZONE }
  ],
  CEIL_TO: [
    { kind: 'expression', when: 'in UTC', fits: isUtc, sql: ceil, bound: SINCE_1970 },
    { kind: 'none', sql: ceil, differs: OTHER_ZONE }
  ],
  DATE_FORMAT: [
    {
      kind: 'same',
      when: 'in UTC',
      fits: isUtc,
      sql: calledLike('DATE_FORMAT'),
      bound: 'in the years 1 to 9999'
    },
    { kind: 'none', sql: calledLike('DATE_FORMAT'), differs: OTHER_ZONE }
  ],
  PARSE_URL: [
    {
      kind: 'none',
      sql: calledLike('PARSE_URL'),
      differs: 'Flink knows only the schemes of Java, and takes /./ and /../ out of paths'
    }
  ]
}
