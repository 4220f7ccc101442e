import { crc32c } from '@node-rs/crc32'
import type { Chunk } from '../../connectors/connector.js'
import { digestOf } from '../../records/digest.js'
import { batchesOf } from '../../records/record-batch.js'

const NEWLINE = 0x0a

/**
 * Hands out a chunk in pieces, from its beginning on. A piece is a copy of just the bytes that it needs: whole record
 * batches (one that a cut goes through is in both pieces, and the scan takes only the offsets that a piece accounts
 * for), or lines. However many pieces, every byte is copied about once.
 */
export class ChunkCursor {
  readonly #chunk: Chunk
  /** What was not handed out yet begins at this offset and at this byte. */
  #offset: number
  #byte = 0
  /** Of lines: the checksum of all that comes before {@link #byte}. */
  #digestBefore: number | undefined

  constructor(chunk: Chunk) {
    this.#chunk = chunk
    this.#offset = chunk.fromOffset
    this.#digestBefore = chunk.digestBefore
  }

  /** Where the next piece begins. */
  get offset(): number {
    return this.#offset
  }

  /** Whether all of it was handed out: its buffer is free then, unless it was handed out itself. */
  get isEmpty(): boolean {
    return this.#offset === this.#chunk.toOffset
  }

  /** The next piece, up to `to` or the chunk's end. One that is all of the chunk is the chunk itself, not a copy. */
  take(to: number): Chunk {
    const { toOffset, byteLength } = this.#chunk
    const from = this.#offset
    if (to <= from) throw new RangeError(`offset ${to} does not lie behind ${from}`)
    if (to >= toOffset) {
      this.#offset = toOffset
      return this.#byte === 0 ? { ...this.#chunk, fromOffset: from } : this.#piece(from, toOffset, byteLength)
    }
    const [end, next] = this.#chunk.format === 'lines' ? this.#lineCut(to) : this.#batchCut(to)
    const piece = this.#piece(from, to, end)
    this.#offset = to
    this.#byte = next
    return piece
  }

  /** The rest, as {@link take} hands it out. */
  rest(): Chunk {
    return this.take(this.#chunk.toOffset)
  }

  #piece(fromOffset: number, toOffset: number, end: number): Chunk {
    const records = Math.min(this.#chunk.records, toOffset - fromOffset)
    const buffer = this.#chunk.buffer.slice(this.#byte, end)
    const piece = { ...this.#chunk, fromOffset, toOffset, records, buffer, byteLength: buffer.byteLength }
    return this.#chunk.format === 'lines'
      ? this.#digestedLines(piece)
      : { ...piece, digest: batchDigest(piece) }
  }

  #digestedLines(piece: Chunk): Chunk {
    const before = this.#digestBefore
    if (before === undefined) return { ...piece, digest: 0 }
    const after = crc32c(new Uint8Array(piece.buffer), before)
    this.#digestBefore = after
    return { ...piece, digest: (after - before) >>> 0, digestBefore: before }
  }

  /** Where a piece up to `to` ends, and where the next one begins. */
  #batchCut(to: number): [end: number, next: number] {
    const { buffer, byteLength, partition } = this.#chunk
    const bytes = new Uint8Array(buffer, this.#byte, byteLength - this.#byte)
    let end = this.#byte
    let next = this.#byte
    for (const batch of batchesOf(bytes, { topic: '?', partition })) {
      if (batch.baseOffset >= to) break
      end = this.#byte + batch.start + batch.bytes.byteLength
      next = batch.lastOffset < to ? end : this.#byte + batch.start
    }
    return [end, next]
  }

  #lineCut(to: number): [end: number, next: number] {
    const bytes = new Uint8Array(this.#chunk.buffer, 0, this.#chunk.byteLength)
    let at = this.#byte
    for (let line = this.#offset; line < to; line++) {
      const newline = bytes.indexOf(NEWLINE, at)
      at = newline < 0 ? bytes.length : newline + 1
    }
    return [at, at]
  }
}

/** As {@link Chunk.digest} says it of record batches. */
function batchDigest({ buffer, partition, fromOffset, toOffset }: Chunk): number {
  const batches = [...batchesOf(new Uint8Array(buffer), { topic: '?', partition })]
  return digestOf(batches.filter(({ lastOffset }) => lastOffset >= fromOffset && lastOffset < toOffset))
}
