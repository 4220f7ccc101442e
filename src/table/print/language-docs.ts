/** The reference of the language, as the table of functions says it. */
import { AGGREGATES, OPERATORS, SCALAR_FUNCTIONS, WINDOW_KINDS } from '../functions/index.js'

const HEAD = `# Language reference

<!-- Generated from src/table/functions/ by \`npm run docs:language\`. Do not edit by hand. -->

Every operator, function, aggregate and window kind of jobs, with the SQL that EXPLAIN and messages print for it. How
jobs are written with them is told in [adding-a-job.md](adding-a-job.md).
`

interface Row {
  readonly name: string
  readonly sql: string
  readonly docs: string
}

/** The text of docs/language.md. */
export function renderLanguageDocs(): string {
  const words = [...OPERATORS, ...SCALAR_FUNCTIONS].filter(({ isInternal }) => isInternal !== true)
  const scalar = words.map(({ name, docs, sql }) => ({
    name,
    docs,
    sql: sql(['a', 'b', 'c'], { to: 'type' })
  }))
  const aggregates = AGGREGATES.map(({ name, docs, sql, hasBy }) => ({
    name,
    docs,
    sql: sql(hasBy === true ? 'x, y' : 'x', { fraction: 0.95, truncate: false, separator: ',' })
  }))
  const windows = WINDOW_KINDS.map(({ name, docs, sizes }) => ({
    name,
    docs,
    sql: `${name}(${sizes.join(', ')})`
  }))
  return [
    HEAD,
    section('Operators and scalar functions', scalar),
    section('Aggregates', aggregates),
    section('Windows', windows)
  ].join('\n')
}

function section(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, sql, docs }) => `| ${name} | \`${sql}\` | ${docs} |\n`)
  return `## ${title}\n\n| name | SQL | meaning |\n| --- | --- | --- |\n${lines.join('')}`
}
