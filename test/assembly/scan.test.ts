import { describe, expect, it } from 'vitest'
import { hop, session, tumble } from '../../src/table/index.js'
import { KernelFailure } from '../support/kernels.js'
import { recordsSection } from '../support/record-section.js'
import { document, windowPlan } from './window/pipelines.js'
import { TestKernel } from './window/test-kernel.js'

const GREATEST = 253_402_300_799_999
const LEAST = -62_135_596_800_000

function at(time: unknown): object {
  return { key: 'a', value: 1, at: time }
}

function scanner(...windows: Parameters<typeof windowPlan>[0][number][]): TestKernel {
  return new TestKernel(windowPlan(windows.length === 0 ? [tumble(1000)] : windows))
}

/** Every chunk as one epoch; the counts of all rows. */
function counted(kernel: TestKernel, partials: Buffer): number {
  kernel.merge(partials)
  return kernel.close(Infinity).reduce((sum, row) => sum + (JSON.parse(row) as { events: number }).events, 0)
}

describe('statistics', () => {
  it('count records, malformed and undated ones', () => {
    const kernel = scanner()
    kernel.scan([
      at(5),
      '{',
      null,
      '',
      'null',
      '[]',
      at(null),
      at('x'),
      at(GREATEST + 1),
      at(LEAST - 1),
      { key: 'a' }
    ])
    expect(kernel.scanStats()).toEqual({
      records: 11,
      malformed: 5,
      undated: 5,
      maxTimestamp: 5,
      earliestWindowEnd: 999,
      jobs: [{ earliestWindowEnd: 999, rows: 0, dropped: 0 }]
    })
  })

  it('begin anew with each chunk', () => {
    const kernel = scanner()
    kernel.scan([at(5), '{'])
    kernel.scan([])
    expect(kernel.scanStats()).toEqual({
      records: 0,
      malformed: 0,
      undated: 0,
      maxTimestamp: -Infinity,
      earliestWindowEnd: Infinity,
      jobs: [{ earliestWindowEnd: Infinity, rows: 0, dropped: 0 }]
    })
  })

  it('take the greatest time of all dated records', () => {
    const kernel = scanner()
    kernel.scan([at(LEAST), at(-3), at(LEAST + 1)])
    expect(kernel.scanStats().maxTimestamp).toBe(-3)
    kernel.scan([at(GREATEST)])
    expect(kernel.scanStats().maxTimestamp).toBe(GREATEST)
  })

  it.each([
    ['of a tumbling window', [tumble(1000)], 500, -Infinity, 999],
    ['of a tumbling window that is closed', [tumble(1000)], 500, 999, Infinity],
    ['of a hopping window', [hop(3000, 1000)], 2500, -Infinity, 2999],
    ['of the first hopping window that is open', [hop(3000, 1000)], 2500, 2999, 3999],
    ['of the last hopping window', [hop(3000, 1000)], 2500, 4998, 4999],
    ['when all hopping windows are closed', [hop(3000, 1000)], 2500, 4999, Infinity],
    ['of a session', [session(100)], 2500, -Infinity, 2599],
    ['of a session that is over', [session(100)], 2500, 2599, Infinity],
    ['at the end of time', [tumble(1000)], 500, Infinity, Infinity],
    ['of several jobs', [tumble(1000), session(100)], 500, 100, 599]
  ])('tell the earliest end %s', (_name, windows, time, watermark, expected) => {
    const kernel = scanner(...windows)
    kernel.scan([at(time)], { watermark })
    expect(kernel.scanStats().earliestWindowEnd).toBe(expected)
  })
})

describe('offsets', () => {
  const values = Array.from({ length: 10 }, (_, i) => Buffer.from(JSON.stringify(at(i))))

  it('outside of [min, max) are passed over', () => {
    const kernel = scanner()
    kernel.scanBatches([{ section: recordsSection(values), count: 10, baseOffset: 1e12 }], {
      minOffset: 1e12 + 2,
      maxOffset: 1e12 + 7
    })
    expect(kernel.scanStats()).toMatchObject({ records: 5, maxTimestamp: 6, malformed: 0 })
  })
})

