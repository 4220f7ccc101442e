import type { RowSegment } from '../../connectors/connector.js'
import type { JournalEpoch, JournalRange } from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Merger } from '../merge/merger.js'
import type { ScanGate } from '../scan/scan-gate.js'
import { deadLettersOf } from '../side-outputs.js'
import type { RangeReader } from './range-reader.js'
import { checkRange } from './verify.js'

export interface ReplayOptions {
  readonly sources: readonly EngineSource[]
  /** By source. */
  readonly readers: readonly RangeReader[]
  readonly scans: ScanGate
  readonly merger: Merger
  readonly inputs: Inputs
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
 * Computes committed epochs again from the input, exactly as the journal says: the same ranges, times and watermarks,
 * so the state comes out bit for bit the same, and so do the rows. That the input is the same is verified.
 * @throws MillraceError REPLAY_INPUT_GONE when a source no longer has what an epoch was made of, STATE_DIFFERS when it
 * has something else there
 */
export async function replay(epochs: readonly JournalEpoch[], options: ReplayOptions): Promise<void> {
  const { sources, scans, merger, inputs, onEpoch } = options
  for (const epoch of epochs) {
    const pushed: number[] = []
    for (const range of epoch.ranges) pushed.push(await pushRange(epoch.epoch, range, options))
    const chunks = await scans.takeAll()
    let first = 0
    for (const [index, range] of epoch.ranges.entries()) {
      const count = pushed[index] ?? 0
      if (sources.some(({ name }) => name === range[0]))
        checkRange(epoch.epoch, range, chunks.slice(first, first + count))
      first += count
    }
    const watermarks = inputs.byJob(inputs.fromJournal(epoch.watermarks))
    const { rows, segments } = await merger.closeEpoch(chunks, watermarks)
    await onEpoch(epoch, { rows, segments: [...segments, ...deadLettersOf(chunks)] })
  }
}

/** Answers with how many chunks the range came in. */
async function pushRange(
  epoch: number,
  [name, partition, from, to, time]: JournalRange,
  { sources, readers, scans }: ReplayOptions
): Promise<number> {
  const source = sources.findIndex((one) => one.name === name)
  // Ranges of a source that is no more were of jobs that are no more.
  if (source < 0) return 0
  let chunks = 0
  for (let position = from; position < to; chunks++) {
    const chunk = await readers[source]?.next(partition, to)
    if (chunk?.fromOffset !== position) {
      throw new MillraceError('REPLAY_INPUT_GONE', { epoch, partition, source: name })
    }
    await scans.push(source, chunk, time)
    position = chunk.toOffset
  }
  return chunks
}
