/** A growing little-endian buffer: space is reserved in order, filled in any order. */
export class PlanWriter {
  #bytes = new Uint8Array(4096)
  #view = new DataView(this.#bytes.buffer)
  #used = 0
  readonly #blocks = new Map<Uint8Array, number>()
  readonly #texts = new Map<string, { offset: number; length: number }>()

  /** Bytes reserved so far. */
  get length(): number {
    return this.#used
  }

  /** Reserves `words` u32 words, all zero, 8-byte aligned; answers their offset. */
  reserve(words: number): number {
    return this.#allocate(words * 4, 8)
  }

  /** Appends u32 words; answers their offset. */
  words(values: readonly number[]): number {
    const at = this.reserve(values.length)
    this.setWords(at, values)
    return at
  }

  int64(value: bigint): number {
    const at = this.#allocate(8, 8)
    this.setInt64(at, value)
    return at
  }

  float64(value: number): number {
    const at = this.#allocate(8, 8)
    this.setFloat64(at, value)
    return at
  }

  /** Appends UTF-8 bytes, or answers with those of an equal text before it. */
  text(text: string): { offset: number; length: number } {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const encoded = new TextEncoder().encode(text)
    const offset = this.#allocate(encoded.length, 1)
    this.#bytes.set(encoded, offset)
    const placed = { offset, length: encoded.length }
    this.#texts.set(text, placed)
    return placed
  }

  /** Appends bytes behind their number, a u32; answers the offset of that. The same bytes are written once. */
  block(bytes: Uint8Array): number {
    const known = this.#blocks.get(bytes)
    if (known !== undefined) return known
    const at = this.words([bytes.length])
    const start = this.#allocate(bytes.length, 1)
    this.#bytes.set(bytes, start)
    this.#blocks.set(bytes, at)
    return at
  }

  /** Appends a text as {@link text} does; answers its place as the two words that point to it. */
  textWords(text: string): readonly [offset: number, length: number] {
    const { offset, length } = this.text(text)
    return [offset, length]
  }

  setWords(at: number, values: readonly number[]): void {
    values.forEach((value, i) => {
      this.#view.setUint32(at + 4 * i, value, true)
    })
  }

  /** Sets single words of the entry at `at`, by their numbers. */
  setEntries(at: number, entries: readonly (readonly [word: number, value: number])[]): void {
    for (const [word, value] of entries) this.#view.setUint32(at + 4 * word, value, true)
  }

  setInt64(at: number, value: bigint): void {
    this.#view.setBigInt64(at, value, true)
  }

  setFloat64(at: number, value: number): void {
    this.#view.setFloat64(at, value, true)
  }

  /** All that was reserved, as a buffer of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#used)
  }

  #allocate(size: number, alignment: number): number {
    const at = Math.ceil(this.#used / alignment) * alignment
    this.#used = at + size
    if (this.#used > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#used)
      grown.set(this.#bytes)
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    return at
  }
}
