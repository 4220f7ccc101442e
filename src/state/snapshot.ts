import { crc32c } from '@node-rs/crc32'
import { compress, uncompress } from 'lz4-napi'
import { MillraceError } from '../errors.js'

/** State of one key group: blocks of partial rows as the kernels wrote them. */
export interface KeyGroupState {
  readonly keyGroup: number
  readonly blocks: Uint8Array
}

/** All state at the end of one epoch, and where the input stood then. */
export interface SnapshotContents {
  readonly epoch: number
  /** Version of the contract with the kernels that wrote the blocks: others cannot read them. */
  readonly contract: number
  /** How many key groups there are: a key's group depends on it. */
  readonly keyGroups: number
  /** [inputs, ms]: the watermark of each set of sources that jobs read together; null while there is none. */
  readonly watermarks: readonly (readonly [string, number | null])[]
  /** Next offset of every partition, as [source, partition, offset]. */
  readonly positions: readonly (readonly [string, number, number])[]
  /** Greatest timestamp seen in every partition, as [source, partition, ms]. */
  readonly maxTimestamps: readonly (readonly [string, number, number])[]
  /** [name, fingerprint of its plan], in the order of the job indexes in the blocks. */
  readonly jobs: readonly (readonly [string, string])[]
  /** Of the state itself, whatever the number of shards: what the journal names. */
  readonly checksum: string
  /** Any number of pieces of every key group, in any order; a snapshot that was read has one a group, least first. */
  readonly groups: readonly KeyGroupState[]
}

/*
 * A snapshot in bytes, little endian:
 *
 *      0                8         12           16
 *      ┌────────────────┬─────────┬────────────┬───────────┬───────────┬───────────┬───┬──────────┐
 *      │ "MILLRACE"     │ version │ metaLength │ meta JSON │ key group │ key group │ … │ crc32c   │
 *      │ 8 bytes        │ u32 = 2 │    u32     │   UTF-8   │ blocks    │ blocks    │   │   u32    │
 *      └────────────────┴─────────┴────────────┴───────────┴───────────┴───────────┴───┴──────────┘
 *
 * The meta holds everything of SnapshotContents but the state, and `groups`: [key group, bytes] of each key group that
 * has state, least first, as they follow. It is as many blocks as it takes to reach its length; each but its last holds
 * 4 MiB:
 *
 *      ┌──────────────┬─────────────┬──────────────────────────────────────────────────────────────┐
 *      │ storedLength │ plainLength │ an LZ4 block (raw format, no frame); the bytes themselves    │
 *      │ u32, from    │ u32         │ when storedLength = 4 + plainLength                          │
 *      │ plainLength  │             │                                                              │
 *      └──────────────┴─────────────┴──────────────────────────────────────────────────────────────┘
 *
 * The checksum covers all bytes before it. LZ4 was the fastest of what Node and the dependencies bring: 870 MB/s
 * of sessions to 51 % (snappy 470 MB/s to 55 %, deflate level 1 140 MB/s to 46 %), in libuv's threads.
 */
const MAGIC = Buffer.from('MILLRACE')
const VERSION = 2
const HEADER_BYTES = 16
const BLOCK_HEADER_BYTES = 4
const PLAIN_LENGTH_BYTES = 4
const CHECKSUM_BYTES = 4
const BLOCK_BYTES = 4 << 20

interface Meta extends Omit<SnapshotContents, 'groups'> {
  /** [key group, bytes], as they follow. */
  readonly groups: readonly (readonly [number, number])[]
}

/**
 * Encodes a snapshot. The state must not change until it resolves; it is compressed a block at a time, so that the
 * calling thread is never held for more than a few milliseconds.
 */
export async function encodeSnapshot(contents: SnapshotContents): Promise<Uint8Array> {
  const { groups, ...rest } = contents
  const joined = byKeyGroup(groups)
  const index = joined.map(({ keyGroup, length }) => [keyGroup, length] as const)
  const meta: Meta = { ...rest, groups: index }
  const metaBytes = Buffer.from(JSON.stringify(meta))
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header.writeUInt32LE(VERSION, 8)
  header.writeUInt32LE(metaBytes.length, 12)
  const writer = new ChecksummedWriter(HEADER_BYTES + metaBytes.length + mostBytes(index) + CHECKSUM_BYTES)
  writer.append(header)
  writer.append(metaBytes)
  for (const { pieces } of joined) {
    for (const block of blocksOf(pieces)) writer.appendBlock(await packBlock(block))
  }
  return writer.finish()
}

/**
 * Decodes what {@link encodeSnapshot} made.
 * @param id names the snapshot in the error
 * @throws MillraceError SNAPSHOT_DAMAGED when a single bit is not as it was written; SNAPSHOT_VERSION when another
 * version of the program wrote it
 */
export async function decodeSnapshot(bytes: Uint8Array, id = 'in memory'): Promise<SnapshotContents> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    verify(buffer, id)
    const metaLength = buffer.readUInt32LE(12)
    const body = buffer.subarray(0, -CHECKSUM_BYTES)
    const meta = parseMeta(body.subarray(HEADER_BYTES, HEADER_BYTES + metaLength))
    const groups = await readGroups(body.subarray(HEADER_BYTES + metaLength), meta.groups)
    return { ...meta, groups }
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason }, { cause })
  }
}

/** Plain length, then the compressed bytes; or the bytes as they are when compressing them gains nothing. */
async function packBlock(plain: Uint8Array): Promise<Buffer> {
  const input = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
  const packed = await compress(input)
  if (packed.length < PLAIN_LENGTH_BYTES + input.length) return packed
  const raw = Buffer.allocUnsafe(PLAIN_LENGTH_BYTES + input.length)
  raw.writeUInt32LE(input.length)
  raw.set(input, PLAIN_LENGTH_BYTES)
  return raw
}

