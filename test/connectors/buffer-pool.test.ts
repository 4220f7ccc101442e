import { describe, expect, it } from 'vitest'
import { BufferPool } from '../../src/connectors/buffer-pool.js'

describe('BufferPool', () => {
  it('hands a returned buffer out again for any size it holds', () => {
    const pool = new BufferPool()
    const buffer = pool.acquire(100_000)
    expect(buffer.byteLength).toBe(131_072)
    pool.release(buffer)
    expect(pool.acquire(70_000)).toBe(buffer)
    expect(pool.acquire(70_000)).not.toBe(buffer)
    expect(pool.acquire(1).byteLength).toBe(4096)
    expect(pool.acquire(0).byteLength).toBe(0)
  })

  it('takes foreign sizes for the class they fill', () => {
    const pool = new BufferPool()
    const odd = new ArrayBuffer(10_000)
    pool.release(odd)
    expect(pool.acquire(9000).byteLength).toBe(16_384)
    expect(pool.acquire(8000)).toBe(odd)
  })

  it('ignores what was detached, is too small or goes beyond its bound', () => {
    const pool = new BufferPool(8192)
    const moved = new ArrayBuffer(8192)
    structuredClone(moved, { transfer: [moved] })
    pool.release(moved)
    const [small, large, fits, beyond] = [100, 16_384, 8192, 4096].map((bytes) => new ArrayBuffer(bytes))
    for (const buffer of [small, large, fits, beyond]) pool.release(buffer!)
    expect(pool.acquire(100)).not.toBe(small)
    expect(pool.acquire(16_384)).not.toBe(large)
    expect(pool.acquire(4096)).not.toBe(beyond)
    expect(pool.acquire(8192)).toBe(fits)
  })
})
