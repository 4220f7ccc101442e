import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'
import { describeMachine, type Machine } from '../../src/cli/bench/machine.js'

/** What a script found, and where and how; docs/reliability.md is made of it. */
export interface RecordedResult {
  readonly command: string
  readonly takenAt: string
  readonly commit: string
  readonly machine: Machine
  readonly result: unknown
}

export const RESULTS_FILE = path.join(ROOT, 'docs/reliability-results.json')

/** Call it first: the machine's load and the commit before are part of the result. */
export function startRecord(script: string): (name: string, result: unknown) => void {
  const machine = describeMachine()
  const before = commit()
  const options = process.argv.slice(2)
  const command = ['npm run', script, ...(options.length > 0 ? ['--', ...options] : [])].join(' ')
  return (name, result) => {
    const recorded: RecordedResult = {
      command,
      takenAt: new Date().toISOString(),
      commit: before,
      machine,
      result
    }
    const all = { ...readResults(), [name]: recorded }
    writeFileSync(RESULTS_FILE, `${JSON.stringify(all, null, 2)}\n`)
  }
}

export function readResults(): Readonly<Record<string, RecordedResult>> {
  if (!existsSync(RESULTS_FILE)) return {}
  return JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Record<string, RecordedResult>
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'assembly') !== ''
    return git('rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : '')
  } catch {
    return 'unknown'
  }
}
