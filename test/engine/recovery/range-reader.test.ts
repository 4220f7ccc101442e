import { describe, expect, it } from 'vitest'
import type {
  Chunk,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../../src/connectors/connector.js'
import { RangeReader } from '../../../src/engine/recovery/range-reader.js'

/** Hands over chunks of lines, a line an offset, in the order given. */
class ListSource implements Source {
  readonly #chunks: [partition: number, from: number, to: number][]
  handedOver = 0

  constructor(...chunks: [partition: number, from: number, to: number][]) {
    this.#chunks = chunks
  }

  async open(): Promise<void> {}

  async next(): Promise<SourceEvent | null> {
    const next = this.#chunks[this.handedOver++]
    if (next === undefined) return { kind: 'end', fireWindows: true }
    const [partition, fromOffset, toOffset] = next
    const records = toOffset - fromOffset
    const buffer = new TextEncoder().encode('{}\n'.repeat(records)).buffer
    const chunk = { partition, format: 'lines' as const, fromOffset, toOffset, records, digest: 0 }
    return { kind: 'chunk', chunk: { ...chunk, buffer, byteLength: buffer.byteLength } }
  }

  identity(): SourceIdentity {
    return { connector: 'list', address: 'chunks', id: null }
  }

  status(): readonly SourcePartitionStatus[] {
    return []
  }

  hasBacklog(): boolean {
    return false
  }

  recycle(): void {}

  async close(): Promise<void> {}
}

const rangeOf = (chunk: Chunk | null): number[] | null =>
  chunk === null ? null : [chunk.partition, chunk.fromOffset, chunk.toOffset]

function readerOf(source: Source): RangeReader {
  return new RangeReader(source, new AbortController().signal)
}

describe('a reader of ranges', () => {
  it('keeps what it read too far, for other ranges and for whoever reads on', async () => {
    const reader = readerOf(new ListSource([0, 0, 10], [1, 0, 10], [0, 10, 20]))
    expect(rangeOf(await reader.next(1, 4))).toEqual([1, 0, 4])
    expect(rangeOf(await reader.next(0, 15))).toEqual([0, 0, 10])
    expect(rangeOf(await reader.next(0, 15))).toEqual([0, 10, 15])
    const rest = reader.leftOver().map((event) => (event.kind === 'chunk' ? rangeOf(event.chunk) : null))
    expect(rest).toEqual([
      [0, 15, 20],
      [1, 4, 10]
    ])
  })

  it('has nothing of a range that the source no longer has', async () => {
    const reader = readerOf(new ListSource([0, 50, 60]))
    expect(await reader.next(0, 40)).toBeNull()
    expect(rangeOf(await reader.next(0, 55))).toEqual([0, 50, 55])
    expect(await reader.next(1, 10)).toBeNull()
  })

  it('takes partitions as they come when their order does not matter, and holds nothing back', async () => {
    const source = new ListSource([0, 0, 10], [1, 0, 10], [2, 90, 95], [1, 10, 20], [0, 10, 20], [1, 20, 30])
    const reader = readerOf(source)
    const ends = new Map([
      [0, 15],
      [1, 20],
      [2, 80]
    ])
    const ranges: (number[] | null)[] = []
    for (let i = 0; i < 5; i++) ranges.push(rangeOf(await reader.nextOf(ends)))
    expect(ranges).toEqual([[0, 0, 10], [1, 0, 10], [1, 10, 20], [0, 10, 15], null])
    expect(source.handedOver).toBe(5)
  })

  it('pauses partitions of which it has read enough while it waits for another one', async () => {
    const records = 2_000_000
    const chunk = (index: number): [number, number, number] => [0, index * records, (index + 1) * records]
    const source: Source = new ListSource(...[0, 1, 2, 3].map(chunk), [1, 0, 10])
    const calls: string[] = []
    source.pause = (partition) => calls.push(`pause ${partition}`)
    source.resume = (partition) => calls.push(`resume ${partition}`)
    const reader = readerOf(source)
    await reader.next(1, 10)
    expect(calls).toEqual(['pause 0'])
    await reader.next(0, records)
    expect(calls).toEqual(['pause 0'])
    await reader.next(0, 2 * records)
    expect(calls).toEqual(['pause 0', 'resume 0'])
    reader.leftOver()
    expect(calls).toContain('resume 1')
  })

  it('does not wait for what the source will not hand over any more', () => {
    const source: Source = new ListSource()
    source.positionOf = (partition) => [10, 4][partition]
    const reader = readerOf(source)
    const reachable = reader.reachable([
      [0, 10],
      [1, 10],
      [2, 10],
      [3, 0]
    ])
    expect([...reachable.keys()]).toEqual([1, 2])
  })
})
