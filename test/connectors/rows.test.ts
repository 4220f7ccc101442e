import { describe, expect, it } from 'vitest'
import { forEachRow, segmentToLines } from '../../src/connectors/rows.js'
import { segment } from '../support/commits.js'

describe('forEachRow', () => {
  it('visits the values in order, whatever their size', () => {
    const rows = [{ n: 1 }, { n: 'x'.repeat(70_000) }, { n: 'é😀' }, {}]
    const seen: unknown[] = []
    forEachRow(segment('s', rows), (json) => seen.push(JSON.parse(Buffer.from(json).toString())))
    expect(seen).toEqual(rows)
  })

  it('reads an empty segment', () => {
    forEachRow(segment('s', []), () => expect.fail('there is no row'))
    expect(segmentToLines(segment('s', [])).length).toBe(0)
  })

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 3)],
    ['cut in a varint', (bytes: Uint8Array) => bytes.subarray(0, 1)],
    ['longer than its rows', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from([0])])],
    ['an endless varint', () => Buffer.alloc(20, 0xff)]
  ])('refuses a segment that is %s', (_, damage) => {
    const whole = segment('s', [{ text: 'x'.repeat(200) }])
    expect(() => forEachRow({ ...whole, bytes: damage(whole.bytes) }, () => undefined)).toThrow(/row segment/)
  })
})

describe('segmentToLines', () => {
  it('gives one line a row', () => {
    expect(segmentToLines(segment('s', [{ n: 1 }, { n: 2 }])).toString()).toBe('{"n":1}\n{"n":2}\n')
  })
})
