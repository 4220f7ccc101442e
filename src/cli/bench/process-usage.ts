import { readFileSync } from 'node:fs'

/** What a process has used since it began. */
export interface ProcessUsage {
  /** Of all of its threads, seconds. */
  readonly cpuSeconds: number
  /** Of its main thread, seconds. */
  readonly mainThreadCpuSeconds: number
  readonly residentBytes: number
  readonly peakResidentBytes: number
}

/** The kernel counts processor time in these, per second, on every Linux. */
const TICKS = 100
const KIB = 1024
/** Fields of /proc/<pid>/stat after the command's closing parenthesis. */
const USER_TIME = 11
const SYSTEM_TIME = 12

/**
 * Reads /proc: Linux alone has it.
 * @throws Error when the process is gone
 */
export function readUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    cpuSeconds: cpuSeconds(`/proc/${pid}/stat`),
    mainThreadCpuSeconds: cpuSeconds(`/proc/${pid}/task/${pid}/stat`),
    residentBytes: kibOf(status, 'VmRSS'),
    peakResidentBytes: kibOf(status, 'VmHWM')
  }
}

function cpuSeconds(file: string): number {
  const text = readFileSync(file, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS
}

function kibOf(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)
  return Number(found?.[1] ?? 0) * KIB
}
