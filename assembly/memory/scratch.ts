import { allocate, release } from './allocator'

/**
 * Bump arena for what lives as long as one vector: allocated piece by piece, given up all at once.
 *
 *     state   | first u32 | current u32 | position u32 | end u32 | large u32 |
 *     chunk   | next u32 | - u32[3] | bytes up to CHUNK_SIZE, the last SLACK of them never handed out |
 *     large   | next u32 | size u32 | - u32[2] | bytes | SLACK |     own block for a piece that fits no chunk
 */
const STATE: usize = memory.data(32, 16)
const CURRENT: usize = 4
const POSITION: usize = 8
const END: usize = 12
const LARGE: usize = 16
const HEADER: usize = 16
/** Bytes that may be read past any piece. */
const SLACK: usize = 64
const CHUNK_SIZE: usize = 65536
/** Larger pieces get a block of their own unless they fit the current chunk. */
const LARGE_PIECE: usize = 16384
/** Chunks kept by a reset. */
const KEPT_CHUNKS: i32 = 16

/** Allocates `size` bytes, 8-byte aligned, not cleared, readable for 64 bytes past their end. */
export function scratchAllocate(size: usize): usize {
  if (size > LARGE_PIECE && size > <usize>(load<u32>(STATE, END) - load<u32>(STATE, POSITION))) {
    return allocateLarge(size)
  }
  const rounded = (size + 7) & ~7
  if (rounded > <usize>(load<u32>(STATE, END) - load<u32>(STATE, POSITION))) nextChunk()
  const piece = <usize>load<u32>(STATE, POSITION)
  store<u32>(STATE, <u32>(piece + rounded), POSITION)
  return piece
}

/** Gives up everything that was allocated since the last reset. */
export function scratchReset(): void {
  let large = <usize>load<u32>(STATE, LARGE)
  while (large) {
    const next = <usize>load<u32>(large)
    release(large, load<u32>(large, 4))
    large = next
  }
  store<u32>(STATE, 0, LARGE)
  const first = <usize>load<u32>(STATE)
  if (!first) return
  releaseChunksAfter(first, KEPT_CHUNKS)
  useChunk(first)
}

function allocateLarge(size: usize): usize {
  const blockSize = HEADER + size + SLACK
  const block = allocate(blockSize)
  store<u32>(block, load<u32>(STATE, LARGE))
  store<u32>(block, <u32>blockSize, 4)
  store<u32>(STATE, <u32>block, LARGE)
  return block + HEADER
}

function nextChunk(): void {
  const current = <usize>load<u32>(STATE, CURRENT)
  let next = current ? <usize>load<u32>(current) : 0
  if (!next) {
    next = allocate(CHUNK_SIZE)
    store<u32>(next, 0)
    store<u32>(current ? current : STATE, <u32>next)
  }
  useChunk(next)
}

function useChunk(chunk: usize): void {
  store<u32>(STATE, <u32>chunk, CURRENT)
  store<u32>(STATE, <u32>(chunk + HEADER), POSITION)
  store<u32>(STATE, <u32>(chunk + CHUNK_SIZE - SLACK), END)
}

function releaseChunksAfter(first: usize, kept: i32): void {
  let last = first
  for (let i = 1; i < kept && load<u32>(last) != 0; i++) last = <usize>load<u32>(last)
  let chunk = <usize>load<u32>(last)
  store<u32>(last, 0)
  while (chunk) {
    const next = <usize>load<u32>(chunk)
    release(chunk, CHUNK_SIZE)
    chunk = next
  }
}
