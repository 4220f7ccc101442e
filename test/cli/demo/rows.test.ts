import { describe, expect, it } from 'vitest'
import { recordSection } from '../../../src/cli/demo/record-section.js'
import { RecentRows } from '../../../src/cli/demo/recent-rows.js'
import { RowReader } from '../../../src/cli/demo/row-reader.js'
import { TapSink } from '../../../src/cli/demo/tap-sink.js'
import type { RowSegment } from '../../../src/connectors/connector.js'
import { forEachRow } from '../../../src/connectors/rows.js'
import { ACCEPT, commitOf, OWNER, segment, target } from '../../support/commits.js'
import { MemorySink, MemorySource } from '../../support/memory-connectors.js'

describe('recordSection', () => {
  it.each([1, 2, 63, 64, 65, 300])('frames %i lines as the sinks read them', (count) => {
    const documents = Array.from({ length: count }, (_, index) =>
      JSON.stringify({ index, text: 'x'.repeat(index) })
    )
    const section = recordSection(Buffer.from(documents.map((document) => `${document}\n`).join('')))
    const read: string[] = []
    forEachRow({ sink: 's', ...section }, (json) => read.push(Buffer.from(json).toString()))
    expect(section.count).toBe(count)
    expect(read).toEqual(documents)
  })

  it('of no lines is empty', () => {
    expect(recordSection(Buffer.alloc(0))).toEqual({ count: 0, bytes: Buffer.alloc(0) })
  })
})

describe('RecentRows', () => {
  it('keeps the last few of every sink and counts all', () => {
    const rows = new RecentRows(3)
    rows.add(segment('a', [{ n: 1 }, { n: 2 }]))
    rows.add(segment('a', [{ n: 3 }, { n: 4 }]))
    rows.add(
      segment(
        'b',
        [1, 2, 3, 4, 5].map((n) => ({ n }))
      )
    )
    expect(rows.of('a')).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }])
    expect(rows.of('b')).toEqual([{ n: 3 }, { n: 4 }, { n: 5 }])
    expect([rows.count('a'), rows.count('b'), rows.count('c')]).toEqual([4, 5, 0])
    expect(rows.of('c')).toEqual([])
  })
})

describe('TapSink', () => {
  it('shows segments and passes everything on', async () => {
    const inner = new MemorySink(false)
    const seen: RowSegment[] = []
    const tap = new TapSink(inner, (one) => seen.push(one))
    expect(tap.storesPositions).toBe(false)
    expect(await tap.open([target('a')], OWNER, ACCEPT)).toBeNull()
    await tap.commit(commitOf(1, 1, [segment('a', [{ n: 1 }])]))
    await tap.close()
    expect(seen).toHaveLength(1)
    expect(inner.rows('a')).toEqual([{ n: 1 }])
    expect(inner.targets).toEqual([target('a')])
    expect(inner.closed).toBe(true)
  })
})

describe('RowReader', () => {
  it('turns the record batches of a topic into segments of its sink', async () => {
    const source = new MemorySource()
    source.partitions(0)
    source.values(0, [Buffer.from('{"n":1}'), Buffer.from('{"n":2}')])
    const rows = new RecentRows(10)
    const reader = new RowReader(source, target('a', 'topic-of-a'), (one) => rows.add(one))
    await reader.start(failTest)
    await expect.poll(() => rows.of('a')).toEqual([{ n: 1 }, { n: 2 }])
    await reader.stop()
    expect(source.recycled).toBe(1)
    expect(source.closed).toBe(true)
  })

  it('tells of a failure, and not of one while it stops', async () => {
    const source = new MemorySource()
    source.values(0, [Buffer.from('x')])
    const failures: unknown[] = []
    const failing = (): never => {
      throw new Error('broken')
    }
    const reader = new RowReader(source, target('a'), failing)
    await reader.start((error) => failures.push(error))
    await expect.poll(() => failures).toEqual([new Error('broken')])
    await reader.stop()
  })
})

function failTest(error: unknown): never {
  throw error
}
