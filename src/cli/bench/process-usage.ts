import { readdirSync, readFileSync } from 'node:fs'
import { MillraceError } from '../../errors.js'

/** What a process has used since it began, with the processes that it started and that still run. */
export interface ProcessUsage {
  /** Of all threads, seconds. */
  readonly cpuSeconds: number
  /** Of its main thread, seconds. */
  readonly mainThreadCpuSeconds: number
  /** Of all threads that still run. */
  readonly contextSwitches: number
  readonly residentBytes: number
  /** Summed over processes, each at its own peak. */
  readonly peakResidentBytes: number
}

/** The kernel counts processor time in these, per second, on every Linux. */
const TICKS = 100
const KIB = 1024
/** Fields of /proc/<pid>/stat after the command's closing parenthesis. */
const USER_TIME = 11
const SYSTEM_TIME = 12

/**
 * Reads /proc.
 * @throws MillraceError BENCH_PLATFORM on other systems than Linux; an Error when the process is gone
 */
export function readUsage(pid: number): ProcessUsage {
  if (process.platform !== 'linux') throw new MillraceError('BENCH_PLATFORM', { platform: process.platform })
  const family = [pid, ...descendants(pid)].map((each) => ({
    cpuSeconds: cpuSeconds(`/proc/${each}/stat`),
    status: readFileSync(`/proc/${each}/status`, 'utf8')
  }))
  return {
    cpuSeconds: sum(family.map((each) => each.cpuSeconds)),
    mainThreadCpuSeconds: cpuSeconds(`/proc/${pid}/task/${pid}/stat`),
    contextSwitches: sum([pid, ...descendants(pid)].flatMap(threadsOf).map(contextSwitches)),
    residentBytes: sum(family.map(({ status }) => bytesOf(status, 'VmRSS'))),
    peakResidentBytes: sum(family.map(({ status }) => bytesOf(status, 'VmHWM')))
  }
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const listed = readIfThere(`/proc/${pid}/task/${thread}/children`).trim()
    return listed === '' ? [] : listed.split(' ').map(Number)
  })
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** The folders of a process's threads. */
function threadsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
}

function contextSwitches(thread: string): number {
  const counts = readIfThere(`${thread}/status`).matchAll(/ctxt_switches:\s*(\d+)/g)
  return sum(Array.from(counts, ([, count]) => Number(count)))
}

/** Threads come and go while one looks. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function cpuSeconds(file: string): number {
  const text = readFileSync(file, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS
}

function bytesOf(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)
  return Number(found?.[1] ?? 0) * KIB
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
