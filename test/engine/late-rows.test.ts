import { describe, expect, it } from 'vitest'
import { loadKernels } from '../../src/engine/kernel/module.js'
import { MergeKernel } from '../../src/engine/kernel/merge-kernel.js'
import type { MergeResult } from '../../src/engine/kernel/results.js'
import { ScanKernel } from '../../src/engine/kernel/scan-kernel.js'
import { compilePlan } from '../../src/plan/compile.js'
import {
  bigint,
  boolean,
  count,
  double,
  hop,
  session,
  sinkTable,
  sourceTable,
  string,
  timestamp,
  tumble
} from '../../src/table/index.js'
import { Random } from '../assembly/window/random-epochs.js'
import { readRecords } from '../support/ready-records.js'

const module = await loadKernels()
const source = sourceTable(
  'readings',
  { name: string(), flag: boolean(), whole: bigint(), real: double(), seen: timestamp(), at: timestamp() },
  { eventTime: 'at' }
)
const { col } = source
const counts = sinkTable('counts', { who: string(), n: bigint() })

function planOf(...windows: Parameters<typeof source.window>[0][]) {
  const jobs = windows.map((window, i) => ({
    name: `job "${i}"`,
    sink: counts,
    table: source
      .window(window)
      .groupBy(col('name'))
      .select({ who: col('name'), n: count() })
  }))
  return compilePlan(jobs, { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128 })
}

type Event = Readonly<Record<string, unknown>>

/** A kernel that scans and one that keeps the one shard. */
class Shard {
  readonly #scan: ScanKernel
  readonly #merge: MergeKernel
  readonly #jobs: number
  late = 0

  constructor(plan: ReturnType<typeof planOf>, lateRows = true) {
    this.#jobs = plan.jobs.length
    const options = { jobNames: plan.jobs.map(({ name }) => name), shards: 1, memoryLimitMb: 256 }
    this.#scan = ScanKernel.create(module, { ...options, plan: plan.scans[0]?.bytes ?? new Uint8Array() })
    this.#merge = MergeKernel.create(module, {
      ...options,
      plan: plan.merge,
      lateRowKeys: lateRows ? plan.jobs.map(({ keys }) => keys) : null
    })
  }

  /** One epoch, whose events come in chunks; the rows of what was late. */
  epoch(watermark: number, ...chunks: (readonly Event[])[]): string[] {
    const partials = chunks.map((events) => {
      const lines = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))
      return this.#scan.scanLines(lines, 0, {
        arrivalTime: NaN,
        latestTime: Infinity,
        watermarks: this.#everyJob(-Infinity),
        origin: null
      }).partials[0]!
    })
    return this.#rows(this.#merge.merge(partials, this.#everyJob(watermark)))
  }

  #everyJob(watermark: number): number[] {
    return Array<number>(this.#jobs).fill(watermark)
  }

  #rows({ lateRows, jobs, segments }: MergeResult): string[] {
    this.late = jobs.reduce((sum, { lateRecords }) => sum + lateRecords, 0)
    for (const segment of segments) expect(segment.job).toBeLessThan(jobs.length)
    return lateRows.flatMap(({ bytes }) => readRecords(bytes).map(({ value }) => String(value)))
  }
}

/** A time as rows have it. */
function timestampText(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T')
  return `${date} ${time.replace(/\.?0*Z$/, 'Z')}`
}

function row(job: number, name: string, start: number, end: number, records: number): string {
  return JSON.stringify({
    job: `job "${job}"`,
    key: { who: name },
    window_start: timestampText(start),
    window_end: timestampText(end),
    records
  })
}

