import type { Epoch, Event } from './reference.js'

/** mulberry32: the same numbers for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const other = this.below(i + 1)
      const item = shuffled[i]!
      shuffled[i] = shuffled[other]!
      shuffled[other] = item
    }
    return shuffled
  }
}

const KEYS = ['a', 'b', 'key with "quotes" \\ and \n', '', null, 'ü€😀']

/**
 * Epochs of a few keys whose clock moves on by leaps, with events before 1970 as well: most in order, many late,
 * some by more than every window. The watermark may stand, and ends at the end of time.
 */
export function randomEpochs(random: Random): Epoch[] {
  const epochs: Epoch[] = []
  let clock = -5000
  let watermark = -Infinity
  const count = 4 + random.below(8)
  for (let i = 0; i < count; i++) {
    const events: Event[] = Array.from({ length: random.below(300) }, () => ({
      key: random.pick(KEYS),
      value: random.below(40) - 20,
      at: clock + (random.below(10) === 0 ? -random.below(12_000) : random.below(1500))
    }))
    clock += random.below(random.pick([100, 1500, 15_000]))
    if (random.below(4) > 0) watermark = Math.max(watermark, clock - random.below(3000))
    epochs.push({ events, watermark })
  }
  return [...epochs, { events: [], watermark: Infinity }]
}
