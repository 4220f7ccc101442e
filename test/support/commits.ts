import type { Commit, RowSegment, SinkTarget } from '../../src/connectors/connector.js'
import { recordsSection } from './record-section.js'

export function target(name: string, topic = name): SinkTarget {
  return { name, topic, columns: ['n'] }
}

export function segment(sink: string, rows: readonly unknown[]): RowSegment {
  const values = rows.map((row) => Buffer.from(JSON.stringify(row)))
  return { sink, count: rows.length, bytes: recordsSection(values) }
}

/** A commit of one epoch that took `offset` records of partition 0. */
export function commitOf(epoch: number, offset: number, segments: readonly RowSegment[]): Commit {
  return {
    journal: {
      version: 1,
      epochs: [{ epoch, ranges: [[0, 0, offset, 0]], watermark: 1000 * epoch, rows: {} }],
      snapshots: [],
      jobs: [],
      base: 0,
      positions: [[0, offset]],
      maxTimestamps: [[0, 5000]]
    },
    segments
  }
}
