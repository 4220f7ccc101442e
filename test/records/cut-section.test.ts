import { describe, expect, it } from 'vitest'
import { cutSection } from '../../src/records/cut-section.js'
import { addDigests, digestOf } from '../../src/records/digest.js'
import { batchesOf, buildBatch, plainStamp, writtenCrc } from '../../src/records/record-batch.js'
import { partsOf, recordsOf, recordsSection } from '../../src/records/records-section.js'

const NO_LIMIT = Infinity
const values = Array.from({ length: 300 }, (_, index) =>
  Buffer.from(String(index).padEnd(1 + (index % 90), '.'))
)
const section = recordsSection(
  values.map((value, index) => ({
    key: index % 3 === 0 ? null : Buffer.from(`k${index}`),
    value,
    headers: [['h', `${index}`]]
  }))
)

describe('cutSection', () => {
  it('gives one that fits as it is', () => {
    const { pieces, oversized } = cutSection(section, 300, { piece: section.length, record: NO_LIMIT })
    expect(pieces).toEqual([{ bytes: section, count: 300 }])
    expect(pieces[0]?.bytes).toBe(section)
    expect(oversized).toEqual([])
  })

  it.each([200, 999, 5000])(
    'cuts into pieces of at most %i bytes that are sections of their own',
    (piece) => {
      const { pieces } = cutSection(section, 300, { piece, record: NO_LIMIT })
      expect(pieces.length).toBeGreaterThan(3)
      const found = pieces.flatMap(({ bytes, count }) => {
        expect(bytes.byteLength).toBeLessThanOrEqual(piece)
        const records = [...recordsOf(bytes, count)]
        expect(records.map(({ offsetDelta }) => offsetDelta)).toEqual(records.map((_, index) => index))
        return records.map(({ key, value }) => [
          key && Buffer.from(key).toString(),
          Buffer.from(value ?? []).toString()
        ])
      })
      expect(found).toEqual(
        values.map((value, index) => [index % 3 === 0 ? null : `k${index}`, value.toString()])
      )
    }
  )

  it('leaves a record alone that is larger than a piece, and takes out what is larger than a record may be', () => {
    const three = recordsSection(
      ['a'.repeat(50), 'b'.repeat(500), 'c'.repeat(5000)].map((text) => ({
        key: null,
        value: Buffer.from(text)
      }))
    )
    const { pieces, oversized } = cutSection(three, 3, { piece: 100, record: 1000 })
    expect(pieces.map(({ count }) => count)).toEqual([1, 1])
    expect(oversized.map((frame) => partsOf(frame).value?.byteLength)).toEqual([5000])
  })

  it('refuses a section that is cut short', () => {
    expect(() =>
      cutSection(section.subarray(0, section.length - 1), 300, { piece: 100, record: NO_LIMIT })
    ).toThrow(RangeError)
  })
})

describe('digests', () => {
  it('add up, however batches are put together, and tell other records', () => {
    const batches = [1, 2, 3].map((n) =>
      buildBatch(recordsSection([{ key: null, value: Buffer.from(`${n}`) }]), 1, plainStamp(0))
    )
    const [a, b, c] = batches.map((bytes) => [...batchesOf(bytes)])
    const all = digestOf([...a!, ...b!, ...c!])
    expect(all).toBe(addDigests(digestOf(a!), digestOf([...b!, ...c!])))
    expect(all).toBe(batches.reduce((sum, bytes) => (sum + writtenCrc({ bytes })) % 2 ** 32, 0))
    expect(digestOf([...a!, ...b!])).not.toBe(all)
  })
})
