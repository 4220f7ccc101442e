/** Sizes are powers of two from this one up. */
const SMALLEST_CLASS = 12

/**
 * Recycles the ArrayBuffers of chunks: a fresh megabyte costs its page faults, six times what copying into a used one
 * does. Buffers travel to the workers and back, so the pool knows them by size alone, not by identity. At most
 * `maxBytes` are kept; what comes back beyond that is left to the garbage collector.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[][] = []
  readonly #maxBytes: number
  #heldBytes = 0

  constructor(maxBytes = 32 << 20) {
    this.#maxBytes = maxBytes
  }

  /** A buffer of at least `byteLength` bytes (0, or a power of two from 4 KiB up) with arbitrary content. */
  acquire(byteLength: number): ArrayBuffer {
    if (byteLength === 0) return new ArrayBuffer(0)
    const sizeClass = Math.max(SMALLEST_CLASS, Math.ceil(Math.log2(byteLength)))
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
