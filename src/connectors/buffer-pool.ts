/** Sizes are powers of two from this one up. */
const SMALLEST_CLASS = 12

/**
 * Recycles the ArrayBuffers of chunks: allocating a fresh one costs more than filling it. Buffers travel to the
 * workers and back, so the pool knows them by size alone, not by identity. At most `maxBytes` are kept; what comes
 * back beyond that is left to the garbage collector.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[][] = []
  readonly #maxBytes: number
  #heldBytes = 0

  constructor(maxBytes = 64 << 20) {
    this.#maxBytes = maxBytes
  }

  /** Bytes that wait for reuse. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** A buffer of at least `byteLength` bytes (a power of two, 4 KiB and up) with arbitrary content. */
  acquire(byteLength: number): ArrayBuffer {
    const sizeClass = Math.max(SMALLEST_CLASS, Math.ceil(Math.log2(Math.max(1, byteLength))))
    const buffer = this.#free[sizeClass]?.pop()
    if (buffer === undefined) return new ArrayBuffer(2 ** sizeClass)
    this.#heldBytes -= buffer.byteLength
    return buffer
  }

  /** Takes a buffer back. One that was detached, is too small or does not fit in any more is ignored. */
  release(buffer: ArrayBuffer): void {
    const sizeClass = Math.floor(Math.log2(buffer.byteLength))
    if (sizeClass < SMALLEST_CLASS || this.#heldBytes + buffer.byteLength > this.#maxBytes) return
    this.#heldBytes += buffer.byteLength
    ;(this.#free[sizeClass] ??= []).push(buffer)
  }
}
