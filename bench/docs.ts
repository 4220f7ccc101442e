/** Writes docs/benchmarks.md, docs/tuning.md and docs/plots/ from the results of the benchmarks. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { benchmarksPage } from './docs/benchmarks-page.js'
import { plots } from './docs/plots.js'
import { tuningPage } from './docs/tuning-page.js'
import { ROOT } from './support/paths.js'
import { readResult, type Result } from './support/results.js'

const BENCHMARKS = [
  'kernels',
  'warm',
  'panes',
  'e2e',
  'e2e-lz4',
  'scaling',
  'latency',
  'memory',
  'profile',
  'watching',
  'nodes',
  'tuning'
]

const results = new Map<string, Result>()
for (const benchmark of BENCHMARKS) {
  const result = readResult(benchmark)
  if (result === null) console.error(`${benchmark} was not run: its part is left out`)
  else results.set(benchmark, result)
}

function write(file: string, text: string): void {
  const target = path.join(ROOT, 'docs', file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
  console.error(`written: docs/${file}`)
}

write('benchmarks.md', benchmarksPage(results))
const tuning = results.get('tuning')
if (tuning !== undefined) write('tuning.md', tuningPage(tuning))
for (const [file, svg] of Object.entries(plots(results))) write(`plots/${file}`, svg)
