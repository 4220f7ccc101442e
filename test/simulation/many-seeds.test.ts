import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const RUN = path.join(import.meta.dirname, 'run.mjs')
const SEEDS = 1000

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** `npm run simulate` with these arguments. Built and in processes of their own, seeds take half the time that they take here. */
function simulate(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [RUN, ...args])
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => (output += text.toString()))
    }
    child.on('close', (code) => resolve({ code, output }))
  })
}

it(
  `keeps every promise through ${SEEDS} seeds, and meets each fault and each way of recovery`,
  { timeout: 1_500_000 },
  async () => {
    const { code, output } = await simulate('--seeds', String(SEEDS))
    expect(output).toMatch(new RegExp(`${SEEDS} seeds, .*: 0 failed`))
    expect(output).not.toContain('never met')
    expect(code).toBe(0)
    console.log(output)
  }
)
