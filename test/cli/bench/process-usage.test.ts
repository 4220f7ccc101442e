import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { readUsage } from '../../../src/cli/bench/process-usage.js'

describe.skipIf(process.platform !== 'linux')('usage', () => {
  it('of this process is about what Node says', () => {
    const { cpuSeconds, mainThreadCpuSeconds, residentBytes, peakResidentBytes } = readUsage(process.pid)
    const { user, system } = process.cpuUsage()
    expect(cpuSeconds).toBeGreaterThan(0.5 * ((user + system) / 1e6))
    expect(mainThreadCpuSeconds).toBeGreaterThan(0)
    expect(mainThreadCpuSeconds).toBeLessThanOrEqual(cpuSeconds)
    expect(residentBytes).toBeGreaterThan(10e6)
    expect(peakResidentBytes).toBeGreaterThanOrEqual(residentBytes)
  })

  it('counts the processes that a process has started', async () => {
    const burn = 'while (process.cpuUsage().user < 2e5); console.log(1); setInterval(() => {}, 9999)'
    const parent = spawn('/bin/sh', ['-c', `"${process.execPath}" -e '${burn}' & echo $!; wait`], {
      stdio: ['ignore', 'pipe', 'ignore']
    })
    let output = ''
    for await (const text of parent.stdout) {
      output += String(text)
      if (output.trim().split('\n').length === 2) break
    }
    const usage = readUsage(parent.pid!)
    expect(usage.cpuSeconds).toBeGreaterThan(0.1)
    expect(usage.residentBytes).toBeGreaterThan(20e6)
    const ended = once(parent, 'exit')
    process.kill(Number(output.trim().split('\n')[0]))
    await ended
  })

  it('of no process is an error', () => {
    expect(() => readUsage(2 ** 22 + 1)).toThrow('ENOENT')
  })
})
