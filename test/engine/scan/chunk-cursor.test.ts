import { crc32c } from '@node-rs/crc32'
import { describe, expect, it } from 'vitest'
import { batchesOf, buildBatch, plainStamp } from '../../../src/records/record-batch.js'
import { recordsSection } from '../../../src/records/records-section.js'
import type { Chunk } from '../../../src/connectors/connector.js'
import { ChunkCursor } from '../../../src/engine/scan/chunk-cursor.js'

function chunkOf(bytes: Buffer, rest: Pick<Chunk, 'format' | 'fromOffset' | 'toOffset'>): Chunk {
  const buffer = new ArrayBuffer(bytes.length + 100)
  new Uint8Array(buffer).set(bytes)
  const records = rest.toOffset - rest.fromOffset
  return {
    ...rest,
    partition: 3,
    digestBefore: 0,
    records,
    digest: digestOf(bytes, rest.format),
    buffer,
    byteLength: bytes.length
  }
}

/** As sources compute it. */
function digestOf(bytes: Buffer, format: Chunk['format']): number {
  if (format === 'lines') return crc32c(bytes)
  return [...batchesOf(bytes)].reduce(
    (sum, batch) => (sum + Buffer.from(batch.bytes).readUInt32BE(17)) >>> 0,
    0
  )
}

/** Batches of `size` records from offset 100 on, a byte a record more than the last one. */
function batches(count: number, size: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => {
      const records = Array.from({ length: size }, () => ({ key: null, value: Buffer.alloc(10 + i) }))
      const batch = buildBatch(recordsSection(records), size, plainStamp(0))
      batch.writeBigInt64BE(BigInt(100 + i * size), 0)
      return batch
    })
  )
}

const offsetsOf = ({ buffer, byteLength }: Chunk): number[] =>
  [...batchesOf(new Uint8Array(buffer, 0, byteLength))].map(({ baseOffset }) => baseOffset)

const textOf = ({ buffer, byteLength }: Chunk): string => Buffer.from(buffer, 0, byteLength).toString()

describe('a chunk that is handed out in pieces', () => {
  it('goes as it is when all of it is wanted', () => {
    const chunk = chunkOf(batches(3, 10), { format: 'record-batches', fromOffset: 100, toOffset: 130 })
    const cursor = new ChunkCursor(chunk)
    expect(cursor.take(500)).toEqual(chunk)
    expect(cursor.isEmpty).toBe(true)
  })

  it('gives each piece the batches that it needs and no others', () => {
    const chunk = chunkOf(batches(4, 10), { format: 'record-batches', fromOffset: 102, toOffset: 140 })
    const cursor = new ChunkCursor(chunk)
    const pieces = [104, 110, 125, 140].map((to) => cursor.take(to))
    expect(pieces.map(({ fromOffset, toOffset }) => [fromOffset, toOffset])).toEqual([
      [102, 104],
      [104, 110],
      [110, 125],
      [125, 140]
    ])
    expect(pieces.map(offsetsOf)).toEqual([[100], [100], [110, 120], [120, 130]])
    // Every batch counts once, with its last record.
    const digests = pieces.map(({ digest }) => digest)
    expect(digests[0]).toBe(0)
    expect(digests.reduce((sum, digest) => (sum + digest) >>> 0, 0)).toBe(chunk.digest)
    expect(pieces.every((piece) => piece.byteLength === piece.buffer.byteLength)).toBe(true)
    expect(cursor.isEmpty).toBe(true)
  })

  it('copies every byte about once, however many pieces there are', () => {
    const bytes = batches(500, 4)
    const chunk = chunkOf(bytes, { format: 'record-batches', fromOffset: 100, toOffset: 2100 })
    const cursor = new ChunkCursor(chunk)
    let copied = 0
    for (let to = 105; !cursor.isEmpty; to += 5) copied += cursor.take(to).byteLength
    expect(copied).toBeLessThan(2 * bytes.length)
  })

  it('has a piece without bytes for offsets without records', () => {
    const chunk = chunkOf(batches(1, 10), { format: 'record-batches', fromOffset: 100, toOffset: 200 })
    const cursor = new ChunkCursor(chunk)
    expect(offsetsOf(cursor.take(110))).toEqual([100])
    expect(cursor.take(150).byteLength).toBe(0)
    expect(cursor.rest()).toMatchObject({ fromOffset: 150, toOffset: 200, byteLength: 0 })
  })

  it('cuts lines by counting them', () => {
    const chunk = chunkOf(Buffer.from('a\nb\n\nd\ne'), { format: 'lines', fromOffset: 0, toOffset: 5 })
    const cursor = new ChunkCursor(chunk)
    expect([1, 3, 4].map((to) => textOf(cursor.take(to)))).toEqual(['a\n', 'b\n\n', 'd\n'])
    expect(textOf(cursor.rest())).toBe('e')
    const again = new ChunkCursor(chunk)
    const sum = [again.take(1), again.take(3), again.rest()].reduce((total, { digest }) => total + digest, 0)
    expect(sum >>> 0).toBe(chunk.digest)
    expect(() => cursor.take(5)).toThrow(RangeError)
  })
})
