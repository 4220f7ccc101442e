import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describeMachine, type Machine } from '../../src/cli/bench/machine.js'
import { showFigure, type Figure } from '../../src/cli/bench/summary.js'
import { RESULTS, ROOT } from './paths.js'

/** What a benchmark leaves behind, and docs/benchmarks.md is made of. */
export interface Result {
  readonly benchmark: string
  /** How to repeat it. */
  readonly command: string
  readonly takenAt: string
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly repetitions: number
  /** What was measured on, in words or numbers. */
  readonly conditions: Readonly<Record<string, string | number>>
  readonly figures: Readonly<Record<string, Figure>>
  /** Curves by name, for the plots. */
  readonly series?: Readonly<Record<string, Series>>
}

export interface Series {
  readonly x: string
  readonly y: string
  readonly lines: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>
}

export interface ResultContent {
  readonly repetitions: number
  readonly conditions: Readonly<Record<string, string | number>>
  readonly figures: Readonly<Record<string, Figure>>
  readonly series?: Readonly<Record<string, Series>>
}

/** Call it before the first measurement: the machine's load is part of the result. */
export function startResult(benchmark: string, script: string): (content: ResultContent) => Result {
  const machine = describeMachine()
  const versions = softwareVersions()
  const command = commandOf(script, process.argv.slice(2))
  return (content) => ({
    ...{ benchmark, command, takenAt: new Date().toISOString(), machine, versions },
    ...content
  })
}

/** How to repeat it; where somebody keeps another build is his own affair. */
function commandOf(script: string, options: readonly string[]): string {
  const told = options.map((option, at) => (options[at - 1] === '--against' ? 'FOLDER' : option))
  return ['npm run', script, ...(told.length > 0 ? ['--', ...told] : [])].join(' ')
}

/** Tells the figures and writes the result's file. */
export function report(result: Result): void {
  for (const [name, value] of Object.entries(result.figures)) console.error(`${name}: ${showFigure(value)}`)
  mkdirSync(RESULTS, { recursive: true })
  const file = resultFile(result.benchmark)
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  console.error(`written: ${path.relative(ROOT, file)}`)
}

/** The last result of a benchmark; null when it was never run. */
export function readResult(benchmark: string): Result | null {
  const file = resultFile(benchmark)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : null
}

function resultFile(benchmark: string): string {
  return path.join(RESULTS, `${benchmark}.json`)
}

function softwareVersions(): Record<string, string> {
  return {
    millrace: manifestVersion('package.json'),
    commit: commitOf(ROOT),
    node: process.versions.node,
    kafkajs: manifestVersion('node_modules/kafkajs/package.json')
  }
}

function manifestVersion(file: string): string {
  return (JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as { version: string }).version
}

/** The commit that a folder has checked out, and whether what is measured was changed since. */
export function commitOf(folder: string): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
    const changed = git('status', '--porcelain', '--', 'src', 'assembly', 'bench', ':!bench/results') !== ''
    return git('rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : '')
  } catch {
    return 'unknown'
  }
}
