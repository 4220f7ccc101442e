/** How often values fell between fixed bounds, since the start. */
export interface HistogramStatus {
  /** Upper bounds, inclusive; values beyond the last one are counted behind it. */
  readonly bounds: readonly number[]
  /** One count more than there are bounds. */
  readonly counts: readonly number[]
  readonly count: number
  readonly sum: number
  readonly max: number
}

/** Bounds for durations, ms. */
export const DURATION_BOUNDS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000
]
/** Bounds for numbers of records or bytes. */
export const SIZE_BOUNDS = Array.from({ length: 14 }, (_, exponent) => 4 ** (exponent + 1))

/** Counts values into fixed buckets: some comparisons a value, no memory. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #count = 0
  #sum = 0
  #max = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
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
    if (value > this.#max) this.#max = value
  }

  /** A copy that does not change any more. */
  status(): HistogramStatus {
    return {
      bounds: this.#bounds,
      counts: [...this.#counts],
      count: this.#count,
      sum: this.#sum,
      max: this.#max
    }
  }
}
