import { describe, expect, it } from 'vitest'
import { cumulate, hop, session, tumble } from '../../../src/table/index.js'
import { document, expectedRow, windowPlan } from './pipelines.js'
import { Random, randomEpochs } from './random-epochs.js'
import { runReference } from './reference.js'
import type { Epoch, WindowSpec } from './reference.js'
import { TestKernel } from './test-kernel.js'
import type { TestPlan } from './test-kernel.js'

interface Cutting {
  readonly shards: number
  /** Most events of a chunk. */
  readonly chunk: number
}

const CUTTINGS: readonly Cutting[] = [
  { shards: 1, chunk: 100_000 },
  { shards: 1, chunk: 1 },
  { shards: 2, chunk: 37 },
  { shards: 4, chunk: 300 }
]

const WINDOWS: readonly (readonly [
  name: string,
  window: Parameters<typeof windowPlan>[0][number],
  spec: WindowSpec
])[] = [
  ['tumble', tumble(1000), { kind: 'hop', size: 1000, slide: 1000 }],
  ['tumble of 1 ms', tumble(1), { kind: 'hop', size: 1, slide: 1 }],
  ['hop', hop(2000, 500), { kind: 'hop', size: 2000, slide: 500 }],
  ['hop whose size is no multiple of its slide', hop(1700, 700), { kind: 'hop', size: 1700, slide: 700 }],
  ['hop of many panes', hop(3000, 50), { kind: 'hop', size: 3000, slide: 50 }],
  ['hop whose panes are 1 ms', hop(13, 5), { kind: 'hop', size: 13, slide: 5 }],
  ['cumulate', cumulate(3000, 500), { kind: 'cumulate', size: 3000, step: 500 }],
  ['cumulate of one step', cumulate(700, 700), { kind: 'cumulate', size: 700, step: 700 }],
  ['cumulate of 60 steps', cumulate(1200, 20), { kind: 'cumulate', size: 1200, step: 20 }],
  ['session', session(400), { kind: 'session', gap: 400 }],
  ['session with a gap longer than the disorder', session(9000), { kind: 'session', gap: 9000 }],
  ['session of 1 ms', session(1), { kind: 'session', gap: 1 }]
]

/** Runs epochs through scan and merge, cut and ordered by chance; the last watermark is the end of time. */
function runKernels(plan: TestPlan, epochs: readonly Epoch[], { shards, chunk }: Cutting, random: Random) {
  const scanner = new TestKernel(plan, shards)
  const mergers = Array.from({ length: shards }, () => new TestKernel(plan, shards))
  const rows = epochs.map(({ events, watermark }) => {
    const shuffled = random.shuffle(events)
    const partials: Buffer[][] = []
    for (let from = 0; from < shuffled.length;) {
      const size = 1 + random.below(chunk)
      partials.push(scanner.scan(shuffled.slice(from, from + size).map(document)))
      from += size
    }
    return mergers.flatMap((merger, shard) => {
      for (const chunkPartials of random.shuffle(partials)) merger.merge(chunkPartials[shard]!)
      return merger.close(watermark)
    })
  })
  const stats = mergers.map((merger) => merger.mergeStats())
  return {
    rows,
    late: stats.reduce((sum, { jobs }) => sum + jobs[0]!.late, 0),
    open: stats.reduce((sum, { jobs }) => sum + jobs[0]!.open, 0)
  }
}

describe.each(WINDOWS)('%s', (_name, window, spec) => {
  it.each(CUTTINGS)('gives the rows of the reference, $shards shards, chunks up to $chunk', (cutting) => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = new Random(seed)
      const epochs = randomEpochs(random)
      const reference = runReference(spec, epochs)
      const found = runKernels(windowPlan([window]), epochs, cutting, random)
      found.rows.forEach((rows, epoch) => {
        const expected = reference.rows[epoch]!.map(expectedRow)
        expect([...rows].sort(), `seed ${seed}, epoch ${epoch}`).toEqual(expected.sort())
      })
      expect(found.late, `late records, seed ${seed}`).toBe(reference.late)
      expect(found.open).toBe(0)
    }
  })
})

describe('firing', () => {
  it('writes the rows of one epoch by ascending end', () => {
    for (const window of [tumble(10), hop(30, 10), cumulate(40, 10), session(10)]) {
      const kernel = new TestKernel(windowPlan([window]))
      const random = new Random(5)
      const events = Array.from({ length: 500 }, (_, i) => ({
        key: `k${i % 7}`,
        value: i,
        at: random.below(3000)
      }))
      kernel.merge(kernel.scan(events.map(document))[0]!)
      const ends = kernel.close(Infinity).map((row) => (JSON.parse(row) as { end: string }).end)
      expect(ends.map(endTime)).toEqual(ends.map(endTime).sort((a, b) => a - b))
    }
  })

  it('gives the same rows in the same order for the same input', () => {
    const [first, second] = [1, 2].map(() => {
      const random = new Random(99)
      const epochs = randomEpochs(random)
      const plan = windowPlan([session(400)])
      return runKernels(plan, epochs, { shards: 2, chunk: 50 }, random).rows
    })
    expect(first).toEqual(second)
  })
})

function endTime(text: string): number {
  return Date.parse(text.replace(' ', 'T'))
}
