import type { JournalRecord } from '../connectors/journal.js'
import type { Merger } from './merger.js'
import type { RangeReader } from './range-reader.js'
import type { ScanGate } from './scan-gate.js'

/** Chunks that are merged at a time: bounds what lies between scan and merge. */
const CHUNKS_AT_A_TIME = 64

/**
 * Counts the windows that are open at the journal's watermark again, from whatever the source still has up to the
 * journal's positions. Windows that had fired stay fired. All of it is one epoch, so sessions are judged when all of
 * their records are in. A record that was dropped as late may count now if its window is open; what the source has
 * trimmed is missing. Event time only: arrival times are in the journal alone.
 */
export async function rebuild(
  journal: JournalRecord,
  reader: RangeReader,
  scans: ScanGate,
  merger: Merger
): Promise<void> {
  const watermark = journal.epochs.at(-1)?.watermarks[0]?.[1] ?? Number.NEGATIVE_INFINITY
  await merger.closeEpoch([], watermark)
  const ends = reader.reachable(
    journal.positions.map(([, partition, offset]) => [partition, offset] as const)
  )
  let pushed = 0
  for (;;) {
    const chunk = await reader.nextOf(ends)
    if (chunk === null) break
    await scans.push(chunk, 0)
    if (++pushed % CHUNKS_AT_A_TIME === 0) await merger.addToEpoch(await scans.takeAll())
  }
  await merger.closeEpoch(await scans.takeAll(), watermark)
}
