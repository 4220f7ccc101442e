/** Flink's twins of functions of text. */
import type { ScalarShape, Twins, TwinTable } from './twin.js'

function plain(name: string, bound?: string): Twins<ScalarShape> {
  const sql = (operands: readonly string[]): string => `${name}(${operands.join(', ')})`
  return [{ kind: 'same', sql, ...(bound !== undefined && { bound }) }]
}

/** Words whose odd cases nobody has compared: better refused than other rows. */
function unproven(sql: (operands: readonly string[]) => string, differs: string): Twins<ScalarShape> {
  return [{ kind: 'none', sql, differs }]
}

const LETTERS = 'of letters whose other case is one letter (not ß, nor a final sigma)'
const POSITIONS = 'positions and parts at the ends of a text are not the same in all cases'
const SYNTAX = 'Flink takes regular expressions of Java, of which \\b, \\w and (?i) know other letters'

function pattern({ parameters }: ScalarShape): string {
  const quote = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`
  const { pattern: text, escape = '' } = parameters
  return `${quote(text)}${escape === '' ? '' : ` ESCAPE ${quote(escape)}`}`
}

export const TEXTS: TwinTable<ScalarShape> = {
  LIKE_PATTERN: [{ kind: 'same', sql: ([text], call) => `(${String(text)} LIKE ${pattern(call)})` }],
  ILIKE: [
    { kind: 'same', sql: ([text], call) => `(LOWER(${String(text)}) LIKE ${pattern(call)})`, bound: LETTERS }
  ],
  UPPER: plain('UPPER', LETTERS),
  LOWER: plain('LOWER', LETTERS),
  TRIM: plain('TRIM'),
  LTRIM: plain('LTRIM'),
  RTRIM: plain('RTRIM'),
  CONCAT: plain('CONCAT'),
  CHAR_LENGTH: [{ kind: 'expression', sql: ([text]) => `CAST(CHAR_LENGTH(${String(text)}) AS BIGINT)` }],
  REPLACE: [
    {
      kind: 'expression',
      // Java puts the replacement between all letters where nothing is searched for.
      sql: ([text, search, by]) =>
        `CASE WHEN ${String(search)} = '' THEN ${String(text)} ELSE REPLACE(${String(text)}, ${String(search)}, ${String(by)}) END`
    }
  ],
  SUBSTRING: unproven(
    ([text, from, length]) =>
      `SUBSTRING(${String(text)}, CAST(${String(from)} AS INT), CAST(LEAST(${String(length)}, CAST(2147483647 AS BIGINT)) AS INT))`,
    POSITIONS
  ),
  SPLIT_INDEX: unproven(
    ([text, separator, index]) =>
      `SPLIT_INDEX(${String(text)}, ${String(separator)}, CAST(${String(index)} AS INT))`,
    POSITIONS
  ),
  POSITION: unproven(
    ([part, text]) => `CAST(POSITION(${String(part)} IN ${String(text)}) AS BIGINT)`,
    POSITIONS
  ),
  STARTSWITH: plain('STARTSWITH'),
  ENDSWITH: plain('ENDSWITH'),
  REGEXP: unproven(([text, source]) => `REGEXP(${String(text)}, ${String(source)})`, SYNTAX),
  REGEXP_EXTRACT: unproven(
    ([text, source, group]) =>
      `REGEXP_EXTRACT(${String(text)}, ${String(source)}, CAST(${String(group)} AS INT))`,
    SYNTAX
  )
}
