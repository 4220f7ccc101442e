/** How often values fell between fixed bounds, since the start, as Prometheus has it. */
export interface HistogramStatus {
  /** `count` is of all values up to `le`, inclusive; the last `le` is Infinity. */
  readonly buckets: readonly { readonly le: number; readonly count: number }[]
  readonly sum: number
  readonly count: number
}

/** Bounds for durations, ms. */
export const DURATION_BOUNDS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000
]
/** Bounds for numbers of records or bytes. */
export const SIZE_BOUNDS = Array.from({ length: 14 }, (_, exponent) => 4 ** (exponent + 1))

/** Of durations, which are counted in ms and told in seconds. */
export const MILLISECONDS = 1000

/** Counts values into fixed buckets: some comparisons a value, no memory. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #unit: number
  readonly #counts: number[]
  #count = 0
  #sum = 0

  /** @param unit what values and bounds are divided by when they are told */
  constructor(bounds: readonly number[], unit = 1) {
    this.#bounds = bounds
    this.#unit = unit
    this.#counts = Array<number>(bounds.length + 1).fill(0)
  }

  /** How many values were added. */
  get count(): number {
    return this.#count
  }

  add(value: number): void {
    let bucket = 0
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count += 1
    this.#sum += value
  }

  /** A copy that does not change any more. */
  status(): HistogramStatus {
    let upTo = 0
    const buckets = this.#counts.map((inBucket, index) => {
      upTo += inBucket
      return { le: (this.#bounds[index] ?? Number.POSITIVE_INFINITY) / this.#unit, count: upTo }
    })
    return { buckets, sum: this.#sum / this.#unit, count: this.#count }
  }
}
