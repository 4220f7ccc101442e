import { describe, expect, it } from 'vitest'
import { BlackholeSink } from '../../../src/connectors/blackhole/blackhole-sink.js'
import { commitOf, segment, target } from '../../support/commits.js'

describe('blackhole sink', () => {
  it('counts rows by sink', async () => {
    const sink = BlackholeSink.fromSpec('blackhole')
    expect(sink.storesPositions).toBe(false)
    expect(await sink.open([target('a'), target('b')])).toBeNull()
    const segments = [segment('a', [{ n: 1 }, { n: 2 }]), segment('a', [{ n: 3 }])]
    await sink.commit(commitOf(1, 1, segments))
    expect([...sink.rows]).toEqual([
      ['a', 3],
      ['b', 0]
    ])
    expect(sink.bytes).toBe(segments.reduce((sum, { bytes }) => sum + bytes.length, 0))
    await sink.close()
    expect(() => BlackholeSink.fromSpec('blackhole:x')).toThrow('Connector blackhole, x')
  })
})
