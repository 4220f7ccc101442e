import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import type Lz4 from 'lz4-napi'
import type Snappy from 'snappy'
import { ZSTDDecoder } from 'zstddec'
import { MillraceError } from '../errors.js'
import { zstdBound } from './zstd-bound.js'

/** Kafka's numbers for codecs: bits 0-2 of a batch's attributes. */
export const CODEC = { NONE: 0, GZIP: 1, SNAPPY: 2, LZ4: 3, ZSTD: 4 } as const

/** No batch is larger: what claims to be is damaged, or meant to exhaust the memory. */
const MAX_DECOMPRESSED_BYTES = 1 << 30

/** Native libraries take every thread 30 ms to load: only where a batch asks for one. */
const load = createRequire(import.meta.url)
let lz4: typeof Lz4 | undefined
let snappy: typeof Snappy | undefined
const zstd = new ZSTDDecoder()

/** Makes the codecs ready in this thread; call it once before {@link decompress}. */
export async function initCodecs(): Promise<void> {
  await withoutFetch(() => zstd.init())
}

/**
 * zstddec decodes its own bytes by `fetch` where there is one, for which Node loads an HTTP client: 60 ms of processor
 * time in every thread, in place of 3.
 */
function withoutFetch<T>(work: () => T): T {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  if (descriptor?.configurable !== true) return work()
  Object.defineProperty(globalThis, 'fetch', { value: undefined, configurable: true })
  try {
    return work()
  } finally {
    Object.defineProperty(globalThis, 'fetch', descriptor)
  }
}

/**
 * Decompresses the records section of a batch. Bytes with codec 0 come back as they are.
 *
 * @throws MillraceError `KAFKA_UNKNOWN_CODEC`, or `KAFKA_DECOMPRESSION` for bytes that are damaged
 */
export function decompress(codec: number, bytes: Uint8Array): Uint8Array {
  if (codec === CODEC.NONE) return bytes
  const known = DECODERS[codec]
  if (known === undefined) throw new MillraceError('KAFKA_UNKNOWN_CODEC', { codec })
  try {
    return known.decode(bytes)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('KAFKA_DECOMPRESSION', { codec: known.name, reason }, { cause })
  }
}

const DECODERS: Readonly<Record<number, { name: string; decode(bytes: Uint8Array): Uint8Array }>> = {
  [CODEC.GZIP]: {
    name: 'gzip',
    decode: (bytes) => gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES })
  },
  [CODEC.SNAPPY]: { name: 'snappy', decode: decodeSnappy },
  [CODEC.LZ4]: { name: 'lz4', decode: decodeLz4 },
  [CODEC.ZSTD]: { name: 'zstd', decode: decodeZstd }
}

let foreignBytes = 0

/**
 * Bytes that {@link decompress} handed out in memory from outside of V8 since the last call. Node frees such memory
 * only as this thread's event loop turns: a thread that never lets it turn grows by all that it ever decompresses.
 */
export function takeForeignBytes(): number {
  const bytes = foreignBytes
  foreignBytes = 0
  return bytes
}

function decodeLz4(bytes: Uint8Array): Buffer {
  lz4 ??= load('lz4-napi') as typeof Lz4
  const plain = lz4.decompressFrameSync(asBuffer(bytes))
  foreignBytes += plain.byteLength
  return plain
}

/** First bytes of snappy-java's framing ("xerial"), which Java clients write: magic, version i32, compatible i32. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = 16

/** Raw snappy, or snappy-java's framing: blocks of raw snappy, each after its length as i32 big endian. */
function decodeSnappy(bytes: Uint8Array): Uint8Array {
  const framed = asBuffer(bytes)
  if (!framed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return uncompressSnappy(framed)
  const blocks: Buffer[] = []
  for (let at = XERIAL_HEADER_BYTES; at < framed.length;) {
    const length = framed.readInt32BE(at)
    const block = framed.subarray(at + 4, at + 4 + length)
    if (length < 0 || block.length < length) throw new Error('a block is cut short')
    blocks.push(uncompressSnappy(block))
    at += 4 + length
  }
  return blocks.length === 1 && blocks[0] !== undefined ? blocks[0] : Buffer.concat(blocks)
}

function uncompressSnappy(block: Buffer): Buffer {
  // Without the copy every block comes in fresh memory from outside of V8: its page faults cost three times as much.
  snappy ??= load('snappy') as typeof Snappy
  const plain = snappy.uncompressSync(block, { asBuffer: true, copyOutputData: true })
  return Buffer.isBuffer(plain) ? plain : Buffer.from(plain)
}

/**
 * The decoder is told how much room to make, because Kafka's frames carry no content size and its streaming side
 * loops for ever on damaged bytes. It answers damaged bytes with nothing, which no records section is.
 */
function decodeZstd(bytes: Uint8Array): Uint8Array {
  const bound = zstdBound(asBuffer(bytes))
  if (bound > MAX_DECOMPRESSED_BYTES) throw new Error(`${bound} bytes are too many`)
  const plain = bound === 0 ? bytes.subarray(0, 0) : zstd.decode(bytes, bound)
  if (plain.byteLength === 0) throw new Error('the frame is damaged')
  return plain
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
