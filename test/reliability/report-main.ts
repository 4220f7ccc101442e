/** Writes the figures of docs/reliability-results.json into docs/reliability.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'
import { renderReport } from './report.js'
import { readResults } from './results.js'

const file = path.join(ROOT, 'docs/reliability.md')
writeFileSync(file, renderReport(readFileSync(file, 'utf8'), readResults()))
