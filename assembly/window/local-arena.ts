/**
 * Bump arena for the groups of one chunk: allocated one by one while it is scanned, given up all at once.
 *
 *     block  | next u32 | size u32 | 8 unused | bytes … |
 */
import { allocate, release } from '../memory/allocator'

const HEADER: usize = 16
const BLOCK_BYTES: usize = 65536
/** What is kept for the next chunk: enough for some ten thousand groups, little beside the input buffers. */
const KEPT_BLOCKS: i32 = 64

/** Blocks in use, the newest first, and blocks of the standard size kept for later. */
let used: usize = 0
let spare: usize = 0
let spareCount: i32 = 0
let position: usize = 0
let end: usize = 0

/** Allocates `size` bytes, 8-byte aligned, not cleared. */
export function arenaAllocate(size: usize): usize {
  const rounded = (size + 7) & ~7
  if (rounded > end - position) addBlock(rounded)
  const piece = position
  position += rounded
  return piece
}

/** Gives up everything that was allocated since the last reset. */
export function arenaReset(): void {
  let block = used
  while (block != 0) {
    const next = load<u32>(block)
    keepOrRelease(block)
    block = next
  }
  used = 0
  position = 0
  end = 0
}

function addBlock(size: usize): void {
  const bytes = max(BLOCK_BYTES, size + HEADER)
  let block: usize = 0
  if (spare != 0 && bytes == BLOCK_BYTES) {
    block = spare
    spare = load<u32>(block)
    spareCount--
  } else {
    block = allocate(bytes)
  }
  store<u32>(block, <u32>used)
  store<u32>(block, <u32>bytes, 4)
  used = block
  position = block + HEADER
  end = block + bytes
}

function keepOrRelease(block: usize): void {
  const bytes = <usize>load<u32>(block, 4)
  if (bytes != BLOCK_BYTES || spareCount == KEPT_BLOCKS) {
    release(block, bytes)
    return
  }
  store<u32>(block, <u32>spare)
  spare = block
  spareCount++
}
