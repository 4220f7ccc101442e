import { describe, expect, it } from 'vitest'
import { BLOCK_AT_BYTES, BLOCK_AT_ROWS, BLOCK_HEADER_WORDS } from '../../../src/plan/contract/blocks.js'
import {
  countDistinct,
  max,
  session,
  sinkTable,
  sourceTable,
  string,
  tumble
} from '../../../src/table/index.js'
import { cumulate, hop } from '../../../src/table/index.js'
import { bigint, timestamp, windowStart } from '../../../src/table/index.js'
import { compilePlan } from '../../../src/plan/compile.js'
import { document, expectedRow, windowPlan } from './pipelines.js'
import { Random, randomEpochs } from './random-epochs.js'
import { runReference } from './reference.js'
import type { WindowSpec } from './reference.js'
import { TestKernel } from './test-kernel.js'

const WORD = 4
/** Far from all else, and closed by the first watermark that is told. */
const LONG_AGO = -1_000_000_000

/** Partial rows of one job's plan in what a scan hands to a shard. */
function rowsIn(partials: Buffer): number {
  let rows = 0
  for (let at = 0; at < partials.length;) {
    rows += partials.readUInt32LE(at + BLOCK_AT_ROWS * WORD)
    at += BLOCK_HEADER_WORDS * WORD + partials.readUInt32LE(at + BLOCK_AT_BYTES * WORD)
  }
  return rows
}

/** Events of as many keys: grouping them saves nothing. */
function manyKeys(count: number): object[] {
  return Array.from({ length: count }, (_, i) => document({ key: `k${i}`, value: i, at: LONG_AGO }))
}

function oneKey(count: number): object[] {
  return Array.from({ length: count }, (_, i) => document({ key: 'one', value: i, at: LONG_AGO }))
}

describe('handing rows on', () => {
  it('begins when grouping saves nothing, and ends when it would save again', () => {
    const kernel = new TestKernel(windowPlan([session(10)]))
    expect(rowsIn(kernel.scan(oneKey(1000))[0]!)).toBe(1)
    expect(rowsIn(kernel.scan(manyKeys(1000))[0]!)).toBe(1000)
    const handedOn = Array.from({ length: 40 }, () => rowsIn(kernel.scan(oneKey(1000))[0]!))
    const chunks = handedOn.indexOf(1)
    expect(chunks).toBeGreaterThan(3)
    expect(handedOn.slice(0, chunks).every((rows) => rows === 1000)).toBe(true)
    expect(handedOn.slice(chunks).every((rows) => rows === 1)).toBe(true)
  })

  it('is decided for each job by its own rows, and not by chunks of a few', () => {
    const kernel = new TestKernel(windowPlan([tumble(10), tumble(1)]))
    kernel.scan(manyKeys(5))
    expect(rowsIn(kernel.scan(oneKey(100))[0]!)).toBe(2)
    const byMillisecond = Array.from({ length: 1000 }, (_, i) =>
      document({ key: 'one', value: i, at: LONG_AGO + i })
    )
    kernel.scan(byMillisecond)
    // The windows of 10 ms are grouped still, those of 1 ms are not.
    expect(rowsIn(kernel.scan(oneKey(1000))[0]!)).toBe(1 + 1000)
  })

  it('tells the earliest end of what it hands on', () => {
    const kernel = new TestKernel(windowPlan([session(400), hop(2000, 500)]))
    const events = [
      { key: 'a', value: 1, at: 5000 },
      { key: 'b', value: 1, at: 900 },
      { key: 'b', value: 1, at: 7000 }
    ].map(document)
    const grouped = [-Infinity, 1500, 6000].map((watermark) => earliest(kernel, events, watermark))
    kernel.scan(manyKeys(1000))
    const handedOn = [-Infinity, 1500, 6000].map((watermark) => earliest(kernel, events, watermark))
    expect(handedOn).toEqual(grouped)
  })
})

function earliest(kernel: TestKernel, events: readonly object[], watermark: number): number[] {
  kernel.scan(events, { watermark })
  return kernel.scanStats().jobs.map((job) => job.earliestWindowEnd)
}

