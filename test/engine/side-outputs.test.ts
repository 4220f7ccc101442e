import { describe, expect, it } from 'vitest'
import { forEachRow } from '../../src/connectors/rows.js'
import { DEAD_LETTERS, LATE_ROWS } from '../../src/engine/side-outputs.js'
import { MemorySource, type MemorySink } from '../support/memory-connectors.js'
import { runJobs } from '../support/run-jobs.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const BOTH = { processing_dead_letter_topic: 'dead', processing_late_topic: 'late' }
/** A chunk an epoch, so that the watermark moves between chunks. */
const STEPWISE = { table_minibatch_size: '1', processing_epoch_max_records: '1', flink_parallelism: '1' }

function click(seconds: number): object {
  return { event: { type: 'click' }, user: { id: 'u' }, timestamp: NOON + seconds * 1000 }
}

function values(sink: MemorySink, name: string): string[] {
  const found: string[] = []
  for (const segment of sink.commits.flatMap((commit) => commit.segments)) {
    if (segment.sink === name) forEachRow(segment, (value) => found.push(Buffer.from(value).toString()))
  }
  return found
}

describe('side outputs', () => {
  it('get what could not be used, as it was, and what came too late, beside the rows', async () => {
    const source = new MemorySource().partitions(0)
    source.documents(0, [click(1), '{"event":', '{"event":{"type":"click"}}', click(120)])
    source.documents(0, [click(2), click(3)])
    const { sink, status } = await runJobs(source.end(), { env: { ...STEPWISE, ...BOTH } })
    expect(sink.targets.slice(-2).map(({ name, topic }) => [name, topic])).toEqual([
      [DEAD_LETTERS, 'dead'],
      [LATE_ROWS, 'late']
    ])
    expect(values(sink, DEAD_LETTERS)).toEqual(['{"event":', '{"event":{"type":"click"}}'])
    expect(values(sink, LATE_ROWS).map((row) => JSON.parse(row) as unknown)).toEqual([
      {
        job: 'EventAggregator',
        key: { event_type: 'click' },
        window_start: '2026-01-01 12:00:00Z',
        window_end: '2026-01-01 12:01:00Z',
        records: 2
      }
    ])
    expect(status).toMatchObject({ records: { malformed: 1, undated: 1 } })
    expect(
      sink.commits.flatMap(({ journal }) => journal.epochs.flatMap(({ rows }) => Object.keys(rows)))
    ).not.toContain(DEAD_LETTERS)
  })

  it('get rows that a null has cost, with the rows of their epoch', async () => {
    const view = { event: { type: 'page_view' }, user: { id: 'u' }, timestamp: NOON }
    const source = new MemorySource().partitions(0).documents(0, [view])
    const env = { ...BOTH, processing_sink_not_null_enforcer: 'drop' }
    const { sink, status } = await runJobs(source.end(), { env })
    expect(sink.rows('session_metrics')).toEqual([])
    expect(values(sink, DEAD_LETTERS).map((row) => JSON.parse(row) as unknown)).toEqual([
      expect.objectContaining({ session_id: null, user_id: 'u' })
    ])
    expect(status.jobs.map(({ droppedNotNull }) => droppedNotNull)).toEqual([0, 1, 0])
  })

  it('are not there unless they are asked for', async () => {
    const source = new MemorySource().partitions(0).documents(0, ['nonsense', click(1)])
    const { sink, status } = await runJobs(source.end())
    expect(values(sink, DEAD_LETTERS)).toEqual([])
    expect(sink.targets).toHaveLength(3)
    expect(status.records.malformed).toBe(1)
  })
})
