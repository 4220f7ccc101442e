/** Flink's twins of functions of text. */
import type { ScalarShape, Twins, TwinTable } from './twin.js'

function plain(name: string, bound?: string): Twins<ScalarShape> {
  const sql = (operands: readonly string[]): string => `${name}(${operands.join(', ')})`
  return [{ kind: 'same', sql, ...(bound !== undefined && { bound }) }]
}

function expression(sql: (operands: readonly string[]) => string): Twins<ScalarShape> {
  return [{ kind: 'expression', sql }]
}

/** A BIGINT as the INT that Flink's functions of text take; no text is so long that more would count. */
function int(value: string): string {
  const bigint = (limit: string): string => `CAST(${limit} AS BIGINT)`
  return `CAST(LEAST(GREATEST(${value}, ${bigint('-2147483647')}), ${bigint('2147483647')}) AS INT)`
}

const LETTERS = 'of letters whose other case is one letter (not ß, nor a final sigma)'
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
  CHAR_LENGTH: expression(([text]) => `CAST(CHAR_LENGTH(${String(text)}) AS BIGINT)`),
  // Java puts the replacement between all letters where nothing is searched for.
  REPLACE: expression(
    ([text, search, by]) =>
      `CASE WHEN ${String(search)} = '' THEN ${String(text)} ELSE REPLACE(${String(text)}, ${String(search)}, ${String(by)}) END`
  ),
  SUBSTRING: expression(
    ([text, from, length]) => `SUBSTRING(${String(text)}, ${int(String(from))}, ${int(String(length))})`
  ),
  // By nothing Flink cuts at spaces.
  SPLIT_INDEX: expression(
    ([text, separator, index]) =>
      `CASE WHEN ${String(separator)} <> '' THEN SPLIT_INDEX(${String(text)}, ${String(separator)}, ${int(String(index))}) END`
  ),
  POSITION: expression(([part, text]) => `CAST(POSITION(${String(part)} IN ${String(text)}) AS BIGINT)`),
  STARTSWITH: plain('STARTSWITH'),
  ENDSWITH: plain('ENDSWITH')
}
