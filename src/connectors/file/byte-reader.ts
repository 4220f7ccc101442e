import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'

/** Bytes in order, taken by whoever has room for them. */
export interface ByteReader {
  /** Fills `into` from its start with what is there, waiting only when that is nothing; 0 at the end. */
  read(into: Uint8Array): Promise<number>
  /** True when more is known to be there. */
  hasMore(): boolean
  close(): Promise<void>
}

/** Path that stands for standard input. */
export const STDIN = '-'

const GZIP_MAGIC = [0x1f, 0x8b]
/** What gunzip hands over at a time. */
const GUNZIP_PIECE = 256 * 1024

/** A reader of the plain bytes of a file, pipe or standard input; gzip is noticed by its first two bytes or `.gz`. */
export async function openByteReader(path: string): Promise<ByteReader> {
  if (path === STDIN) return new StreamReader(() => unzipIfNeeded(process.stdin))
  const handle = await open(path, 'r')
  try {
    if (!(await handle.stat()).isFile()) {
      await handle.close()
      return new StreamReader(() => unzipIfNeeded(createReadStream(path)))
    }
    const magic = Buffer.alloc(2)
    await handle.read(magic, 0, 2, 0)
    if (!isGzip(magic) && !path.endsWith('.gz')) return new FileReader(handle)
    const file = handle.createReadStream({ start: 0, highWaterMark: GUNZIP_PIECE })
    return new StreamReader(async () => gunzip(file))
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, i) => bytes[i] === byte)
}

function gunzip(stream: Readable): Readable {
  return pipeline(stream, createGunzip({ chunkSize: GUNZIP_PIECE }), () => undefined)
}

/** Looks at the first bytes of a stream that cannot be read twice. */
async function unzipIfNeeded(stream: Readable): Promise<Readable> {
  let head: Buffer | null = null
  while ((head === null || head.length < GZIP_MAGIC.length) && (await becomesReadable(stream))) {
    const piece = stream.read() as Buffer | null
    if (piece !== null) head = head === null ? piece : Buffer.concat([head, piece])
  }
  if (head === null) return stream
  if (!isGzip(head)) {
    // A stream that has ended takes nothing back.
    if (stream.readableEnded) return new PassThrough().end(head)
    stream.unshift(head)
    return stream
  }
  if (stream.readableEnded) return createGunzip({ chunkSize: GUNZIP_PIECE }).end(head)
  stream.unshift(head)
  return gunzip(stream)
}

/** Waits for data; false at the end. Rejects with the stream's error. */
function becomesReadable(stream: Readable): Promise<boolean> {
  if (stream.readableLength > 0) return Promise.resolve(true)
  if (stream.readableEnded || stream.destroyed) {
    return stream.errored === null ? Promise.resolve(false) : Promise.reject(stream.errored)
  }
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError)
      act()
    }
    const onReadable = settle(() => resolve(true))
    const onEnd = settle(() => resolve(false))
    const onError = (error: Error): void => settle(() => reject(error))()
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError)
  })
}

/** A regular file, read by position straight into the caller's memory. */
class FileReader implements ByteReader {
  readonly #handle: FileHandle
  #position = 0
  #ended = false

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async read(into: Uint8Array): Promise<number> {
    const { bytesRead } = await this.#handle.read(into, 0, into.length, this.#position)
    this.#position += bytesRead
    this.#ended = bytesRead === 0
    return bytesRead
  }

  hasMore(): boolean {
    return !this.#ended
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** A pipe, standard input or the output of gunzip; opened by the first read, which may have to wait for data. */
class StreamReader implements ByteReader {
  readonly #open: () => Promise<Readable>
  #stream: Readable | null = null
  #left: Buffer | null = null

  constructor(open: () => Promise<Readable>) {
    this.#open = open
  }

  async read(into: Uint8Array): Promise<number> {
    const stream = (this.#stream ??= ignoringErrors(await this.#open()))
    let length = this.#take(stream, into, 0)
    while (length === 0 && (await becomesReadable(stream))) length = this.#take(stream, into, 0)
    // Pipes hand over 64 KiB at a time; one turn of the event loop brings the next piece if the writer is fast.
    while (length > 0 && length < into.length) {
      await setImmediate()
      const more = this.#take(stream, into, length)
      if (more === 0) break
      length += more
    }
    return length
  }

  #take(stream: Readable, into: Uint8Array, offset: number): number {
    let length = 0
    while (offset + length < into.length) {
      const piece = this.#left ?? (stream.read() as Buffer | null)
      if (piece === null) break
      const part = piece.subarray(0, into.length - offset - length)
      into.set(part, offset + length)
      length += part.length
      this.#left = part.length < piece.length ? piece.subarray(part.length) : null
    }
    return length
  }

  hasMore(): boolean {
    return this.#left !== null || (this.#stream !== null && this.#stream.readableLength > 0)
  }

  async close(): Promise<void> {
    this.#stream?.destroy()
  }
}

/** Errors are met where the bytes are asked for; without a listener they would end the process before that. */
function ignoringErrors(stream: Readable): Readable {
  return stream.on('error', () => undefined)
}
