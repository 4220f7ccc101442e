import { describe, expect, it } from 'vitest'
import { eventBatches } from '../../../src/cli/bench/event-batches.js'
import { decompress, initCodecs } from '../../../src/records/codecs.js'
import { batchesOf, verifyBatchCrc } from '../../../src/records/record-batch.js'
import { recordsOf } from '../../../src/records/records-section.js'

const LINES = Array.from({ length: 700 }, (_, i) => `{"n":${i},"text":"${'x'.repeat((i * 37) % 900)}"}`)

await initCodecs()

describe('events in record batches', () => {
  it.each(['none', 'lz4'] as const)('are read back, compression %s', (compression) => {
    const lines = Buffer.from(`${LINES.join('\n')}\n`)
    const found: string[] = []
    for (const { bytes, count } of eventBatches(lines, { recordsPerBatch: 128, compression }, 1234)) {
      const [batch, ...more] = batchesOf(bytes)
      expect(more).toEqual([])
      verifyBatchCrc(batch!)
      expect(batch).toMatchObject({ recordCount: count, lastOffset: count - 1, transactional: false })
      for (const { value, key } of recordsOf(decompress(batch!.codec, batch!.records), count)) {
        expect(key).toBeNull()
        found.push(Buffer.from(value!).toString())
      }
    }
    expect(found).toEqual(LINES)
  })

  it('hold as many records as the packing says, the last one the rest', () => {
    const lines = Buffer.from('{}\n'.repeat(10))
    const packing = { recordsPerBatch: 4, compression: 'none' } as const
    expect([...eventBatches(lines, packing, 0)].map(({ count }) => count)).toEqual([4, 4, 2])
  })

  it('take a last line without a newline', () => {
    const packing = { recordsPerBatch: 4, compression: 'none' } as const
    expect([...eventBatches(Buffer.from('{}\n{}'), packing, 0)].map(({ count }) => count)).toEqual([2])
  })
})
