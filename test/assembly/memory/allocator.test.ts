import { describe, expect, it } from 'vitest'
import { type MemoryKernel, Random, loadKernel } from './kernel.js'

const PAGE = 65536

interface Block {
  address: number
  size: number
  mark: number
}

/** A size as a stream processor asks for them: mostly small, now and then of several pages. */
function randomSize(random: Random): number {
  const kind = random.below(100)
  if (kind < 80) return 1 + random.below(300)
  if (kind < 97) return 1 + random.below(20_000)
  return 1 + random.below(600_000)
}

function fill(kernel: MemoryKernel, block: Block): void {
  new Uint8Array(kernel.memory.buffer, block.address, block.size).fill(block.mark)
}

function intact(kernel: MemoryKernel, block: Block): boolean {
  return new Uint8Array(kernel.memory.buffer, block.address, block.size).every((byte) => byte === block.mark)
}

describe('allocator', () => {
  it('rounds to four classes a doubling, then to pages', () => {
    const kernel = loadKernel()
    const rounded = [0, 1, 16, 17, 64, 65, 81, 97, 113, 129, 161, 1025, 65535, 65536, 65537, 131073].map(
      (size) => kernel.roundedSize(size)
    )
    const large = [PAGE, PAGE, 2 * PAGE, 3 * PAGE]
    expect(rounded).toEqual([16, 16, 16, 32, 64, 80, 96, 112, 128, 160, 192, 1280, ...large])
    for (let size = 1; size < 70_000; size += 7) {
      expect(kernel.roundedSize(size)).toBeGreaterThanOrEqual(size)
      if (size > 64 && size <= PAGE) expect(kernel.roundedSize(size)).toBeLessThanOrEqual(size * 1.25)
    }
  })

  it('gives aligned blocks that never overlap, and counts what is live', () => {
    const kernel = loadKernel()
    const start = kernel.allocatedBytes()
    const random = new Random(1)
    const blocks: Block[] = []
    let live = start
    for (let step = 0; step < 20_000; step++) {
      if (blocks.length > 300 || (blocks.length > 0 && random.below(3) === 0)) {
        const at = random.below(blocks.length)
        const block = blocks[at]!
        if (step % 16 === 0) expect(intact(kernel, block)).toBe(true)
        kernel.release(block.address, block.size)
        live -= kernel.roundedSize(block.size)
        blocks[at] = blocks.at(-1)!
        blocks.pop()
      } else {
        const size = randomSize(random)
        const block = { address: kernel.allocate(size) >>> 0, size, mark: random.below(256) }
        expect(block.address % 16).toBe(0)
        live += kernel.roundedSize(size)
        fill(kernel, block)
        blocks.push(block)
      }
    }
    expect(kernel.allocatedBytes()).toBe(live)
    expect(blocks.every((block) => intact(kernel, block))).toBe(true)
    for (const block of blocks) kernel.release(block.address, block.size)
    expect(kernel.allocatedBytes()).toBe(start)
  })

  it('reallocates with the content, in place when the class has room', () => {
    const kernel = loadKernel()
    const first = kernel.reallocate(0, 0, 100) >>> 0
    fill(kernel, { address: first, size: 100, mark: 7 })
    expect(kernel.reallocate(first, 100, 112) >>> 0).toBe(first)
    const moved = kernel.reallocate(first, 112, 200_000) >>> 0
    expect(intact(kernel, { address: moved, size: 100, mark: 7 })).toBe(true)
    const shrunk = kernel.reallocate(moved, 200_000, 50) >>> 0
    expect(intact(kernel, { address: shrunk, size: 50, mark: 7 })).toBe(true)
    kernel.release(shrunk, 50)
  })

  it('does not grow under a steady load', () => {
    const kernel = loadKernel()
    const random = new Random(2)
    const windows: Block[][] = []
    let settled = 0
    for (let round = 0; round < 400; round++) {
      const window: Block[] = []
      for (let i = 0; i < 200; i++) {
        const size = randomSize(random)
        window.push({ address: kernel.allocate(size) >>> 0, size, mark: 0 })
      }
      windows.push(window)
      if (windows.length > 5) for (const block of windows.shift()!) kernel.release(block.address, block.size)
      if (round === 200) settled = kernel.memory.buffer.byteLength
    }
    expect(kernel.memory.buffer.byteLength).toBeLessThanOrEqual(settled * 1.13)
  })

  it('coalesces pages: memory used in small runs serves a large one', () => {
    const kernel = loadKernel()
    const runs = Array.from({ length: 100 }, () => kernel.allocate(2 * PAGE) >>> 0)
    const size = kernel.memory.buffer.byteLength
    for (const run of new Random(3).shuffle(runs)) kernel.release(run, 2 * PAGE)
    const whole = kernel.allocate(200 * PAGE) >>> 0
    expect(kernel.memory.buffer.byteLength).toBe(size)
    kernel.release(whole, 200 * PAGE)
  })

  it('grows in steps, not a page at a time', () => {
    const kernel = loadKernel()
    let growths = 0
    let size = kernel.memory.buffer.byteLength
    for (let i = 0; i < 3_000; i++) {
      kernel.allocate(PAGE)
      if (kernel.memory.buffer.byteLength !== size) growths++
      size = kernel.memory.buffer.byteLength
    }
    expect(growths).toBeLessThan(40)
    expect(size).toBeLessThan(3_000 * PAGE * 1.15)
  })

  it('takes pages that the host has added', () => {
    const kernel = loadKernel()
    kernel.allocate(16)
    kernel.memory.grow(500)
    const size = kernel.memory.buffer.byteLength
    kernel.allocate(500 * PAGE)
    expect(kernel.memory.buffer.byteLength).toBe(size)
  })

  it('fails with the job at the limit, and goes on working', () => {
    const kernel = loadKernel()
    kernel.setMemoryLimit(200)
    kernel.setCurrentJob(2)
    const block = kernel.allocate(100 * PAGE)
    expect(() => kernel.allocate(100 * PAGE)).toThrow('code 1, detail 2')
    expect(kernel.memory.buffer.byteLength).toBeLessThanOrEqual(200 * PAGE)
    kernel.release(block, 100 * PAGE)
    expect(kernel.allocate(100 * PAGE) >>> 0).toBeGreaterThan(0)
  })

  it('is restored by copying its memory into a fresh instance', () => {
    const before = loadKernel()
    const block = before.allocate(300) >>> 0
    fill(before, { address: block, size: 300, mark: 9 })
    const copy = new Uint8Array(before.memory.buffer).slice()
    const after = loadKernel()
    after.memory.grow((copy.length - after.memory.buffer.byteLength) / PAGE)
    new Uint8Array(after.memory.buffer).set(copy)
    expect(after.allocatedBytes()).toBe(before.allocatedBytes())
    expect(after.allocate(300)).toBe(before.allocate(300))
    expect(intact(after, { address: block, size: 300, mark: 9 })).toBe(true)
  })
})

describe('scratch', () => {
  it('gives aligned pieces that never overlap, small and large', () => {
    const kernel = loadKernel()
    const random = new Random(4)
    for (let round = 0; round < 5; round++) {
      kernel.scratchReset()
      const pieces: Block[] = []
      for (let i = 0; i < 400; i++) {
        const size = randomSize(random)
        const piece = { address: kernel.scratchAllocate(size) >>> 0, size, mark: i & 255 }
        expect(piece.address % 8).toBe(0)
        fill(kernel, piece)
        pieces.push(piece)
      }
      expect(pieces.every((piece) => intact(kernel, piece))).toBe(true)
    }
  })

  it('keeps at most 1 MiB after a reset and does not grow', () => {
    const kernel = loadKernel()
    const start = kernel.allocatedBytes()
    let settled = 0
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 3_000; i++) kernel.scratchAllocate(1_000)
      for (let i = 0; i < 10; i++) kernel.scratchAllocate(100_000)
      kernel.scratchReset()
      if (round === 2) settled = kernel.memory.buffer.byteLength
    }
    expect(kernel.allocatedBytes() - start).toBeLessThanOrEqual(16 * PAGE)
    expect(kernel.memory.buffer.byteLength).toBe(settled)
  })
})