const WINDOWS: readonly (readonly [string, Parameters<typeof windowPlan>[0][number], WindowSpec])[] = [
  ['tumble', tumble(1000), { kind: 'hop', size: 1000, slide: 1000 }],
  ['hop', hop(1700, 700), { kind: 'hop', size: 1700, slide: 700 }],
  ['cumulate', cumulate(3000, 500), { kind: 'cumulate', size: 3000, step: 500 }],
  ['session', session(400), { kind: 'session', gap: 400 }],
  ['session with a long gap', session(9000), { kind: 'session', gap: 9000 }]
]

describe.each(WINDOWS)('%s', (_name, window, spec) => {
  it('gives the rows of the reference, handed on and grouped by turns', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = new Random(seed)
      const epochs = randomEpochs(random)
      const reference = runReference(spec, epochs)
      const scanner = new TestKernel(windowPlan([window]), 2)
      const mergers = [1, 2].map(() => new TestKernel(windowPlan([window]), 2))
      epochs.forEach(({ events, watermark }, epoch) => {
        const shuffled = random.shuffle(events)
        for (let from = 0; from < shuffled.length;) {
          // What it takes to change over; nothing is made of these.
          if (random.below(3) === 0) scanner.scan(random.below(2) === 0 ? manyKeys(300) : oneKey(300))
          const to = from + 1 + random.below(150)
          const partials = scanner.scan(shuffled.slice(from, to).map(document))
          mergers.forEach((merger, shard) => merger.merge(partials[shard]!))
          from = to
        }
        const rows = mergers.flatMap((merger) => merger.close(watermark))
        const expected = reference.rows[epoch]!.map(expectedRow)
        expect([...rows].sort(), `seed ${seed}, epoch ${epoch}`).toEqual(expected.sort())
      })
      const late = mergers.reduce((sum, merger) => sum + merger.mergeStats().jobs[0]!.late, 0)
      expect(late, `late records, seed ${seed}`).toBe(reference.late)
    }
  })
})

describe('values that own memory', () => {
  const source = sourceTable(
    'events',
    { key: string(), text: string(), at: timestamp() },
    { eventTime: 'at' }
  )
  const sink = sinkTable('rows', { start: timestamp(), key: string(), greatest: string(), texts: bigint() })
  const { col } = source
  const plan = compilePlan(
    [
      {
        name: 'texts',
        sink,
        table: source
          .window(tumble(1000))
          .groupBy(col('key'))
          .select({
            start: windowStart(),
            key: col('key'),
            greatest: max(col('text')),
            texts: countDistinct(col('text'))
          })
      }
    ],
    { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128 }
  )

  it('are counted once, however often they were gathered, and leave no memory behind', () => {
    const kernel = new TestKernel(plan)
    const random = new Random(7)
    const seen = new Map<string, Set<string>>()
    let allocated = 0
    for (let chunk = 0; chunk < 60; chunk++) {
      // By turns many values of few keys, of which the filter forgets some, and as many keys as rows.
      const keys = chunk % 20 < 10 ? 2 : 5000
      const events = Array.from({ length: 3000 }, () => {
        const [key, text] = [`k${random.below(keys)}`, `text number ${random.below(4000)} of several`]
        seen.set(key, (seen.get(key) ?? new Set()).add(text))
        return { key, text, at: 10 }
      })
      kernel.merge(kernel.scan(events)[0]!)
      if (chunk === 19) allocated = kernel.scanAllocated()
    }
    expect(kernel.scanAllocated()).toBeLessThanOrEqual(allocated * 1.5)
    const rows = kernel
      .close(Infinity)
      .map((row) => JSON.parse(row) as { key: string; texts: number; greatest: string })
    expect(rows.length).toBe(seen.size)
    for (const { key, texts, greatest } of rows) {
      expect(texts).toBe(seen.get(key)!.size)
      expect(greatest).toBe([...seen.get(key)!].sort().at(-1))
    }
  })
})
