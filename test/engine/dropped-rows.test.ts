import { describe, expect, it } from 'vitest'
import { loadKernels } from '../../src/engine/kernel/module.js'
import type { ReadyRecords } from '../../src/engine/kernel/results.js'
import { TaskRunner } from '../../src/engine/worker/task-runner.js'
import type { MergeReply, ScanReply } from '../../src/engine/worker/tasks.js'
import { compilePlan } from '../../src/plan/compile.js'
import {
  bigint,
  boolean,
  count,
  sinkTable,
  sourceTable,
  string,
  timestamp,
  tumble
} from '../../src/table/index.js'
import { readRecords } from '../support/ready-records.js'

const module = await loadKernels()
const source = sourceTable(
  'readings',
  { who: string(), flag: boolean(), n: bigint(), at: timestamp() },
  { eventTime: 'at' }
)
const { col } = source
const NOT_NULL = { notNull: true }

/** A pipeline without a window, one with, and one that has no column that must not be null. */
const JOBS = [
  {
    name: 'copies',
    sink: sinkTable('copies', { n: bigint(NOT_NULL), flag: boolean(NOT_NULL), who: string() }),
    table: source.select({ n: col('n'), flag: col('flag'), who: col('who') })
  },
  {
    name: 'counts',
    sink: sinkTable('counts', { who: string(NOT_NULL), n: bigint() }),
    table: source
      .window(tumble(1000))
      .groupBy(col('who'))
      .select({ who: col('who'), n: count() })
  },
  {
    name: 'free',
    sink: sinkTable('free', { who: string() }),
    table: source.select({ who: col('who') })
  }
]

function runner(notNullEnforcer: 'keep' | 'drop', isCollecting = true): TaskRunner {
  const plan = compilePlan(JOBS, { processingTime: false, notNullEnforcer, keyGroups: 128 })
  return new TaskRunner({
    module,
    scans: [{ source: 'readings', connector: 'file', address: 'a file', plan: plan.scans[0]!.bytes }],
    merge: plan.merge,
    jobNames: plan.jobs.map(({ name }) => name),
    ...{ shards: 1, memoryLimitMb: 64, verifyChecksums: true },
    droppedRows: isCollecting
      ? plan.jobs.map(({ name, sink }) => ({ job: name, columns: sink.columns }))
      : null
  })
}

function scan(tasks: TaskRunner, events: readonly object[]): ScanReply {
  const lines = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))
  const buffer = lines.buffer.slice(lines.byteOffset, lines.byteOffset + lines.byteLength)
  return tasks.scan({
    ...{ kind: 'scan', format: 'lines', source: 0, partition: 0, fromOffset: 0, toOffset: events.length },
    ...{ arrivalTime: NaN, latestTime: Infinity, watermarks: [-Infinity, -Infinity, -Infinity] },
    ...{ buffer, byteLength: buffer.byteLength }
  })
}

function fire(tasks: TaskRunner, { partials }: ScanReply): MergeReply {
  return tasks.merge({ kind: 'merge', partials: [partials[0]!], watermarks: [Infinity, Infinity, Infinity] })
}

const letters = (records: readonly ReadyRecords[]): unknown[] =>
  records.flatMap(({ bytes, count: expected }) => {
    const found = readRecords(bytes)
    expect(found).toHaveLength(expected)
    return found.map(({ value, headers }) => [JSON.parse(String(value)), headers])
  })

const because = (job: string, column: string): object => ({
  'millrace.reason': 'null',
  'millrace.job': job,
  'millrace.column': column
})

const WHOLE = { who: 'a', flag: true, n: 1, at: 10 }
const EVENTS = [
  WHOLE,
  { ...WHOLE, n: null },
  { ...WHOLE, n: 2, flag: null, who: null },
  { ...WHOLE, n: null, flag: null }
]

describe('a row with a null in a NOT NULL column', () => {
  it('that is dropped comes back as it would have been, with job and first such column', () => {
    const tasks = runner('drop')
    const scanned = scan(tasks, EVENTS)
    expect(letters(scanned.deadLetters)).toEqual([
      [{ n: null, flag: true, who: 'a' }, because('copies', 'n')],
      [{ n: 2, flag: null, who: null }, because('copies', 'flag')],
      [{ n: null, flag: null, who: 'a' }, because('copies', 'n')]
    ])
    expect(scanned.droppedNotNull).toEqual([3, 0, 0])
    expect(scanned.nullRows).toEqual([0, 0, 0])
    expect(scanned.rows.map(({ job, count: rows }) => [job, rows])).toEqual([
      [0, 1],
      [2, 4]
    ])
    const merged = fire(tasks, scanned)
    expect(letters(merged.droppedRows)).toEqual([[{ who: null, n: 1 }, because('counts', 'who')]])
    expect(merged.jobs.map(({ droppedNotNull, rows }) => [droppedNotNull, rows])).toEqual([
      [0, 0],
      [1, 1],
      [0, 0]
    ])
    expect(merged.lateRows).toEqual([])
  })

  it('that is dropped is only counted where nobody wants it', () => {
    const tasks = runner('drop', false)
    const scanned = scan(tasks, EVENTS)
    expect([scanned.deadLetters, fire(tasks, scanned).droppedRows]).toEqual([[], []])
    expect(scanned.droppedNotNull).toEqual([3, 0, 0])
  })

  it('that is written all the same is counted, and no dead letter', () => {
    const tasks = runner('keep')
    const scanned = scan(tasks, EVENTS)
    expect([scanned.nullRows, scanned.droppedNotNull]).toEqual([
      [3, 0, 0],
      [0, 0, 0]
    ])
    const merged = fire(tasks, scanned)
    expect(merged.jobs.map(({ nullRows, rows }) => [nullRows, rows])).toEqual([
      [0, 0],
      [1, 2],
      [0, 0]
    ])
    expect([scanned.deadLetters, merged.droppedRows]).toEqual([[], []])
  })

  it('of many is in segments that Kafka takes', () => {
    const who = 'x'.repeat(1000)
    const scanned = scan(
      runner('drop'),
      Array.from({ length: 2000 }, () => ({ ...WHOLE, who, n: null }))
    )
    expect(scanned.deadLetters.length).toBeGreaterThan(2)
    for (const { bytes } of scanned.deadLetters) expect(bytes.byteLength).toBeLessThan(900_001)
    expect(letters(scanned.deadLetters)).toHaveLength(2000)
  })
})
