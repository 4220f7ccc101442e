import { describe, expect, it } from 'vitest'
import { BLOCK_AT_JOB, BLOCK_AT_ROWS } from '../../src/plan/contract/blocks.js'
import { cumulate, hop, session, tumble } from '../../src/table/index.js'
import { KernelFailure } from '../support/kernels.js'
import { document, windowPlan } from './window/pipelines.js'
import { Random } from './window/random-epochs.js'
import { TestKernel } from './window/test-kernel.js'

const WINDOWS = [
  ['tumble', tumble(1000)],
  ['hop', hop(4000, 1000)],
  ['cumulate', cumulate(4000, 1000)],
  ['session', session(700)]
] as const
const OUT_OF_MEMORY = 1
const CORRUPT_PARTIAL = 4

function failureOf(act: () => void): KernelFailure {
  try {
    act()
  } catch (error) {
    if (error instanceof KernelFailure) return error
    throw error
  }
  throw new Error('nothing failed')
}

describe('memory', () => {
  it.each(WINDOWS)('of %s windows is given back when they have fired', (_name, window) => {
    const kernel = new TestKernel(windowPlan([window]))
    const random = new Random(11)
    const round = (base: number): void => {
      for (let chunk = 0; chunk < 3; chunk++) {
        const events = Array.from({ length: 2500 }, (_, i) => ({
          key: `key ${random.below(900)}`,
          value: i,
          at: base + random.below(9000)
        }))
        kernel.merge(kernel.scan(events.map(document))[0]!)
      }
      kernel.close(base + 50_000)
    }
    round(0)
    round(100_000)
    const before = kernel.allocated()
    for (let i = 2; i < 8; i++) round(i * 100_000)
    expect(kernel.mergeStats().jobs[0]!.open).toBe(0)
    expect(kernel.allocated()).toBe(before)
  })

  it.each(WINDOWS)('of %s windows stays flat over 1,000 rounds that overlap', (_name, window) => {
    const kernel = new TestKernel(windowPlan([window]))
    let most = 0
    for (let round = 0; round < 1000; round++) {
      const clock = round * 1000
      const events = Array.from({ length: 60 }, (_, i) => ({
        key: `key ${(round * 7 + i) % 97}`,
        value: i,
        at: clock + i * 17
      }))
      kernel.merge(kernel.scan(events.map(document))[0]!)
      kernel.close(clock - 3000)
      if (round === 100) most = kernel.allocated()
    }
    expect(kernel.allocated()).toBeLessThanOrEqual(most * 1.05)
  })

  it('of late sessions and of sessions that were absorbed is given back', () => {
    const kernel = new TestKernel(windowPlan([session(10)]))
    const run = (base: number): void => {
      kernel.close(base)
      const events = Array.from({ length: 400 }, (_, i) => ({
        key: `k${i % 5}`,
        value: i,
        at: base + ((i * 37) % 800) - 300
      }))
      for (const event of events) kernel.merge(kernel.scan([document(event)])[0]!)
      kernel.close(base + 5000)
    }
    run(10_000)
    run(20_000)
    const before = kernel.allocated()
    run(30_000)
    expect(kernel.mergeStats().jobs[0]!.late).toBeGreaterThan(0)
    expect(kernel.mergeStats().jobs[0]!.open).toBe(0)
    expect(kernel.allocated()).toBe(before)
  })

  it.each([
    ['tumble', [tumble(1e9)], 0],
    ['session', [session(1e9)], 0]
  ] as const)('that runs out in %s windows fails with the job', (_name, windows, job) => {
    const kernel = new TestKernel(windowPlan(windows))
    kernel.exports.setMemoryLimit(40)
    const failure = failureOf(() => {
      for (let round = 0; round < 100; round++) {
        const events = Array.from({ length: 1000 }, (_, i) => ({ key: `key ${round} ${i}`, value: i, at: i }))
        kernel.merge(kernel.scan(events.map(document))[0]!)
      }
    })
    expect(failure).toMatchObject({ code: OUT_OF_MEMORY, detail: job })
  })
})

