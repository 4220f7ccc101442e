import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const RUN = path.join(import.meta.dirname, 'run.mjs')
/** What continuous integration has time for; `npm run simulate` runs 1,000, and looks that each fault and way was met. */
const SEEDS = 240

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

it(`keeps every promise through ${SEEDS} seeds`, { timeout: 1_500_000 }, async () => {
  const { code, output } = await simulate('--seeds', String(SEEDS))
  expect(output).toMatch(new RegExp(`${SEEDS} seeds, .*: 0 failed`))
  expect(code).toBe(0)
  console.log(output)
})