describe('late rows', () => {
  it('tell job, key, window and number of records of what came after a tumbling window', () => {
    const shard = new Shard(planOf(tumble(1000)))
    expect(shard.epoch(1999, [{ name: 'a', at: 500 }])).toEqual([])
    const rows = shard.epoch(1999, [
      { name: 'a', at: 10 },
      { name: 'b', at: 1999 },
      { name: 'a', at: 999 },
      { name: 'a', at: 1000 },
      { name: 'a', at: 2000 }
    ])
    expect(rows).toEqual([row(0, 'a', 0, 1000, 2), row(0, 'b', 1000, 2000, 1), row(0, 'a', 1000, 2000, 1)])
    expect(shard.late).toBe(4)
    expect(shard.epoch(1999, [{ name: 'a', at: 11 }])).toEqual([row(0, 'a', 0, 1000, 1)])
    expect(shard.epoch(Infinity)).toEqual([])
  })

  it('are the same however the epoch is cut', () => {
    const events = Array.from({ length: 60 }, (_, i) => ({ name: `k${i % 3}`, at: i * 40 }))
    const expected = [0, 1000, 2000].flatMap((start) =>
      ['k0', 'k1', 'k2'].map((name) => {
        const mine = events.filter(
          (event) => event.name === name && Math.floor(event.at / 1000) * 1000 === start
        )
        return row(0, name, start, start + 1000, mine.length)
      })
    )
    for (const size of [1, 7, 60]) {
      const shard = new Shard(planOf(tumble(1000)))
      shard.epoch(10_000)
      const chunks = []
      for (let at = 0; at < events.length; at += size) chunks.push(events.slice(at, at + size))
      expect(shard.epoch(10_000, ...chunks).sort()).toEqual([...expected].sort())
    }
  })

  it('of hopping windows name the last one that it could have been part of, once all are closed', () => {
    const shard = new Shard(planOf(hop(3000, 1000)))
    shard.epoch(2999)
    expect(shard.epoch(2999, [{ name: 'a', at: 500 }])).toEqual([row(0, 'a', 0, 3000, 1)])
    expect(shard.epoch(2999, [{ name: 'a', at: 1500 }])).toEqual([])
  })

  it('of sessions tell the session that it would have been', () => {
    const shard = new Shard(planOf(session(100)))
    shard.epoch(1000, [{ name: 'b', at: 950 }])
    const rows = shard.epoch(
      1000,
      [
        { name: 'a', at: 10 },
        { name: 'b', at: 860 }
      ],
      [
        { name: 'a', at: 90 },
        { name: 'a', at: 500 }
      ]
    )
    expect(rows.sort()).toEqual([row(0, 'a', 10, 190, 2), row(0, 'a', 500, 600, 1)])
    expect(shard.late).toBe(3)
  })

  it('of several jobs name each', () => {
    const shard = new Shard(planOf(tumble(1000), session(100)))
    shard.epoch(5000)
    expect(shard.epoch(5000, [{ name: 'a"\n', at: 10 }])).toEqual([
      row(0, 'a"\n', 0, 1000, 1),
      row(1, 'a"\n', 10, 110, 1)
    ])
  })

  it('hold keys of every type, null too, by the name of their column or as they are written', () => {
    const sink = sinkTable('typed', { yes: boolean(), n: bigint() })
    const keys = ['flag', 'whole', 'real', 'seen'] as const
    const table = source
      .window(tumble(1000))
      .groupBy(...keys.map((key) => col(key)))
      .select({ yes: col('flag'), n: count() })
    const plan = compilePlan([{ name: 'typed', sink, table }], {
      processingTime: false,
      notNullEnforcer: 'keep',
      keyGroups: 128
    })
    const shard = new Shard(plan)
    shard.epoch(5000)
    const late = shard.epoch(5000, [{ flag: true, whole: -7, real: 2, seen: 1500, at: 1 }, { at: 2 }])
    const window = '"window_start":"1970-01-01 00:00:00Z","window_end":"1970-01-01 00:00:01Z","records":1}'
    expect(late).toEqual([
      `{"job":"typed","key":{"yes":true,"whole":-7,"real":2.0,"seen":"1970-01-01 00:00:01.5Z"},${window}`,
      `{"job":"typed","key":{"yes":null,"whole":null,"real":null,"seen":null},${window}`
    ])
  })

  it('are only counted when nobody asks for them', () => {
    const shard = new Shard(planOf(tumble(1000), session(100)), false)
    shard.epoch(5000)
    expect(shard.epoch(5000, [{ name: 'a', at: 10 }])).toEqual([])
    expect(shard.late).toBe(2)
  })

  it('add up to what is counted, however much comes late', () => {
    const random = new Random(5)
    const shard = new Shard(planOf(tumble(500), hop(700, 300), session(50)))
    let told = 0
    for (let epoch = 0; epoch < 30; epoch++) {
      const chunks = Array.from({ length: 3 }, () =>
        Array.from({ length: 200 }, () => ({
          name: `k${random.below(20)}`,
          at: random.below(epoch * 1000 + 1)
        }))
      )
      for (const text of shard.epoch(epoch * 600, ...chunks))
        told += (JSON.parse(text) as { records: number }).records
      expect(told).toBe(shard.late)
    }
    expect(told).toBeGreaterThan(10_000)
  })
})