describe('vectors', () => {
  it.each([511, 512, 513, 1024, 5000])('take chunks of %d records from many batches', (count) => {
    const kernel = scanner()
    const values = Array.from({ length: count }, (_, i) => ({ key: `k${i % 10}`, value: i, at: i }))
    const batches = []
    for (let from = 0; from < count; from += 777) {
      const part = values.slice(from, from + 777).map((value) => Buffer.from(JSON.stringify(value)))
      batches.push({ section: recordsSection(part), count: part.length, baseOffset: from })
    }
    expect(counted(kernel, kernel.scanBatches(batches)[0]!)).toBe(count)
    expect(kernel.scanStats().records).toBe(count)
  })

  it('reuse the row of a malformed or undated record', () => {
    const kernel = scanner()
    const values = Array.from({ length: 6000 }, (_, i) =>
      i % 3 === 0 ? at(i) : i % 3 === 1 ? '{"key":"b"' : at(null)
    )
    expect(counted(kernel, kernel.scan(values)[0]!)).toBe(2000)
    expect(kernel.scanStats()).toMatchObject({ malformed: 2000, undated: 2000 })
  })

  it('of a chunk that broken input ended leave nothing behind', () => {
    const kernel = scanner(tumble(1000), session(100))
    const section = recordsSection(
      Array.from({ length: 3000 }, (_, i) => Buffer.from(JSON.stringify(at(i % 900))))
    )
    kernel.scan([at(1)])
    const before = kernel.scanAllocated()
    expect(() => kernel.scanBatches([{ section, count: 3001, baseOffset: 0 }])).toThrow(KernelFailure)
    const partials = kernel.scan([at(7), at(8)])[0]!
    expect(kernel.scanAllocated()).toBeLessThan(before + 2 * section.length)
    expect(kernel.scanStats()).toMatchObject({ records: 2 })
    expect(counted(kernel, partials)).toBe(2)
  })

  it('are worked off before the input moves', () => {
    const kernel = scanner(tumble(1e9))
    const exports = kernel.scanExports
    exports.scanBegin(NaN, Infinity)
    for (let i = 0; i < 10; i++) {
      const values = [
        Buffer.from(JSON.stringify({ key: `key number ${i}`, value: i, at: i, pad: 'x'.repeat(i * 20_000) }))
      ]
      const section = recordsSection(values)
      exports.scanRecords(kernel.writeInput(section), section.length, 1, i, 0, 100)
    }
    exports.scanEnd()
    const length = exports.partialLength(0)
    const pointer = exports.partialPointer(0)
    kernel.merge(Buffer.from(new Uint8Array(exports.memory.buffer, pointer, length).slice()))
    const keys = kernel.close(Infinity).map((row) => (JSON.parse(row) as { key: string }).key)
    expect(keys.sort()).toEqual(Array.from({ length: 10 }, (_, i) => `key number ${i}`))
  })
})

describe('processing time', () => {
  it('takes the arrival for the time of every record, dated or not', () => {
    const kernel = new TestKernel(windowPlan([tumble(1000)], { processingTime: true }))
    const partials = kernel.scan([at(5), { key: 'a', value: 2 }, at('x'), '{'], { arrival: 12_345 })
    expect(kernel.scanStats()).toMatchObject({ records: 4, malformed: 1, undated: 0, maxTimestamp: 12_345 })
    kernel.merge(partials[0]!)
    expect(kernel.close(12_998)).toEqual([])
    expect(kernel.close(12_999).map((row) => JSON.parse(row) as unknown)).toEqual([
      expect.objectContaining({ start: '1970-01-01 00:00:12Z', end: '1970-01-01 00:00:13Z', events: 3 })
    ])
  })
})

describe('lines', () => {
  const line = JSON.stringify(at(1))

  it.each([
    ['', 0],
    ['\n\r\n  \n\t\n', 0],
    [line, 1],
    [`${line}\n`, 1],
    [`\n${line}\r\n\n${line}\r\n ${line} \n`, 3],
    [`${line}\n${' '.repeat(100)}${line}`, 2]
  ])('of %j are %d records', (text, records) => {
    const kernel = scanner()
    const partials = kernel.scanLines(text)[0]!
    expect(kernel.scanStats()).toMatchObject({ records, malformed: 0 })
    expect(counted(kernel, partials)).toBe(records)
  })

  it('that are malformed cost nothing but a counter', () => {
    const kernel = scanner()
    const partials = kernel.scanLines(`${line}\n{"key":\n${line}\n`)[0]!
    expect(kernel.scanStats()).toMatchObject({ records: 3, malformed: 1 })
    expect(counted(kernel, partials)).toBe(2)
  })
})

describe('shards', () => {
  it('hold each key in one place, whatever the chunk', () => {
    const kernel = new TestKernel(windowPlan([tumble(1000)]), 4)
    const shardOf = new Map<string, number>()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 50; i++) {
        const partials = kernel.scan([document({ key: `key${i}`, value: round, at: round * 700 })])
        const used = partials.flatMap((bytes, shard) => (bytes.length > 0 ? [shard] : []))
        expect(used).toHaveLength(1)
        expect(shardOf.get(`key${i}`) ?? used[0]).toBe(used[0])
        shardOf.set(`key${i}`, used[0]!)
      }
    }
    expect(new Set(shardOf.values()).size).toBe(4)
  })
})
