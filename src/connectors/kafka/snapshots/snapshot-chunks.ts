import { epochOfId } from '../../../state/snapshot-store.js'

/*
 * A snapshot in a compacted topic: records of one partition, in this order.
 *
 *      key           value
 *      <id>/0        the first 900,000 bytes of the snapshot
 *      <id>/1        the next
 *      …
 *      <id>/end      {"chunks": number of them, "bytes": of the snapshot, "crc32c": of the snapshot}
 *
 * It is stored once the last record is there, and all that it counts. A key without a value takes a record back.
 */

/** A batch around a chunk stays below a broker's 1 MiB. */
export const CHUNK_BYTES = 900_000
const END = 'end'
const KEY = /^(.*)\/(\d+|end)$/

/** What the last record of a snapshot says. */
export interface SnapshotEnd {
  readonly chunks: number
  readonly bytes: number
  readonly crc32c: number
}

/** A record's key, taken apart; `chunk` is null in the last one. */
export interface ChunkKey {
  readonly id: string
  readonly chunk: number | null
}

export function chunkKey({ id, chunk }: ChunkKey): Buffer {
  return Buffer.from(`${id}/${chunk ?? END}`)
}

/** Null for a key that is not of a snapshot. */
export function parseChunkKey(key: Uint8Array | null): ChunkKey | null {
  const [, id = '', chunk = ''] = KEY.exec(Buffer.from(key ?? []).toString()) ?? []
  return epochOfId(id) === null ? null : { id, chunk: chunk === END ? null : Number(chunk) }
}

export function encodeEnd(end: SnapshotEnd): Buffer {
  return Buffer.from(JSON.stringify(end))
}

/** Null for anything but what {@link encodeEnd} makes. */
function parseEnd(value: Uint8Array): SnapshotEnd | null {
  try {
    const end: unknown = JSON.parse(Buffer.from(value).toString())
    return isEnd(end) ? end : null
  } catch {
    return null
  }
}

function isEnd(value: unknown): value is SnapshotEnd {
  if (typeof value !== 'object' || value === null) return false
  const { chunks, bytes, crc32c } = value as Partial<Record<keyof SnapshotEnd, unknown>>
  return [chunks, bytes, crc32c].every((part) => Number.isSafeInteger(part) && Number(part) >= 0)
}

/** A snapshot, or what there is of it, as its records tell. */
export interface TopicSnapshot {
  readonly id: string
  readonly chunks: ReadonlySet<number>
  readonly end: SnapshotEnd | null
  /** Its records lie in [first, last]. */
  readonly first: number
  readonly last: number
}

/** What a topic holds, learned record by record; values are not kept. */
export class SnapshotIndex {
  readonly #snapshots = new Map<string, TopicSnapshot & { readonly chunks: Set<number> }>()

  /** Takes in the record at `offset`; a null value takes back what was said before. */
  learn(offset: number, key: Uint8Array | null, value: Uint8Array | null): void {
    const parsed = parseChunkKey(key)
    if (parsed === null) return
    const { id, chunk } = parsed
    const known = this.#snapshots.get(id) ?? {
      id,
      chunks: new Set<number>(),
      end: null,
      first: offset,
      last: offset
    }
    if (value === null) {
      if (chunk !== null) known.chunks.delete(chunk)
      const end = chunk === null ? null : known.end
      if (known.chunks.size === 0 && end === null) this.#snapshots.delete(id)
      else this.#snapshots.set(id, { ...known, end })
      return
    }
    if (chunk !== null) known.chunks.add(chunk)
    const end = chunk === null ? parseEnd(value) : known.end
    this.#snapshots.set(id, { ...known, end, last: offset })
  }

  forget(id: string): void {
    this.#snapshots.delete(id)
  }

  get(id: string): TopicSnapshot | undefined {
    return this.#snapshots.get(id)
  }

  all(): TopicSnapshot[] {
    return [...this.#snapshots.values()]
  }
}

/** True when every chunk is there. */
export function isWhole(snapshot: TopicSnapshot): snapshot is TopicSnapshot & { readonly end: SnapshotEnd } {
  const { end, chunks } = snapshot
  if (end === null) return false
  for (let chunk = 0; chunk < end.chunks; chunk++) if (!chunks.has(chunk)) return false
  return true
}
