import type { RowSegment } from '../connectors/connector.js'
import type { JournalEpoch } from '../connectors/journal.js'
import { MillraceError } from '../errors.js'
import type { Merger } from './merger.js'
import type { RangeReader } from './range-reader.js'
import type { ScanGate } from './scan-gate.js'
import { deadLettersOf } from './side-outputs.js'

export interface ReplayOptions {
  readonly reader: RangeReader
  readonly scans: ScanGate
  readonly merger: Merger
  /** Called after each epoch, before the next one begins. */
  readonly onEpoch: (epoch: JournalEpoch, replayed: ReplayedEpoch) => Promise<void>
}

export interface ReplayedEpoch {
  /** Rows per sink table. */
  readonly rows: Readonly<Record<string, number>>
  /** The rows, and what the side outputs get. */
  readonly segments: readonly RowSegment[]
}

/**
 * Computes committed epochs again from the input, exactly as the journal says: the same ranges, arrival times and
 * watermarks, so the state comes out bit for bit the same, and so do the rows.
 * @throws MillraceError REPLAY_INPUT_GONE when the source no longer has what an epoch was made of
 */
export async function replay(epochs: readonly JournalEpoch[], options: ReplayOptions): Promise<void> {
  const { scans, merger, onEpoch } = options
  for (const epoch of epochs) {
    for (const range of epoch.ranges) await pushRange(epoch.epoch, range, options)
    const watermark = epoch.watermarks[0]?.[1] ?? Number.NEGATIVE_INFINITY
    const chunks = await scans.takeAll()
    const { rows, segments } = await merger.closeEpoch(chunks, watermark)
    await onEpoch(epoch, { rows, segments: [...segments, ...deadLettersOf(chunks)] })
  }
}

async function pushRange(
  epoch: number,
  [, partition, from, to, arrivedAt]: JournalEpoch['ranges'][number],
  { reader, scans }: ReplayOptions
): Promise<void> {
  for (let position = from; position < to;) {
    const chunk = await reader.next(partition, to)
    if (chunk?.fromOffset !== position) throw new MillraceError('REPLAY_INPUT_GONE', { epoch, partition })
    await scans.push(chunk, arrivedAt)
    position = chunk.toOffset
  }
}
