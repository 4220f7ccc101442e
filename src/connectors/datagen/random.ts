/**
 * Random numbers by position: the draws of event `index` of a partition depend on nothing before it, so a source can
 * start anywhere. SplitMix32-like: a Weyl sequence through a 32-bit finaliser (Steele, Lea, Flood 2014; constants of
 * the "lowbias32" finaliser by C. Wellons).
 */
export class PositionalRandom {
  readonly #seed: number
  #state = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** Goes to the draws of one event. */
  seek(partition: number, index: number): void {
    const high = Math.floor(index / 2 ** 32)
    this.#state = mix32(
      mix32(mix32(this.#seed ^ 0x243f6a88) ^ Math.imul(partition + 1, 0x9e3779b1) ^ high) ^ (index >>> 0)
    )
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return mix32(this.#state)
  }
}

/** A bijection of 32-bit integers in which every bit depends on all; answers unsigned. */
export function mix32(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
