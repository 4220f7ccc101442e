import type { JournalEpoch, JournalRange } from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'
import { addChecksums } from '../commit/snapshotter.js'
import type { ScannedChunk } from '../scan/scanned-chunk.js'
import type { Worker } from '../worker/tasks.js'

/**
 * What was read of a range again must be what was read of it the first time.
 * @throws MillraceError STATE_DIFFERS naming source, partition and offsets
 */
export function checkRange(epoch: number, range: JournalRange, chunks: readonly ScannedChunk[]): void {
  const [source, partition, fromOffset, toOffset, , records, digest] = range
  const where = `source ${source}, partition ${partition}, offsets ${fromOffset} to ${toOffset}`
  const found = chunks.reduce((sum, chunk) => sum + chunk.stats.records, 0)
  if (found !== records) {
    throw differs(epoch, `${where}: ${found} records instead of ${records}`)
  }
  const foundDigest = chunks.reduce((sum, chunk) => (sum + chunk.digest) >>> 0, 0)
  if (foundDigest !== digest) {
    throw differs(epoch, `${where}: digest ${hex(foundDigest)} instead of ${hex(digest)}`)
  }
}

/** @throws MillraceError STATE_DIFFERS when the epoch's rows are not as many as were committed */
export function checkRows(
  { epoch, rows: expected }: JournalEpoch,
  rows: Readonly<Record<string, number>>
): void {
  for (const sink of new Set([...Object.keys(expected), ...Object.keys(rows)])) {
    if (expected[sink] !== rows[sink]) {
      throw differs(epoch, `${rows[sink] ?? 0} rows of ${sink} instead of ${expected[sink] ?? 0}`)
    }
  }
}

/** @throws MillraceError STATE_DIFFERS when the state of all shards is not the one that was written down */
export async function checkState(expected: string, epoch: number, workers: readonly Worker[]): Promise<void> {
  const checksum = addChecksums(await Promise.all(workers.map((worker) => worker.checksum())))
  if (checksum !== expected) throw differs(epoch, `checksum ${checksum} instead of ${expected}`)
}

function differs(epoch: number, what: string): MillraceError {
  return new MillraceError('STATE_DIFFERS', { epoch, what })
}

function hex(digest: number): string {
  return digest.toString(16).padStart(8, '0')
}
