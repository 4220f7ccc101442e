import Benchmark from 'benchmark'

const MICROS = 1e6
const NANOS = 1e9

/**
 * Times candidates in rounds, A B C A B C, so that whatever else the machine does falls on all of them; the first
 * round only warms up.
 * @returns seconds of processor time that each took, by name, a value a round
 */
export function timeInRounds(
  candidates: Readonly<Record<string, () => void>>,
  rounds: number
): Readonly<Record<string, number[]>> {
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(candidates)) {
      const seconds = time(name, work)
      if (round > 0) times[name]?.push(seconds)
    }
  }
  return times
}

/**
 * The least of a few runs. Processor time, not the clock: on a machine that has other work to do the clock counts
 * that work too. It includes the collector's threads.
 */
function time(name: string, work: () => void): number {
  const samples: number[] = []
  const timed = (): void => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    samples.push((user + system) / MICROS)
  }
  const benchmark = new Benchmark(name, timed, { minSamples: 2, maxTime: 0 })
  benchmark.run({ async: false })
  const error: unknown = benchmark.error
  if (error !== undefined) throw new Error(`${name} failed`, { cause: error })
  return Math.min(...samples)
}

/** Nanoseconds an event. */
export function perEvent(seconds: readonly number[], events: number): number[] {
  return seconds.map((each) => (each * NANOS) / events)
}
