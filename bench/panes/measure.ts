import { Random } from './random.js'

/** A kernel that scans and one that merges, for one job of one window. */
export interface Kernels {
  /** Partial rows of newline-separated documents. */
  scan(lines: Uint8Array): ArrayBuffer[]
  /** Folds partial rows in; a watermark that is not null ends the epoch. Returns the bytes of the open windows. */
  merge(partials: readonly ArrayBuffer[], watermark: number | null): number
}

export interface Load {
  readonly keys: number
  readonly eventsPerSecond: number
  /** Events of a chunk. */
  readonly chunk: number
  /** Seconds of event time before anything is measured, and while it is. */
  readonly warmUp: number
  readonly measured: number
}

/** What a job costs while its windows fire, second by second of event time. */
export interface PaneCosts {
  readonly mergeNanos: number
  /** Nanoseconds an event, of the epochs' ends. */
  readonly fireNanos: number
  readonly stateBytes: number
}

const SECOND = 1000
const NANOS_PER_MICRO = 1000

/**
 * Runs a load through a job: every second of event time is an epoch. Times are of the processor: the machine may have
 * other work to do.
 */
export function measurePanes(kernels: Kernels, load: Load): PaneCosts {
  const random = new Random(1)
  const events = load.eventsPerSecond * load.measured
  let [mergeMicros, fireMicros, stateBytes] = [0, 0, 0]
  for (let second = 0; second < load.warmUp + load.measured; second++) {
    const partials: ArrayBuffer[] = []
    for (let from = 0; from < load.eventsPerSecond; from += load.chunk) {
      partials.push(...kernels.scan(documents(load, second, from, random)))
    }
    const merging = processorMicros(() => void kernels.merge(partials, null))
    // Half a second of events is out of order.
    const firing = processorMicros(() => (stateBytes = kernels.merge([], second * SECOND - SECOND / 2)))
    if (second < load.warmUp) continue
    mergeMicros += merging
    fireMicros += firing
  }
  return {
    mergeNanos: (mergeMicros * NANOS_PER_MICRO) / events,
    fireNanos: (fireMicros * NANOS_PER_MICRO) / events,
    stateBytes
  }
}

function documents(load: Load, second: number, from: number, random: Random): Buffer {
  const lines = Array.from({ length: Math.min(load.chunk, load.eventsPerSecond - from) }, () => {
    const at = second * SECOND + random.below(SECOND)
    return `{"at":${at},"key":"key ${random.below(load.keys)}","value":${random.below(1000)}}\n`
  })
  return Buffer.from(lines.join(''))
}

function processorMicros(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
