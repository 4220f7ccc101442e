import type { Commit, RowSegment, SinkTarget } from '../../src/connectors/connector.js'
import { JOURNAL_VERSION, type JournalOwner } from '../../src/connectors/journal.js'
import { recordsSection } from './record-section.js'

export function target(name: string, topic = name): SinkTarget {
  return { name, topic, columns: ['n'] }
}

export function segment(sink: string, rows: readonly unknown[]): RowSegment {
  const values = rows.map((row) => Buffer.from(JSON.stringify(row)))
  return { sink, count: rows.length, bytes: recordsSection(values) }
}

/** Who writes the journals of these tests. */
export const OWNER: JournalOwner = { application: 'app', instance: 'test', transactionalId: null }

/** For journals that are fine. */
export const ACCEPT = (): void => undefined

/** A commit of one epoch that took `offset` records of partition 0. */
export function commitOf(epoch: number, offset: number, segments: readonly RowSegment[]): Commit {
  return {
    journal: {
      version: JOURNAL_VERSION,
      owner: OWNER,
      sources: [{ name: 'events', connector: 'memory', address: 'events', id: null, schema: 'x' }],
      epochs: [
        {
          epoch,
          ranges: [['events', 0, 0, offset, 0, offset, 7]],
          watermarks: [['events', 1000 * epoch]],
          rows: {}
        }
      ],
      snapshots: [],
      jobs: [],
      base: 0,
      positions: [['events', 0, offset]],
      maxTimestamps: [['events', 0, 5000]]
    },
    segments
  }
}
