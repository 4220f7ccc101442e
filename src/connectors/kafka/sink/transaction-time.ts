/** What a slow broker on a busy machine still takes in. */
const BYTES_PER_SECOND = 8 << 20
const LONGEST_MS = 900_000

/**
 * How long a transaction may take. It begins with what the settings say and grows with what is to be written, so that
 * rows that take longer than that are not begun again for ever: once it has run out it is doubled, until the rows get
 * through or the broker allows no more. It never shrinks: what was large once may come again.
 */
export class TransactionTime {
  readonly #setting: number
  #current: number
  #highest = LONGEST_MS

  constructor(setting: number) {
    this.#setting = setting
    this.#current = setting
  }

  /** Milliseconds. */
  get current(): number {
    return this.#current
  }

  /** Makes room for so many bytes; true when it had to grow. */
  makeRoomFor(bytes: number): boolean {
    return this.#growTo((bytes / BYTES_PER_SECOND) * 1000)
  }

  /** A transaction failed after so long: had it run out of time, the next one has twice as much. */
  failedAfter(ms: number): boolean {
    return ms >= this.#current && this.#growTo(2 * this.#current)
  }

  /** The broker allows less than {@link current}: takes half; false when that would be less than the setting. */
  refused(): boolean {
    if (this.#current <= this.#setting) return false
    this.#highest = Math.max(this.#setting, Math.floor(this.#current / 2))
    this.#current = this.#highest
    return true
  }

  #growTo(ms: number): boolean {
    const wanted = Math.min(this.#highest, Math.ceil(ms))
    if (wanted <= this.#current) return false
    this.#current = wanted
    return true
  }
}
