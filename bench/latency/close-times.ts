/**
 * When each window could close: the moment when events that move the watermark of every partition past its end were
 * acknowledged by the broker. Times of the clock are those of `performance.now()`.
 */
export class CloseTimes {
  readonly #delayMs: number
  readonly #greatest: number[]
  /** Watermarks and when they were reached, both ascending. */
  readonly #watermarks: number[] = []
  readonly #reached: number[] = []

  constructor(partitions: number, watermarkDelayMs: number) {
    this.#delayMs = watermarkDelayMs
    this.#greatest = Array<number>(partitions).fill(-Infinity)
  }

  /** The watermark that the acknowledged events allow, ms; -Infinity before every partition has spoken. */
  get watermark(): number {
    return Math.min(...this.#greatest) - this.#delayMs
  }

  /** Events of a partition up to this timestamp are acknowledged. */
  acknowledged(partition: number, greatestTimestamp: number, now: number): void {
    const before = this.watermark
    this.#greatest[partition] = Math.max(this.#greatest[partition] ?? -Infinity, greatestTimestamp)
    if (this.watermark === before) return
    this.#watermarks.push(this.watermark)
    this.#reached.push(now)
  }

  /** When a window that ends at `end`, exclusive, could close; null while it cannot. */
  of(end: number): number | null {
    let low = 0
    let high = this.#watermarks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#watermarks[middle]! >= end - 1) high = middle
      else low = middle + 1
    }
    return this.#reached[low] ?? null
  }
}
