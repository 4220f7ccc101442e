import type { JournalRange } from '../../connectors/journal.js'
import type { ScannedChunk } from '../scan/scanned-chunk.js'

/**
 * The journal's ranges of an epoch: neighbours of one partition joined, in processing time of one arrival. In event time
 * a range says the greatest time that counted only where a record lay behind it: elsewhere it made no difference.
 */
export function rangesOf(
  chunks: readonly ScannedChunk[],
  sourceNames: readonly string[],
  processingTime: boolean
): JournalRange[] {
  const ranges: JournalRange[] = []
  /** Where the last range of a partition is. */
  const lastOf = new Map<string, number>()
  for (const { source, partition, fromOffset, toOffset, arrival, stats, digest } of chunks) {
    const name = sourceNames[source] ?? ''
    const time = processingTime ? arrival.time : stats.future > 0 ? arrival.latest : 0
    const key = `${source}/${partition}`
    const index = lastOf.get(key) ?? -1
    const last = ranges[index]
    if (last?.[3] === fromOffset && last[4] === time) {
      const [, , first, , , records, sum] = last
      ranges[index] = [name, partition, first, toOffset, time, records + stats.records, (sum + digest) >>> 0]
    } else {
      lastOf.set(key, ranges.length)
      ranges.push([name, partition, fromOffset, toOffset, time, stats.records, digest])
    }
  }
  return ranges
}
