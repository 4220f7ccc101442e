import { pause, type Clock } from '../../connectors/clock.js'
import type { Source } from '../../connectors/connector.js'
import { positionsOf, type JournalRecord } from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'
import type { EngineSource } from '../inputs.js'

const LOOK_INTERVAL_MS = 500
/** An end that a new leader has not yet caught up with comes within that. */
const PATIENCE_MS = 3000

/**
 * Waits until every source is known to have what the journal says was read of it: waiting for what cannot come must be
 * an error, not for ever. Resolves too when the signal aborts.
 * @throws MillraceError SOURCE_TOO_SHORT naming topic, partition and both offsets
 */
export async function watchEnds(
  journal: Pick<JournalRecord, 'positions'>,
  sources: readonly EngineSource[],
  clock: Clock,
  signal: AbortSignal
): Promise<void> {
  const missing = sources.map(({ name }) => positionsOf(journal, name))
  /** By source and partition, since when it ends too early. */
  const since = sources.map(() => new Map<number, number>())
  while (!signal.aborted && missing.some(({ size }) => size > 0)) {
    const now = clock.monotonic()
    for (const [number, { source }] of sources.entries()) {
      const short = tooShort(source, missing[number] ?? new Map<number, number>())
      for (const [partition, error] of short) {
        const first = since[number]?.get(partition) ?? now
        if (now - first >= PATIENCE_MS) throw error
        since[number]?.set(partition, first)
      }
    }
    await pause(clock, LOOK_INTERVAL_MS, signal)
  }
}

/**
 * The look at sources that know their ends at once, when they have just been opened.
 * @throws MillraceError SOURCE_TOO_SHORT
 */
export function checkEnds(journal: Pick<JournalRecord, 'positions'>, sources: readonly EngineSource[]): void {
  for (const { name, source } of sources) {
    if (source.emptyAt !== undefined) continue
    for (const error of tooShort(source, positionsOf(journal, name)).values()) throw error
  }
}

/**
 * The partitions that are known to end before the given offsets, or not to be there at all. Those that are known to
 * reach them are taken out of the given ones.
 */
function tooShort(source: Source, offsets: Map<number, number>): Map<number, MillraceError> {
  const short = new Map<number, MillraceError>()
  const ends = new Map(source.status().map(({ partition, endOffset }) => [partition, endOffset]))
  // Before the source is open it knows of no partition.
  if (ends.size === 0) return short
  const { address } = source.identity()
  for (const [partition, offset] of offsets) {
    const end = ends.get(partition)
    if (end === null) continue
    if (end !== undefined && end >= offset) {
      offsets.delete(partition)
      continue
    }
    const found = end === undefined ? 'it does not exist' : `it ends at offset ${end}`
    short.set(partition, new MillraceError('SOURCE_TOO_SHORT', { address, partition, offset, found }))
  }
  return short
}
