import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const unbounded = ['run', '--source', 'datagen:rate=100', '--sink', 'blackhole']

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The built binary as a process; `onLog` sees what it logs so far, and may signal it. */
async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  onLog: (log: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString()
    onLog(stderr, (signal) => child.kill(signal))
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

describe('the binary', () => {
  it('prints settings on standard output, exit code 0', async () => {
    const { code, stdout } = await run(['config'], { FLINK_PARALLELISM: '3' })
    expect(code).toBe(0)
    expect(stdout).toMatch(/flink_parallelism +3 {2}\(environment; default: 2\)/)
  })

  it('refuses wrong settings, exit code 2', async () => {
    const { code, stderr } = await run(['run'], { FLINK_PARALLELISM: 'x' })
    expect(code).toBe(2)
    expect(stderr).toBe('flink_parallelism: "x" is not allowed; expected a whole number from 1 to 64\n')
  })

  it('ends with 0 on SIGTERM', async () => {
    const { code, stderr } = await run(unbounded, {}, (log, kill) => {
      if (!log.includes('"stopping')) kill('SIGTERM')
    })
    expect(code).toBe(0)
    expect(stderr).toContain('"msg":"stopped"')
  })

  it('takes a reader that goes away for no failure', async () => {
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${MAIN}" run --help | head -1; exit 0`])
    let output = ''
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()))
    await new Promise((resolve) => child.once('close', resolve))
    expect(output).toBe('Usage: millrace run [options]\n')
  })
})