async function unpackBlock(block: Buffer): Promise<Buffer> {
  const plainLength = block.readUInt32LE()
  if (block.length === PLAIN_LENGTH_BYTES + plainLength) return block.subarray(PLAIN_LENGTH_BYTES)
  if (plainLength > BLOCK_BYTES) throw new Error(`a block of ${plainLength} bytes`)
  const plain = await uncompress(block)
  if (plain.length !== plainLength) throw new Error('a block has not the length that it says')
  return plain
}

/** The pieces of one key group, in the order in which they came, and their bytes in all. */
interface JoinedGroup {
  readonly keyGroup: number
  readonly pieces: Uint8Array[]
  length: number
}

function byKeyGroup(groups: readonly KeyGroupState[]): JoinedGroup[] {
  const joined = new Map<number, JoinedGroup>()
  for (const { keyGroup, blocks } of groups) {
    const group = joined.get(keyGroup) ?? { keyGroup, pieces: [], length: 0 }
    group.pieces.push(blocks)
    group.length += blocks.byteLength
    joined.set(keyGroup, group)
  }
  return [...joined.values()].sort((a, b) => a.keyGroup - b.keyGroup)
}

/** Pieces that follow one another, as blocks of 4 MiB and a last one; what lies in one piece is not copied. */
function* blocksOf(pieces: readonly Uint8Array[]): Generator<Uint8Array, void> {
  let parts: Uint8Array[] = []
  let length = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.byteLength;) {
      const part = piece.subarray(at, at + BLOCK_BYTES - length)
      parts.push(part)
      length += part.byteLength
      at += part.byteLength
      if (length < BLOCK_BYTES) continue
      yield joinParts(parts)
      parts = []
      length = 0
    }
  }
  if (length > 0) yield joinParts(parts)
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const [only, another] = parts
  return only !== undefined && another === undefined ? only : Buffer.concat(parts)
}

function mostBytes(index: Meta['groups']): number {
  const blockOverhead = BLOCK_HEADER_BYTES + PLAIN_LENGTH_BYTES
  return index.reduce((sum, [, length]) => sum + length + blockOverhead * Math.ceil(length / BLOCK_BYTES), 0)
}

function verify(buffer: Buffer, id: string): void {
  if (buffer.length < HEADER_BYTES + CHECKSUM_BYTES) throw new Error(`it has only ${buffer.length} bytes`)
  if (!buffer.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('it does not begin like a snapshot')
  const end = buffer.length - CHECKSUM_BYTES
  const written = buffer.readUInt32LE(end)
  const found = crc32c(buffer.subarray(0, end))
  if (found !== written) {
    throw new Error(`checksum 0x${found.toString(16)} instead of 0x${written.toString(16)}`)
  }
  const version = buffer.readUInt32LE(8)
  if (version !== VERSION) throw new MillraceError('SNAPSHOT_VERSION', { id, found: version, known: VERSION })
}

/** The checksum was right, so this is what an encoder wrote; the check is against encoders that err. */
function parseMeta(bytes: Buffer): Meta {
  const meta: unknown = JSON.parse(bytes.toString('utf8'))
  if (!isMeta(meta)) throw new Error('its meta part lacks what a snapshot needs')
  return meta
}

function isMeta(value: unknown): value is Meta {
  if (typeof value !== 'object' || value === null) return false
  const { epoch, contract, keyGroups, checksum, ...lists } = value as Partial<Record<keyof Meta, unknown>>
  const { watermarks, positions, maxTimestamps, jobs, groups } = lists
  const areLists = [watermarks, positions, maxTimestamps, jobs, groups].every((part) => Array.isArray(part))
  const areNumbers = [epoch, contract, keyGroups].every((part) => Number.isSafeInteger(part))
  return areNumbers && typeof checksum === 'string' && areLists
}

async function readGroups(
  body: Buffer,
  index: readonly (readonly [number, number])[]
): Promise<KeyGroupState[]> {
  const groups: KeyGroupState[] = []
  let at = 0
  for (const [keyGroup, length] of index) {
    const blocks = Buffer.allocUnsafeSlow(length)
    for (let filled = 0; filled < length;) {
      const stored = body.readUInt32LE(at)
      const plain = await unpackBlock(
        body.subarray(at + BLOCK_HEADER_BYTES, at + BLOCK_HEADER_BYTES + stored)
      )
      if (plain.length === 0 || filled + plain.length > length) throw new Error('its blocks do not add up')
      blocks.set(plain, filled)
      filled += plain.length
      at += BLOCK_HEADER_BYTES + stored
    }
    groups.push({ keyGroup, blocks })
  }
  if (at !== body.length) throw new Error('its blocks do not add up')
  return groups
}

/** Appends into memory taken at once, which costs only where it is written, and sums up as it goes. */
class ChecksummedWriter {
  readonly #bytes: Buffer
  #length = 0
  #checksum = 0

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
  }

  append(part: Uint8Array): void {
    this.#bytes.set(part, this.#length)
    this.#checksum = crc32c(
      this.#bytes.subarray(this.#length, this.#length + part.byteLength),
      this.#checksum
    )
    this.#length += part.byteLength
  }

  appendBlock(block: Buffer): void {
    const length = Buffer.allocUnsafe(BLOCK_HEADER_BYTES)
    length.writeUInt32LE(block.length)
    this.append(length)
    this.append(block)
  }

  finish(): Buffer {
    const end = this.#bytes.writeUInt32LE(this.#checksum, this.#length)
    return this.#bytes.subarray(0, end)
  }
}
