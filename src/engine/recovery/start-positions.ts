import {
  positionsOf,
  type JournalEpoch,
  type JournalPosition,
  type JournalRecord
} from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'
import type { SnapshotContents } from '../../state/snapshot.js'
import { checkEnds } from './end-watch.js'
import type { EngineSource } from '../inputs.js'

/**
 * Where the first epoch to replay began. A partition of which none of the epochs took anything stands where the
 * snapshot says, or the journal.
 */
export function positionsToReplay(
  journal: JournalRecord,
  snapshot: SnapshotContents | null,
  epochs: readonly JournalEpoch[]
): JournalPosition[] {
  const firsts = epochs.flatMap(({ ranges }) =>
    ranges.map(([source, partition, from]): JournalPosition => [source, partition, from])
  )
  const positions = new Map<string, JournalPosition>()
  for (const position of [...(snapshot?.positions ?? []), ...firsts, ...journal.positions]) {
    const key = JSON.stringify(position.slice(0, 2))
    if (!positions.has(key)) positions.set(key, position)
  }
  return [...positions.values()]
}

/**
 * Opens all sources: those that the journal knows at these positions, the others where their own settings say.
 * @throws MillraceError SOURCE_MADE_ANEW when a topic is another one than the journal's, of the same name;
 * SOURCE_TOO_SHORT when one is known to end before where the journal stands
 */
export async function openSources(
  sources: readonly EngineSource[],
  journal: JournalRecord | null,
  positions: readonly JournalPosition[]
): Promise<void> {
  await Promise.all(
    sources.map(async ({ name, source }) => {
      await source.open(positionsOf({ positions }, name))
    })
  )
  for (const { name, source } of sources) {
    const was = journal?.sources.find((one) => one.name === name)?.id ?? null
    const { id: now, address } = source.identity()
    if (was !== null && now !== null && was !== now) {
      throw new MillraceError('SOURCE_MADE_ANEW', { address, was, now })
    }
  }
  if (journal !== null) checkEnds(journal, sources)
}
