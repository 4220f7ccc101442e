import { describe, expect, it } from 'vitest'
import {
  batchesOf,
  buildBatch,
  HEADER_BYTES,
  verifyBatchCrc,
  type RecordBatch
} from '../../src/records/record-batch.js'
import { recordsOf, recordsSection as frame } from '../../src/records/records-section.js'
import { recordBatch, recordsSection } from '../support/record-section.js'

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString()
const only = (bytes: Uint8Array): RecordBatch => {
  const [batch] = batchesOf(bytes)
  if (batch === undefined) throw new Error('no batch')
  return batch
}

describe('batchesOf', () => {
  it('walks whole batches and gives views into the bytes', () => {
    const first = recordBatch([Buffer.from('a'), null], 7)
    const second = recordBatch([Buffer.from('b')], 12)
    const all = Buffer.concat([first, second, first.subarray(0, 30)])
    const batches = [...batchesOf(all)]
    expect(
      batches.map(({ baseOffset, lastOffset, recordCount, start }) => [
        baseOffset,
        lastOffset,
        recordCount,
        start
      ])
    ).toEqual([
      [7, 8, 2, 0],
      [12, 12, 1, first.length]
    ])
    expect(batches.map(({ codec, transactional, control }) => [codec, transactional, control])).toEqual([
      [0, false, false],
      [0, false, false]
    ])
    expect(batches[0]?.bytes.buffer).toBe(all.buffer)
    expect(batches[0]?.records.byteLength).toBe(first.length - HEADER_BYTES)
    const values = [...recordsOf(batches[0]?.records ?? Buffer.alloc(0), 2)].map(({ value }) => text(value))
    expect(values).toEqual(['a', null])
  })

  it.each([0, 1])('refuses message format v%i', (magic) => {
    const batch = recordBatch([Buffer.from('a')], 3)
    batch[16] = magic
    expect(() => [...batchesOf(batch, { topic: 't', partition: 4 })]).toThrow(
      `Partition 4 of topic t holds records of message format v${magic} at offset 3`
    )
  })

  it('refuses a length that cannot be', () => {
    const batch = recordBatch([Buffer.from('a')], 3)
    batch.writeInt32BE(-5, 8)
    expect(() => [...batchesOf(batch)]).toThrow(expect.objectContaining({ code: 'KAFKA_BATCH_DAMAGED' }))
  })
})

describe('verifyBatchCrc', () => {
  it('accepts what was written and refuses one flipped bit', () => {
    const batch = recordBatch([Buffer.from('a')], 3)
    expect(() => verifyBatchCrc(only(batch))).not.toThrow()
    for (const at of [21, 40, batch.length - 1]) {
      const flipped = Buffer.from(batch)
      flipped.writeUInt8(flipped.readUInt8(at) ^ 4, at)
      expect(() => verifyBatchCrc({ bytes: flipped })).toThrow(/^checksum 0x/)
    }
  })
})

describe('buildBatch', () => {
  it('stamps a transactional batch that reads back', () => {
    const section = recordsSection([Buffer.from('a'), Buffer.from('b')])
    const stamp = { producerId: 2n ** 40n, producerEpoch: 3, baseSequence: 9, timestamp: 1_700_000_000_000 }
    const bytes = buildBatch(section, 2, stamp)
    const batch = only(bytes)
    expect(batch).toMatchObject({
      transactional: true,
      control: false,
      codec: 0,
      producerId: 2n ** 40n,
      recordCount: 2,
      lastOffset: 1
    })
    expect([bytes.readInt16BE(51), bytes.readInt32BE(53), Number(bytes.readBigInt64BE(35))]).toEqual([
      3, 9, 1_700_000_000_000
    ])
    expect(Buffer.from(batch.records).equals(section)).toBe(true)
    expect(() => verifyBatchCrc(batch)).not.toThrow()
  })

  it.each([0, 1, 63, 64, 8191, 70_000])('frames a single value of %i bytes as the kernels do', (size) => {
    const value = Buffer.alloc(size, 'x')
    expect(frame([{ key: null, value }]).equals(recordsSection([value]))).toBe(true)
  })
})

describe('recordsOf', () => {
  it('refuses records that reach past their batch', () => {
    const section = frame([{ key: null, value: Buffer.from('abcdef') }])
    for (const cut of [1, 4, section.length - 1]) {
      expect(() => [...recordsOf(section.subarray(0, section.length - cut), 2)]).toThrow(RangeError)
    }
    expect(() => [...recordsOf(Buffer.alloc(12, 0xff), 1)]).toThrow('a varint has more than 5 bytes')
  })
})
