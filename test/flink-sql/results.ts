/** What was compared with a real Flink, kept for the documentation. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'

const FILE = path.join(ROOT, 'docs/flink-sql-results.json')

/** Rows that were equal, by Flink's version and by what was compared. */
type Results = Record<string, Record<string, number>>

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Results
  } catch {
    return {}
  }
}

/** Writes down that so many rows were compared, and none differed. */
export function note(version: string, what: string, rows: number): void {
  const results = readResults()
  results[version] = { ...results[version], [what]: rows }
  mkdirSync(path.dirname(FILE), { recursive: true })
  writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`)
}
