import { mix32 } from '../../src/connectors/datagen/random.js'

/** The same numbers for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  below(limit: number): number {
    this.#state++
    return mix32(this.#state) % limit
  }
}
