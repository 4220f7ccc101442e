import {
  BLOCK_AT_BYTES,
  BLOCK_AT_JOB,
  BLOCK_AT_KEY_GROUP,
  BLOCK_HEADER_WORDS
} from '../../plan/contract/blocks.js'
import type { KeyGroupState } from '../../state/snapshot.js'

const WORD = 4
/** In place of a job's number: the kernels pass the block over. */
const NO_JOB = 0xffffffff

/** A block of partial rows of one job and one key group; src/plan/contract/blocks.ts draws it. */
interface Block {
  readonly start: number
  readonly end: number
  readonly keyGroup: number
  readonly job: number
}

/**
 * Numbers the jobs of the blocks anew, in place: a snapshot numbers them as its own plan did.
 * @param numberOf the job's number in the plan that runs now; undefined drops its state
 */
export function renumberJobs(blocks: Uint8Array, numberOf: (job: number) => number | undefined): void {
  const view = viewOf(blocks)
  for (const { start, job } of blocksOf(blocks)) {
    view.setUint32(start + BLOCK_AT_JOB * WORD, numberOf(job) ?? NO_JOB, true)
  }
}

/** The blocks by key group: views, neighbours of one group together. */
export function cutByKeyGroup(blocks: Uint8Array): KeyGroupState[] {
  const pieces: KeyGroupState[] = []
  let open = null as Block | null
  for (const block of blocksOf(blocks)) {
    if (open !== null && open.keyGroup !== block.keyGroup) pieces.push(pieceOf(blocks, open))
    open = open?.keyGroup === block.keyGroup ? { ...open, end: block.end } : block
  }
  if (open !== null) pieces.push(pieceOf(blocks, open))
  return pieces
}

/** The shard that owns a key group: shards own neighbouring groups, as many each as can be. */
export function shardOf(keyGroup: number, keyGroups: number, shards: number): number {
  return Math.floor((keyGroup * shards) / keyGroups)
}

function pieceOf(blocks: Uint8Array, { keyGroup, start, end }: Block): KeyGroupState {
  return { keyGroup, blocks: blocks.subarray(start, end) }
}

function* blocksOf(blocks: Uint8Array): Generator<Block, void> {
  const view = viewOf(blocks)
  const header = BLOCK_HEADER_WORDS * WORD
  for (let start = 0; start + header <= blocks.byteLength;) {
    const word = (index: number): number => view.getUint32(start + index * WORD, true)
    const end = start + header + word(BLOCK_AT_BYTES)
    yield { start, end, keyGroup: word(BLOCK_AT_KEY_GROUP), job: word(BLOCK_AT_JOB) }
    start = end
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
