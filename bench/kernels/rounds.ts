import Benchmark from 'benchmark'

const NANOS = 1e9

/**
 * Times candidates in rounds, A B C A B C, so that whatever else the machine does falls on all of them; the first
 * round only warms up.
 * @returns seconds that each took, by name, a value a round
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

function time(name: string, work: () => void): number {
  const benchmark = new Benchmark(name, work, { minSamples: 2, maxTime: 0 })
  benchmark.run({ async: false })
  const error: unknown = benchmark.error
  if (error !== undefined) throw new Error(`${name} failed`, { cause: error })
  return Math.min(...benchmark.stats.sample)
}

/** Nanoseconds an event. */
export function perEvent(seconds: readonly number[], events: number): number[] {
  return seconds.map((each) => (each * NANOS) / events)
}
