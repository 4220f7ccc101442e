import { BLOCK_AT_BYTES, BLOCK_AT_KEY_GROUP, BLOCK_HEADER_WORDS } from '../../../src/plan/contract/blocks.js'
import type { Random } from '../window/random-epochs.js'
import { rowsOf, TestKernel } from '../window/test-kernel.js'
import type { TestPlan } from '../window/test-kernel.js'

/** What an epoch's end shows. */
export interface EpochEnd {
  /** `job row` of every row of all jobs, sorted. */
  readonly rows: readonly string[]
  readonly checksum: bigint
  readonly nextWindowEnd: number
  readonly open: number
}

const WORD = 4
export const BLOCK_HEADER = WORD * BLOCK_HEADER_WORDS
export const KEY_GROUPS = 128

/** The blocks of a piece: where each begins, its key group, and its bytes, header and all. */
export function blocksOf(piece: Buffer): { at: number; keyGroup: number; bytes: Buffer }[] {
  const blocks: { at: number; keyGroup: number; bytes: Buffer }[] = []
  for (let at = 0; at < piece.length;) {
    const end = at + BLOCK_HEADER + piece.readUInt32LE(at + WORD * BLOCK_AT_BYTES)
    const keyGroup = piece.readUInt32LE(at + WORD * BLOCK_AT_KEY_GROUP)
    blocks.push({ at, keyGroup, bytes: piece.subarray(at, end) })
    at = end
  }
  return blocks
}

/** The shard that owns a key group. */
export function ownerOf(keyGroup: number, shards: number): number {
  return Math.floor((keyGroup * shards) / KEY_GROUPS)
}

/** Kernels that share a plan's state among them, and one that scans. */
export class Shards {
  readonly #mergers: readonly TestKernel[]
  readonly #scanner: TestKernel

  constructor(plan: TestPlan, shards: number) {
    this.#scanner = new TestKernel(plan, shards)
    this.#mergers = Array.from({ length: shards }, () => new TestKernel(plan, shards))
  }

  /** One epoch, its documents cut into chunks that come in any order. */
  run(documents: readonly object[], watermark: number, random: Random): EpochEnd {
    const chunks: Buffer[][] = []
    for (let from = 0; from < documents.length;) {
      const size = 1 + random.below(80)
      chunks.push(this.#scanner.scan(documents.slice(from, from + size)))
      from += size
    }
    const rows = this.#mergers.flatMap((merger, shard) => {
      for (const chunk of random.shuffle(chunks)) merger.merge(chunk[shard]!)
      merger.closeEpoch(watermark)
      return merger.takeSegments().flatMap((segment) => rowsOf(segment).map((row) => `${segment.job} ${row}`))
    })
    return { rows: rows.sort(), ...this.state() }
  }

  state(): Omit<EpochEnd, 'rows'> {
    const stats = this.#mergers.map((merger) => merger.mergeStats())
    const checksums = this.#mergers.map((merger) => merger.checksum())
    return {
      checksum: BigInt.asUintN(
        64,
        checksums.reduce((sum, checksum) => sum + checksum)
      ),
      nextWindowEnd: Math.min(...stats.map((shard) => shard.nextWindowEnd)),
      open: stats.flatMap(({ jobs }) => jobs.map((job) => job.open)).reduce((sum, open) => sum + open)
    }
  }

  snapshot(pieceBytes: number): Buffer[] {
    return this.#mergers.flatMap((merger) => merger.snapshot(pieceBytes))
  }

  /** Hands every block to the shard, of an empty state, that owns it. */
  restore(pieces: readonly Buffer[], watermark: number): void {
    const shards = this.#mergers.length
    for (const merger of this.#mergers) merger.closeEpoch(watermark)
    for (const { keyGroup, bytes } of pieces.flatMap(blocksOf)) {
      const shard = ownerOf(keyGroup, shards)
      this.#mergers[shard]!.restore(bytes, shard, shards)
    }
  }
}
