import { crc32c } from '@node-rs/crc32'
import { describe, expect, it } from 'vitest'
import { loadKernels } from '../../src/engine/kernel/module.js'
import { TaskRunner } from '../../src/engine/worker/task-runner.js'
import type { ScanReply, ScanTask, WorkerSetup } from '../../src/engine/worker/tasks.js'
import { compilePlan } from '../../src/plan/compile.js'
import { bigint, count, sinkTable, sourceTable, string, timestamp, tumble } from '../../src/table/index.js'
import { readRecords, type ReadRecord } from '../support/ready-records.js'
import { recordBatch } from '../support/record-section.js'

const module = await loadKernels()

const source = sourceTable(
  'readings',
  { key: string(), value: bigint(), at: timestamp() },
  { eventTime: 'at' }
)

/** The scan plan and the merge plan of a job that counts the records of a key in windows of a second. */
function plans(processingTime = false): Pick<WorkerSetup, 'scans' | 'merge'> {
  const key = source.col('key')
  const table = source.window(tumble(1000)).groupBy(key).select({ key, events: count() })
  const sink = sinkTable('rows', { key: string(), events: bigint() })
  const options = { processingTime, notNullEnforcer: 'keep', keyGroups: 128 } as const
  const { scans, merge } = compilePlan([{ name: 'job0', sink, table }], options)
  const plan = scans[0]?.bytes ?? new Uint8Array()
  return { scans: [{ source: 'readings', connector: 'kafka', address: 'my topic', plan }], merge }
}

function runner(setup: Partial<WorkerSetup> = {}): TaskRunner {
  return new TaskRunner({
    module,
    ...plans(),
    jobNames: ['job0'],
    shards: 1,
    memoryLimitMb: 256,
    verifyChecksums: true,
    deadLetters: true,
    ...setup
  })
}

function task(bytes: Buffer, more: Partial<ScanTask> = {}): ScanTask {
  return {
    kind: 'scan',
    format: 'record-batches',
    source: 0,
    partition: 7,
    fromOffset: 0,
    toOffset: 2 ** 53,
    arrivalTime: NaN,
    latestTime: Infinity,
    watermarks: [-Infinity],
    buffer: Uint8Array.from(bytes).buffer,
    byteLength: bytes.length,
    ...more
  }
}

function lettersOf(reply: ScanReply): ReadRecord[] {
  return reply.deadLetters.flatMap(({ count, bytes }) => {
    const records = readRecords(bytes)
    expect(records.map(({ offsetDelta }) => offsetDelta)).toEqual(Array.from({ length: count }, (_, i) => i))
    expect(bytes.byteLength).toBeLessThanOrEqual(900_000)
    return records
  })
}

const GOOD = '{"key":"a","value":1,"at":5}'
const UNDATED = '{"key":"a","value":1}'

function origin(offset: number, reason: string): object {
  return {
    'millrace.source': 'readings',
    'millrace.topic': 'my topic',
    'millrace.partition': '7',
    'millrace.offset': String(offset),
    'millrace.reason': reason
  }
}

