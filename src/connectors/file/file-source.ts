import { unlessAborted, untilAborted } from '../abort.js'
import { BufferPool } from '../buffer-pool.js'
import type {
  Chunk,
  Positions,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../connector.js'
import { OptionReader, parseSpec } from '../spec.js'
import { openByteReader } from './byte-reader.js'
import { listInputFiles, unreadable } from './input-files.js'
import { LineReader, type LinePiece } from './line-reader.js'

export interface FileSourceOptions {
  /** Files and directories; `-` is standard input. Each file is a partition. */
  readonly paths: readonly string[]
  /** Bytes aimed at for a chunk. */
  readonly chunkBytes?: number
  /** Most lines of a chunk. */
  readonly chunkRecords?: number
  /** Whether all windows fire at the end, or stay open for a later run. */
  readonly atEnd?: 'fire' | 'hold'
  /** Longest line, bytes. */
  readonly maxLineBytes?: number
}

/** Source `file`: JSON lines of files or standard input, gzipped or not, read side by side. Offsets are line numbers. */
export class FileSource implements Source {
  readonly #options: Required<FileSourceOptions>
  readonly #pool = new BufferPool()
  #readers: LineReader[] = []
  /** Partitions not yet at their end, the next to read first. */
  #open: number[] = []
  #announced = false
  #ended = false
  #pending: Promise<SourceEvent | null> | null = null

  constructor(options: FileSourceOptions) {
    this.#options = {
      chunkBytes: 1 << 20,
      chunkRecords: Number.MAX_SAFE_INTEGER,
      atEnd: 'fire',
      maxLineBytes: 64 << 20,
      ...options
    }
  }

  /** From `file:path,…[,option=value…]`; options chunk_bytes, chunk_records, at_end (fire or hold). */
  static fromSpec(text: string): FileSource {
    const options = new OptionReader(parseSpec(text))
    const source = new FileSource({
      paths: options.values('path', 'a file or a directory, or several with commas between'),
      chunkBytes: options.number('chunk_bytes', 1 << 20, { min: 64, max: 64 << 20 }),
      chunkRecords: options.number('chunk_records', Number.MAX_SAFE_INTEGER, { min: 1 }),
      atEnd: options.choice('at_end', 'fire', ['fire', 'hold'])
    })
    options.finish({ values: true })
    return source
  }

  async open(positions: Positions): Promise<void> {
    const { chunkBytes, chunkRecords, maxLineBytes } = this.#options
    const limits = { pieceBytes: chunkBytes, pieceLines: chunkRecords, maxLineBytes }
    for (const path of await listInputFiles(this.#options.paths)) {
      const bytes = await openByteReader(path).catch((error: unknown) => {
        throw unreadable(path, error)
      })
      const partition = this.#readers.push(new LineReader(path, bytes, this.#pool, limits)) - 1
      await this.#readers[partition]!.skipTo(Math.max(0, positions.get(partition) ?? 0))
      this.#open.push(partition)
    }
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    this.#pending ??= this.#read()
    const event = await unlessAborted(this.#pending, signal)
    if (event === null) return this.#ended ? untilAborted(signal) : null
    this.#pending = null
    return event
  }

  async #read(): Promise<SourceEvent | null> {
    if (!this.#announced) {
      this.#announced = true
      return {
        kind: 'partitions',
        partitions: new Map(this.#readers.map(({ line }, partition) => [partition, line]))
      }
    }
    for (;;) {
      const partition = this.#open.shift()
      if (partition === undefined) break
      const piece = await this.#readers[partition]!.next()
      if (piece === null) continue
      this.#open.push(partition)
      return { kind: 'chunk', chunk: toChunk(partition, piece) }
    }
    if (this.#ended) return null
    this.#ended = true
    return { kind: 'end', fireWindows: this.#options.atEnd === 'fire' }
  }

  /** The address is the paths as given: the same files under other names are another source. */
  identity(): SourceIdentity {
    return { connector: 'file', address: this.#options.paths.join(','), id: null }
  }

  /** The end of a partition is known once it was met. */
  status(): readonly SourcePartitionStatus[] {
    return this.#readers.map(({ line, isAtEnd }, partition) => ({
      partition,
      position: line,
      endOffset: isAtEnd ? line : null,
      waitingFor: null
    }))
  }

  hasBacklog(partition: number): boolean {
    return this.#readers[partition]?.hasMore() ?? false
  }

  recycle(buffer: ArrayBuffer): void {
    this.#pool.release(buffer)
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()))
    this.#readers = []
    this.#open = []
  }
}

function toChunk(partition: number, piece: LinePiece): Chunk {
  return {
    partition,
    format: 'lines',
    fromOffset: piece.fromLine,
    toOffset: piece.toLine,
    records: piece.toLine - piece.fromLine,
    digest: (piece.crcAfter - piece.crcBefore) >>> 0,
    digestBefore: piece.crcBefore,
    buffer: piece.buffer,
    byteLength: piece.byteLength
  }
}
