const KIB = 1024
/** Small enough that a trickle of records wastes little, large enough for a whole fetched partition. */
const SIZES: readonly number[] = [16 * KIB, 128 * KIB, 1024 * KIB]
const MAX_POOLED_BYTES = 32 * 1024 * KIB

/**
 * Recycled ArrayBuffers in a few sizes: a fresh megabyte costs its page faults, six times what copying into a used
 * one does. What is larger than the largest size is made to measure and not kept.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>(SIZES.map((size) => [size, []]))
  #pooledBytes = 0

  /** A buffer of at least `bytes` bytes; its content is whatever was there. */
  take(bytes: number): ArrayBuffer {
    if (bytes === 0) return new ArrayBuffer(0)
    const size = SIZES.find((candidate) => candidate >= bytes) ?? bytes
    const used = this.#free.get(size)?.pop()
    if (used === undefined) return new ArrayBuffer(size)
    this.#pooledBytes -= size
    return used
  }

  /** Takes back a buffer, also one that came home from another thread. */
  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength
    const free = this.#free.get(size)
    if (free === undefined || this.#pooledBytes + size > MAX_POOLED_BYTES) return
    free.push(buffer)
    this.#pooledBytes += size
  }
}
