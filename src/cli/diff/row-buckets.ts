import { appendFileSync, createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** So many files that each is compared in memory on its own. */
export const BUCKETS = 128
const BUFFERED_BYTES = 64 << 10

export type Side = 'left' | 'right'

/**
 * Rows of both sides, laid on disk by their keys: rows with the same key lie in the same bucket. Memory holds a buffer a
 * bucket while they are filled, and one bucket while they are compared.
 */
export class RowBuckets {
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-diff-'))
  readonly #buffers = new Map<string, string[]>()
  readonly #sizes = new Map<string, number>()

  add(side: Side, key: string, row: string): void {
    const name = `${side}-${hash(key) % BUCKETS}`
    const buffer = this.#buffers.get(name) ?? []
    const line = `${JSON.stringify([key, row])}\n`
    buffer.push(line)
    const size = (this.#sizes.get(name) ?? 0) + line.length
    this.#buffers.set(name, buffer)
    this.#sizes.set(name, size)
    if (size >= BUFFERED_BYTES) this.#flush(name)
  }

  /** The rows of a bucket by key. */
  async read(side: Side, bucket: number): Promise<Map<string, string[]>> {
    const name = `${side}-${bucket}`
    this.#flush(name)
    const path = join(this.#folder, name)
    const rows = new Map<string, string[]>()
    if (!existsSync(path)) return rows
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const [key, row] = JSON.parse(line) as [string, string]
      const same = rows.get(key)
      if (same === undefined) rows.set(key, [row])
      else same.push(row)
    }
    return rows
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #flush(name: string): void {
    const buffer = this.#buffers.get(name)
    if (buffer === undefined || buffer.length === 0) return
    appendFileSync(join(this.#folder, name), buffer.join(''))
    this.#buffers.set(name, [])
    this.#sizes.set(name, 0)
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
