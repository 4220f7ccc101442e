import type { Random } from '../window/random-epochs.js'
import { rowsOf, TestKernel } from '../window/test-kernel.js'

/** What an epoch's end shows. */
export interface EpochEnd {
  /** `job row` of every row of all jobs, sorted. */
  readonly rows: readonly string[]
  readonly checksum: bigint
  readonly nextWindowEnd: number
  readonly open: number
}

/** Kernels that share a plan's state among them, and one that scans. */
export class Shards {
  readonly #mergers: readonly TestKernel[]
  readonly #scanner: TestKernel

  constructor(plan: Uint8Array, jobCount: number, shards: number) {
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

  /** Offers all pieces to every shard of an empty state. */
  restore(pieces: readonly Buffer[], watermark: number): void {
    this.#mergers.forEach((merger, shard) => {
      merger.closeEpoch(watermark)
      for (const piece of pieces) merger.restore(piece, shard, this.#mergers.length)
    })
  }
}
