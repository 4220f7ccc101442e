import { describe, expect, it } from 'vitest'
import type { Commit, RowSegment, Sink } from '../../src/connectors/connector.js'
import { RowPeek } from '../../src/connectors/row-peek.js'
import { segment } from '../support/commits.js'

/** A sink of which only the commits matter, and whose private field must be reached all the same. */
class CountingSink {
  #commits = 0

  get commits(): number {
    return this.#commits
  }

  async commit(): Promise<void> {
    this.#commits++
  }
}

function peeked() {
  const clock = { ms: 0 }
  const peek = new RowPeek(() => clock.ms)
  const inner = new CountingSink()
  const sink = peek.around(inner as unknown as Sink)
  const write = (...segments: RowSegment[]): Promise<void> => sink.commit({ segments } as unknown as Commit)
  return { clock, peek, inner, write }
}

describe('RowPeek', () => {
  it('shows the last rows of all shards, and passes commits on', async () => {
    const { peek, inner, write } = peeked()
    await write(segment('a', [{ n: 1 }]), segment('b', [{ n: 2 }]), segment('a', [{ n: 3 }]))
    expect(peek.of('a')).toEqual(['{"n":1}', '{"n":3}'])
    expect(peek.of('b')).toEqual(['{"n":2}'])
    expect(peek.of('none')).toEqual([])
    expect(inner.commits).toBe(1)
  })

  it('looks at a sink once a second, and keeps twenty rows', async () => {
    const { clock, peek, inner, write } = peeked()
    await write(segment('a', [{ n: 0 }]))
    await write(segment('a', [{ n: 'unseen' }]))
    for (let n = 1; n <= 30; n++) {
      clock.ms += 1000
      await write(segment('a', [{ n }]))
    }
    expect(peek.of('a')).toHaveLength(20)
    expect(peek.of('a').at(-1)).toBe('{"n":30}')
    expect(peek.of('a').join()).not.toContain('unseen')
    expect(inner.commits).toBe(32)
  })

  it('never keeps what it cannot read from being written', async () => {
    const { peek, inner, write } = peeked()
    await write({ sink: 'letters', count: 2, bytes: new Uint8Array([1, 2, 3]) })
    await write({ sink: 'large', count: 1, bytes: new Uint8Array(1 << 20) })
    expect([peek.of('letters'), peek.of('large'), inner.commits]).toEqual([[], [], 2])
  })
})
