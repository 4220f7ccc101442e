import { describe, expect, it } from 'vitest'
import { joinSections } from '../../src/records/join-sections.js'
import { recordsOf, recordsSection } from '../../src/records/records-section.js'

function section(...values: string[]) {
  const records = values.map((value) => ({ key: Buffer.from(`k${value}`), value: Buffer.from(value) }))
  return { bytes: recordsSection(records), count: values.length }
}

function valuesOf({ bytes, count }: { readonly bytes: Uint8Array; readonly count: number }): string[] {
  return [...recordsOf(bytes, count)].map(({ offsetDelta, key, value }) =>
    [offsetDelta, Buffer.from(key ?? []).toString(), Buffer.from(value ?? []).toString()].join(' ')
  )
}

describe('joinSections', () => {
  it('joins small sections in their order, with offset deltas that run on', () => {
    const joined = joinSections([section('a', 'b'), section('c'), section('d')], 1 << 20)
    expect(joined.map(valuesOf)).toEqual([['0 ka a', '1 kb b', '2 kc c', '3 kd d']])
    expect(joined[0]?.count).toBe(4)
  })

  it('leaves alone what has no small neighbour', () => {
    const large = section('x'.repeat(100_000))
    const joined = joinSections([section('a'), large, section('b')], 1 << 20)
    expect(joined.map(({ count }) => count)).toEqual([1, 1, 1])
    expect(joined[1]).toBe(large)
  })

  it('joins no more than fits, deltas of more bytes included', () => {
    const sections = Array.from({ length: 3000 }, (_, index) => section(String(index)))
    const joined = joinSections(sections, 10_000)
    for (const { bytes } of joined) expect(bytes.byteLength).toBeLessThanOrEqual(10_000)
    expect(joined.length).toBeGreaterThan(3)
    expect(joined.flatMap(valuesOf).map((text) => text.split(' ')[2])).toEqual(
      sections.map((_, index) => String(index))
    )
  })
})
