import { describe, expect, it } from 'vitest'
import type { MergeResult } from '../../../src/engine/kernel/results.js'
import { Merger } from '../../../src/engine/merge/merger.js'
import type { ScannedChunk } from '../../../src/engine/scan/scanned-chunk.js'
import type { MergeTask, Worker } from '../../../src/engine/worker/tasks.js'

/** A shard that notes its tasks; its open window ends when the test says. */
class NotingShard {
  readonly tasks: MergeTask[] = []
  windowEnd = Infinity

  async merge(task: MergeTask): Promise<MergeResult> {
    this.tasks.push(task)
    const stats = { lateRecords: 0, rows: 0, droppedNotNull: 0, nullRows: 0, openWindows: 0, overflows: 0 }
    const side = { count: 1, bytes: new Uint8Array(1) }
    const segments = [{ job: 0, count: 1, bytes: new Uint8Array(1) }]
    return {
      ...{ segments, lateRows: [side], droppedRows: [side], stateBytes: 1 },
      jobs: [{ ...stats, nextWindowEnd: this.windowEnd, stateBytes: 1 }]
    }
  }
}

function setUp() {
  const shards = [new NotingShard(), new NotingShard()]
  const merger = new Merger(shards as unknown as Worker[], [{ name: 'job', sink: 'sink' }], ['source'])
  return { shards, merger }
}

/** A chunk with partials for these shards. */
function chunkFor(...shards: number[]): ScannedChunk {
  const partials = [0, 1].map((shard) => (shards.includes(shard) ? new ArrayBuffer(1) : null))
  const stats = { droppedNotNull: [], nullRows: [] }
  return { source: 0, partition: 0, rows: [], stats, partials } as unknown as ScannedChunk
}

describe('Merger', () => {
  it('tells a shard of epochs that had nothing for it with the next one that has', async () => {
    const { shards, merger } = setUp()
    await merger.closeEpoch([chunkFor(0)], [10])
    await merger.closeEpoch([chunkFor(0)], [20])
    await merger.closeEpoch([chunkFor(0)], [30])
    expect(shards[1]?.tasks.map(({ watermarks }) => watermarks)).toEqual([[10]])
    await merger.closeEpoch([chunkFor(0, 1)], [40])
    expect(shards[1]?.tasks.at(-1)).toMatchObject({ before: [30], watermarks: [40] })
    await merger.closeEpoch([chunkFor(1)], [50])
    expect(shards[1]?.tasks.at(-1)).toMatchObject({ before: null, watermarks: [50] })
    expect(shards[0]?.tasks.map(({ before }) => before)).toEqual([null, null, null, null])
  })

  it('tells a shard whose window ends, whatever there is for it, and gives rows once', async () => {
    const { shards, merger } = setUp()
    for (const shard of shards) shard.windowEnd = 25
    const first = await merger.closeEpoch([], [10])
    expect(first.rows).toEqual({ sink: 2 })
    expect(first.segments).toHaveLength(6)
    const second = await merger.closeEpoch([], [24])
    expect([second.rows, second.segments]).toEqual([{}, []])
    expect(shards.map(({ tasks }) => tasks.length)).toEqual([1, 1])
    const third = await merger.closeEpoch([], [25])
    expect(third.rows).toEqual({ sink: 2 })
    expect(shards.map(({ tasks }) => tasks.at(-1)?.before)).toEqual([[24], [24]])
    expect(merger.totals().stateBytes).toBe(2)
  })
})