describe('dead letters', () => {
  it('are the malformed and the undated records, as they were, with reason and origin', () => {
    const values = [GOOD, '{"key":"a"', UNDATED, '', 'null\u0000\u001f"', GOOD, '[]']
    const batch = recordBatch([...values.map((value) => Buffer.from(value)), null], 5e9)
    const letters = lettersOf(runner().scan(task(batch)))
    expect(letters.map(({ key, value, headers }) => [key, value?.toString() ?? null, headers])).toEqual([
      [null, '{"key":"a"', origin(5e9 + 1, 'malformed')],
      [null, UNDATED, origin(5e9 + 2, 'undated')],
      [null, '', origin(5e9 + 3, 'malformed')],
      [null, 'null\u0000\u001f"', origin(5e9 + 4, 'malformed')],
      [null, '[]', origin(5e9 + 6, 'malformed')],
      [null, null, origin(5e9 + 7, 'malformed')]
    ])
  })

  it('of a time beyond the bound are the future ones, and do not move the greatest time', () => {
    const at = (time: number): string => JSON.stringify({ key: 'a', value: 1, at: time })
    const values = [at(1000), at(1001), at(253_402_300_799_999), at(253_402_300_800_000), GOOD]
    const batch = recordBatch(
      values.map((value) => Buffer.from(value)),
      0
    )
    const reply = runner().scan(task(batch, { latestTime: 1000 }))
    expect(lettersOf(reply).map(({ value, headers }) => [value?.toString(), headers])).toEqual([
      [values[1], origin(1, 'future')],
      [values[2], origin(2, 'future')],
      [values[3], origin(3, 'undated')]
    ])
    expect(reply).toMatchObject({ records: 5, malformed: 0, undated: 1, future: 2, maxTimestamp: 1000 })
    expect(runner().scan(task(batch))).toMatchObject({
      undated: 1,
      future: 0,
      maxTimestamp: 253_402_300_799_999
    })
  })

  it('begin anew with each chunk, and with a broken one', () => {
    const tasks = runner({ poisonBatches: 'skip' })
    const bad = recordBatch([Buffer.from('1')], 0)
    expect(lettersOf(tasks.scan(task(bad)))).toHaveLength(1)
    expect(lettersOf(tasks.scan(task(recordBatch([Buffer.from(GOOD)], 1))))).toHaveLength(0)
    const broken = recordBatch([Buffer.from('{'), Buffer.from('}')], 2)
    broken.writeInt32BE(3, 57)
    const reply = runner({ poisonBatches: 'skip', verifyChecksums: false }).scan(
      task(Buffer.concat([bad, broken]))
    )
    expect(lettersOf(reply).map(({ value }) => value?.toString())).toEqual(['1'])
    expect(reply).toMatchObject({ records: 1, malformed: 1, skipped: { batches: 1 } })
  })

  it('are only counted when nobody asks for them', () => {
    const reply = runner({ deadLetters: false }).scan(task(recordBatch([Buffer.from('1')], 0)))
    expect(reply.deadLetters).toEqual([])
    expect(reply.malformed).toBe(1)
  })

  it('of processing time are only the malformed ones', () => {
    const batch = recordBatch([Buffer.from(UNDATED), Buffer.from('1')], 0)
    const letters = lettersOf(runner(plans(true)).scan(task(batch, { arrivalTime: 1000 })))
    expect(letters.map(({ headers }) => headers)).toEqual([origin(1, 'malformed')])
  })

  it('outside of the chunk are none', () => {
    const batch = recordBatch(
      ['1', '2', '3', '4'].map((value) => Buffer.from(value)),
      10
    )
    const letters = lettersOf(runner().scan(task(batch, { fromOffset: 11, toOffset: 13 })))
    expect(letters.map(({ headers }) => headers['millrace.offset'])).toEqual(['11', '12'])
  })

  it('of a file say the line', () => {
    const lines = Buffer.from(`${GOOD}\n\nbroken \r\n${GOOD}\n${UNDATED}`)
    const letters = lettersOf(runner().scan(task(lines, { format: 'lines', fromOffset: 100 })))
    expect(letters.map(({ value, headers }) => [value?.toString(), headers['millrace.offset']])).toEqual([
      ['broken ', '102'],
      [UNDATED, '104']
    ])
  })

  it('of many records are cut into batches that Kafka takes', () => {
    const values = Array.from({ length: 5000 }, (_, i) => Buffer.from(`{"number ${i}${'x'.repeat(i % 1000)}`))
    const reply = runner().scan(task(recordBatch(values, 0)))
    expect(reply.deadLetters.length).toBeGreaterThan(3)
    const letters = lettersOf(reply)
    expect(letters).toHaveLength(5000)
    letters.forEach(({ value, headers }, i) => {
      expect(value?.equals(values[i]!) && headers['millrace.offset'] === String(i)).toBe(true)
    })
  })

  it('longer than a batch are cut, and say how long they were', () => {
    const long = Buffer.alloc(3_000_000, '{"a":')
    const values = [Buffer.from('1'), long, Buffer.from('2'), Buffer.alloc(899_500, 'x')]
    const letters = lettersOf(runner().scan(task(recordBatch(values, 0))))
    expect(letters).toHaveLength(4)
    const kept = letters[1]!.value!
    expect(kept.length).toBeGreaterThan(899_000)
    expect(kept.equals(long.subarray(0, kept.length))).toBe(true)
    expect(letters[1]!.headers).toEqual({ ...origin(1, 'malformed'), 'millrace.length': '3000000' })
    expect(letters[3]!.value!.equals(values[3]!)).toBe(true)
    expect(letters[3]!.headers).toEqual(origin(3, 'malformed'))
  })
})