describe('partials', () => {
  function partials(): { kernel: TestKernel; bytes: Buffer } {
    const kernel = new TestKernel(windowPlan([tumble(1000), session(100)]))
    const events = Array.from({ length: 20 }, (_, i) => ({ key: `k${i % 3}`, value: i, at: i * 150 }))
    return { kernel, bytes: kernel.scan(events.map(document))[0]! }
  }

  it('of several chunks may be merged as one', () => {
    const { kernel, bytes } = partials()
    kernel.merge(Buffer.concat([bytes, bytes, Buffer.alloc(0)]))
    const events = kernel
      .close(Infinity)
      .reduce((sum, row) => sum + (JSON.parse(row) as { events: number }).events, 0)
    expect(events).toBe(40)
  })

  it('that end too early or name no job fail', () => {
    const { bytes } = partials()
    const cuts = [1, 15, 16, bytes.length - 1]
    for (const length of cuts) {
      const { kernel } = partials()
      expect(failureOf(() => kernel.merge(bytes.subarray(0, length)))).toMatchObject({
        code: CORRUPT_PARTIAL
      })
    }
    const { kernel } = partials()
    const renamed = Buffer.from(bytes)
    renamed.writeUInt32LE(2, 4 * BLOCK_AT_JOB)
    expect(failureOf(() => kernel.merge(renamed))).toMatchObject({ code: CORRUPT_PARTIAL })
  })

  it('with another number of rows than their block says fail', () => {
    const { kernel, bytes } = partials()
    const miscounted = Buffer.from(bytes)
    miscounted.writeUInt32LE(bytes.readUInt32LE(4 * BLOCK_AT_ROWS) - 1, 4 * BLOCK_AT_ROWS)
    expect(failureOf(() => kernel.merge(miscounted))).toMatchObject({ code: CORRUPT_PARTIAL })
  })
})

describe('statistics', () => {
  it('are those of each job', () => {
    const kernel = new TestKernel(windowPlan([tumble(1000), session(100)]))
    const nothing = { late: 0, rowsOut: 0, dropped: 0, open: 0, overflows: 0, stateBytes: 0 }
    const both = (...jobs: readonly object[]): object => ({
      jobs: jobs.map((job) => ({ ...nothing, ...job }))
    })
    const never = { nextWindowEnd: Infinity }
    expect(kernel.mergeStats()).toEqual({ ...never, ...both(never, never) })
    kernel.merge(
      kernel.scan([document({ key: 'a', value: 1, at: 50 }), document({ key: 'b', value: 1, at: 950 })])[0]!
    )
    kernel.closeEpoch(0)
    const stateBytes = expect.any(Number) as number
    expect(kernel.mergeStats()).toEqual({
      nextWindowEnd: 149,
      ...both({ open: 2, nextWindowEnd: 999, stateBytes }, { open: 2, nextWindowEnd: 149, stateBytes })
    })
    kernel.closeEpoch(999)
    expect(kernel.mergeStats()).toEqual({
      nextWindowEnd: 1049,
      ...both({ rowsOut: 2, ...never }, { rowsOut: 1, open: 1, nextWindowEnd: 1049, stateBytes })
    })
    kernel.closeEpoch(Infinity)
    expect(kernel.mergeStats()).toMatchObject(never)
  })

  it('tell what each job’s windows take, and not what its rows do', () => {
    const windows = [tumble(1000), hop(4000, 1000), cumulate(4000, 1000), session(700)]
    const kernel = new TestKernel(windowPlan(windows))
    const run = (clock: number): number => {
      const events = Array.from({ length: 3000 }, (_, i) => ({
        key: `key ${i % 700}`,
        value: i,
        at: clock + i * 3
      }))
      kernel.merge(kernel.scan(events.map(document))[0]!)
      kernel.closeEpoch(clock + 5000)
      kernel.takeSegments()
      return kernel.mergeStats().jobs.reduce((sum, job) => sum + job.stateBytes, 0)
    }
    run(0)
    const [stateBefore, before] = [run(20_000), kernel.allocated()]
    kernel.closeEpoch(30_000)
    kernel.takeSegments()
    const open = kernel.mergeStats().jobs.map((job) => job.stateBytes)
    expect(stateBefore - open.reduce((a, b) => a + b)).toBe(before - kernel.allocated())
    expect(Math.min(...open)).toBeGreaterThanOrEqual(0)
  })
})

describe('watermarks', () => {
  it('are each job’s own', () => {
    const kernel = new TestKernel(windowPlan([tumble(1000), tumble(1000)]))
    kernel.merge(kernel.scan([document({ key: 'a', value: 1, at: 50 })])[0]!)
    expect(kernel.close([-Infinity, 2000])).toEqual([])
    expect(kernel.mergeStats().jobs.map(({ open, nextWindowEnd }) => [open, nextWindowEnd])).toEqual([
      [1, 999],
      [0, Infinity]
    ])
    kernel.merge(kernel.scan([document({ key: 'a', value: 2, at: 60 })])[0]!)
    expect(kernel.close([999, 1000])).toHaveLength(1)
    expect(kernel.mergeStats().jobs.map((job) => job.late)).toEqual([0, 1])
  })
})
