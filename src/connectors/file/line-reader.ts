import { crc32c } from '@node-rs/crc32'
import { MillraceError } from '../../errors.js'
import type { BufferPool } from '../buffer-pool.js'
import type { ByteReader } from './byte-reader.js'

/** Whole lines of one file: the first `byteLength` bytes of `buffer`, which comes from the pool. */
export interface LinePiece {
  readonly fromLine: number
  readonly toLine: number
  readonly buffer: ArrayBuffer
  readonly byteLength: number
  /** CRC-32C of all bytes of the file up to the first line, and up to the end of the last one. */
  readonly crcBefore: number
  readonly crcAfter: number
}

export interface LineLimits {
  /** Bytes aimed at for a piece; a longer line makes a longer piece. */
  readonly pieceBytes: number
  readonly pieceLines: number
  /** A line beyond this is an error: the file is not what it should be. */
  readonly maxLineBytes: number
}

const NEWLINE = 0x0a

/**
 * Cuts a stream of bytes at line ends. It holds one window:
 *
 *     0        start            end        window.length
 *     | handed over | whole lines, then a part of one | room |
 */
export class LineReader {
  readonly path: string
  readonly #bytes: ByteReader
  readonly #pool: BufferPool
  readonly #limits: LineLimits
  #window: Buffer
  #start = 0
  #end = 0
  #line = 0
  /** Of all bytes before the window's start. */
  #crc = 0
  #ended = false

  constructor(path: string, bytes: ByteReader, pool: BufferPool, limits: LineLimits) {
    this.path = path
    this.#bytes = bytes
    this.#pool = pool
    this.#limits = limits
    this.#window = Buffer.allocUnsafeSlow(limits.pieceBytes)
  }

  /** Moves to line `line` (counted from 0) unless it is there already; stops at the end of the file. */
  async skipTo(line: number): Promise<void> {
    while (this.#line < line) {
      const cut = await this.#cut(line - this.#line)
      if (cut === null) return
      this.#pass(cut)
    }
  }

  /** The next lines, or null at the end of the file. */
  async next(): Promise<LinePiece | null> {
    const cut = await this.#cut(this.#limits.pieceLines)
    if (cut === null) return null
    const byteLength = cut.end - this.#start
    const buffer = this.#pool.acquire(byteLength)
    new Uint8Array(buffer).set(this.#window.subarray(this.#start, cut.end))
    const fromLine = this.#line
    const crcBefore = this.#crc
    this.#pass(cut)
    return { fromLine, toLine: this.#line, buffer, byteLength, crcBefore, crcAfter: this.#crc }
  }

  /** The next line that is handed over, counted from 0. */
  get line(): number {
    return this.#line
  }

  /** Whether the end of the file was met and all before it was handed over. */
  get isAtEnd(): boolean {
    return this.#ended && this.#start === this.#end
  }

  #pass({ end, lines }: { end: number; lines: number }): void {
    this.#crc = crc32c(this.#window.subarray(this.#start, end), this.#crc)
    this.#start = end
    this.#line += lines
  }

  /** True when there are bytes that were not handed over, as far as is known without waiting. */
  hasMore(): boolean {
    return this.#start < this.#end || (!this.#ended && this.#bytes.hasMore())
  }

  close(): Promise<void> {
    return this.#bytes.close()
  }

  /** Where at most `maxLines` whole lines from the window's start end; reads until there is one. */
  async #cut(maxLines: number): Promise<{ end: number; lines: number } | null> {
    let searched = this.#start
    for (;;) {
      const cut = this.#findLines(searched, maxLines)
      if (cut.lines > 0) return cut
      if (this.#ended) return this.#start < this.#end ? { end: this.#end, lines: 1 } : null
      searched = this.#end - this.#start
      this.#makeRoom()
      await this.#fill()
    }
  }

  #findLines(searchFrom: number, maxLines: number): { end: number; lines: number } {
    let end = this.#start
    let lines = 0
    let from = searchFrom
    while (lines < maxLines) {
      const newline = this.#window.indexOf(NEWLINE, from)
      if (newline < 0 || newline >= this.#end) break
      lines++
      from = end = newline + 1
    }
    return { end, lines }
  }

  /** Moves what is left to the window's start; doubles the window when one line fills it. */
  #makeRoom(): void {
    const left = this.#window.subarray(this.#start, this.#end)
    if (left.length === this.#window.length) {
      const limit = this.#limits.maxLineBytes
      if (left.length >= limit) {
        throw new MillraceError('SOURCE_LINE_TOO_LONG', { path: this.path, line: this.#line + 1, limit })
      }
      this.#window = Buffer.allocUnsafeSlow(Math.min(limit, left.length * 2))
      this.#window.set(left)
    } else {
      this.#window.copyWithin(0, this.#start, this.#end)
    }
    this.#start = 0
    this.#end = left.length
  }

  async #fill(): Promise<void> {
    try {
      const length = await this.#bytes.read(this.#window.subarray(this.#end))
      this.#ended = length === 0
      this.#end += length
    } catch (error) {
      throw new MillraceError(
        'SOURCE_FILE_BROKEN',
        { path: this.path, line: this.#line, reason: (error as Error).message },
        { cause: error }
      )
    }
  }
}
