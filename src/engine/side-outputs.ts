import type { RowSegment, SinkTarget } from '../connectors/connector.js'
import type { Settings } from '../config/settings.js'
import type { ReadyRecords } from './kernel/results.js'
import type { ScannedChunk } from './scan/scanned-chunk.js'

/** Beside the jobs' rows: records that could not be used, and what came too late. */
export const DEAD_LETTERS = '@dead-letters'
export const LATE_ROWS = '@late-rows'

/** The targets of the side outputs that the settings ask for. No sink table has such a name. */
export function sideTargets(settings: Settings): SinkTarget[] {
  const topics = [
    [DEAD_LETTERS, settings.processing_dead_letter_topic],
    [LATE_ROWS, settings.processing_late_topic]
  ] as const
  return topics.flatMap(([name, topic]) => (topic === undefined ? [] : [{ name, topic, columns: [] }]))
}

/** Ready records as segments of a side output. */
export function sideSegments(sink: string, records: readonly ReadyRecords[]): RowSegment[] {
  return records.map(({ count, bytes }) => ({ sink, count, bytes }))
}

/** The records of the chunks that could not be used. */
export function deadLettersOf(chunks: readonly ScannedChunk[]): RowSegment[] {
  return chunks.flatMap((chunk) => sideSegments(DEAD_LETTERS, chunk.deadLetters))
}