describe('a batch that cannot be decoded', () => {
  const good = recordBatch([Buffer.from(GOOD)], 10)
  const broken = {
    'a wrong checksum': recordBatch([Buffer.from(GOOD), Buffer.from(GOOD)], 20).fill(1, 70, 71),
    'an unknown codec': sealed(recordBatch([Buffer.from(GOOD), Buffer.from(GOOD)], 20), (bytes) =>
      bytes.writeInt16BE(7, 21)
    ),
    'damaged compression': sealed(recordBatch([Buffer.from(GOOD), Buffer.from(GOOD)], 20), (bytes) =>
      bytes.writeInt16BE(1, 21)
    ),
    'broken framing': sealed(recordBatch([Buffer.from(GOOD), Buffer.from(GOOD)], 20), (bytes) =>
      bytes.fill(0xff, 61, 64)
    ),
    'more records than it has': sealed(recordBatch([Buffer.from(GOOD), Buffer.from(GOOD)], 20), (bytes) =>
      bytes.writeInt32BE(3, 57)
    )
  }
  const reasons = {
    'a wrong checksum': /checksum 0x[0-9a-f]+ instead of 0x/,
    'an unknown codec': /unknown codec 7/,
    'damaged compression': /cannot be decompressed as gzip/,
    'broken framing': /record framing is broken/,
    'more records than it has': /record framing is broken/
  }
  const kinds = Object.keys(broken) as (keyof typeof broken)[]

  it.each(kinds)('by %s stops everything, naming topic, partition and offset', (kind) => {
    const scan = (): unknown => runner().scan(task(Buffer.concat([good, broken[kind], good])))
    expect(scan).toThrow('the batch at offset 20 of partition 7 of my topic')
    expect(scan).toThrow(reasons[kind])
    expect(scan).toThrow('processing_poison_batches')
  })

  it.each(kinds)('by %s is passed over and counted when the setting says so', (kind) => {
    const tasks = runner({ poisonBatches: 'skip' })
    const reply = tasks.scan(task(Buffer.concat([good, broken[kind], good, broken[kind]])))
    expect(reply).toMatchObject({ records: 2, malformed: 0 })
    expect(reply.skipped).toMatchObject({ batches: 2, records: 4, first: { offset: 20 } })
    expect(reply.skipped.first?.reason).toMatch(reasons[kind])
    const { segments } = tasks.merge({
      kind: 'merge',
      partials: [reply.partials[0]!],
      watermarks: [Infinity]
    })
    expect(readRecords(segments[0]!.bytes).map(({ value }) => JSON.parse(String(value)).events)).toEqual([2])
  })

  it('counts no more than what the chunk accounts for', () => {
    const reply = runner({ poisonBatches: 'skip' }).scan(
      task(broken['a wrong checksum'], { fromOffset: 21, toOffset: 40 })
    )
    expect(reply.skipped).toMatchObject({ batches: 1, records: 1 })
  })
})

/** Changes a batch and puts its checksum right again. */
function sealed(batch: Buffer, change: (batch: Buffer) => unknown): Buffer {
  change(batch)
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}
