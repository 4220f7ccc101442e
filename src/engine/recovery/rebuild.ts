import { positionsOf, type JournalRecord } from '../../connectors/journal.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Merger } from '../merge/merger.js'
import type { ScanGate } from '../scan/scan-gate.js'
import type { RangeReader } from './range-reader.js'

export interface RebuildOptions {
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly merger: Merger
}

/** Chunks that are merged at a time: bounds what lies between scan and merge. */
const CHUNKS_AT_A_TIME = 64

/**
 * Counts the windows that are open at the journal's watermarks again, from whatever the sources still have up to the
 * journal's positions. Windows that had fired stay fired. All of it is one epoch, so sessions are judged when all of
 * their records are in. A record that was dropped as late may count now if its window is open; what a source has
 * trimmed is missing. Event time only: arrival times are in the journal alone.
 */
export async function rebuild(
  journal: JournalRecord,
  readers: readonly RangeReader[],
  scans: ScanGate,
  { sources, inputs, merger }: RebuildOptions
): Promise<void> {
  const watermarks = inputs.byJob(inputs.fromJournal(journal.epochs.at(-1)?.watermarks))
  await merger.closeEpoch([], watermarks)
  let pushed = 0
  for (const [source, { name }] of sources.entries()) {
    const reader = readers[source]
    if (reader === undefined) continue
    const ends = reader.reachable(positionsOf(journal, name))
    for (;;) {
      const chunk = await reader.nextOf(ends)
      if (chunk === null) break
      await scans.push(source, chunk, 0)
      if (++pushed % CHUNKS_AT_A_TIME === 0) await merger.addToEpoch(await scans.takeAll())
    }
  }
  await merger.closeEpoch(await scans.takeAll(), watermarks)
}
