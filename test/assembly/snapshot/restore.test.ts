import { describe, expect, it } from 'vitest'
import { BLOCK_AT_JOB, BLOCK_AT_KEY_GROUP } from '../../../src/plan/contract/blocks.js'
import { NONE } from '../../../src/plan/contract/types.js'
import { cumulate, hop, session, tumble } from '../../../src/table/index.js'
import { KernelFailure } from '../../support/kernels.js'
import { document, timestampText, windowPlan } from '../window/pipelines.js'
import { rowsOf, TestKernel } from '../window/test-kernel.js'
import { BLOCK_HEADER, blocksOf, KEY_GROUPS, ownerOf } from './shards.js'

type Windows = Parameters<typeof windowPlan>[0]

const CORRUPT_PARTIAL = 4
const WORD = 4

/** Events of seven keys from an instant on. */
function events(count: number, from = 1000): object[] {
  return Array.from({ length: count }, (_, i) => document({ key: `k${i % 7}`, value: i, at: from + i * 37 }))
}

/** A kernel with open windows: its epoch is closed. */
function openState(windows: Windows, watermark = 0, from = 1000): TestKernel {
  const kernel = new TestKernel(windowPlan(windows))
  for (const partials of kernel.scan(events(60, from))) kernel.merge(partials)
  kernel.closeEpoch(watermark)
  kernel.takeSegments()
  return kernel
}

function restored(windows: Windows, pieces: readonly Buffer[], watermark = 0): TestKernel {
  const kernel = new TestKernel(windowPlan(windows))
  kernel.closeEpoch(watermark)
  for (const piece of pieces) kernel.restore(piece)
  return kernel
}

/** `job row` of every row, sorted: a restored state fires in an order of its own. */
function closeAll(kernel: TestKernel, watermark: number): string[] {
  kernel.closeEpoch(watermark)
  const rows = kernel.takeSegments().map((segment) => rowsOf(segment).map((row) => `${segment.job} ${row}`))
  return rows.flat().sort()
}

function codeOf(act: () => void): number | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof KernelFailure) return error.code
    throw error
  }
}

describe('a snapshot', () => {
  const windows = [tumble(500), hop(400, 100), cumulate(1000, 200), session(100)]

  it('of nothing has no pieces', () => {
    const kernel = new TestKernel(windowPlan(windows))
    const pieces = kernel.snapshot()
    expect(pieces).toEqual([])
    expect(kernel.checksum()).toBe(0n)
  })

  it('leaves state and memory as they were', () => {
    const kernel = openState(windows)
    const before = [kernel.allocated(), kernel.checksum(), kernel.mergeStats()]
    kernel.snapshot()
    kernel.snapshot(100)
    expect([kernel.allocated(), kernel.checksum(), kernel.mergeStats()]).toEqual(before)
    expect(closeAll(kernel, Infinity)).toEqual(closeAll(openState(windows), Infinity))
  })

  it('comes with the checksum', () => {
    const kernel = openState(windows)
    const checksum = kernel.checksum()
    kernel.snapshot(200)
    const { stateChecksumHigh, stateChecksumLow } = kernel.exports
    expect((BigInt(stateChecksumHigh() >>> 0) << 32n) | BigInt(stateChecksumLow() >>> 0)).toBe(checksum)
  })

  it('is cut by key group: a block for each job that has any', () => {
    const whole = openState(windows).snapshot()
    const blocks = whole.map(blocksOf)
    const groups = blocks.map((some) => some[0]!.keyGroup)
    expect(groups).toEqual([...new Set(groups)].sort((a, b) => a - b))
    expect(groups.every((group) => group < KEY_GROUPS)).toBe(true)
    for (const some of blocks) {
      expect(some.map(({ keyGroup }) => keyGroup)).toEqual(some.map(() => some[0]!.keyGroup))
      expect(some.map(({ bytes }) => bytes.readUInt32LE(WORD * BLOCK_AT_JOB))).toEqual([0, 1, 2, 3])
    }
  })

  it('is cut into pieces of whole blocks, as long as was asked', () => {
    const kernel = openState(windows)
    const rowBytes = (pieces: readonly Buffer[]): number =>
      pieces.flatMap(blocksOf).reduce((sum, { bytes }) => sum + bytes.length - BLOCK_HEADER, 0)
    const whole = kernel.snapshot()
    const pieces = kernel.snapshot(300)
    expect(pieces.length).toBeGreaterThan(whole.length)
    const longestRow = 100
    expect(pieces.filter((piece) => piece.length > 300 + BLOCK_HEADER + longestRow)).toEqual([])
    const groupsOf = (piece: Buffer): Set<number> => new Set(blocksOf(piece).map(({ keyGroup }) => keyGroup))
    expect(pieces.filter((piece) => groupsOf(piece).size !== 1)).toEqual([])
    expect(rowBytes(pieces)).toBe(rowBytes(whole))
    const checksum = kernel.checksum()
    expect(restored(windows, [...pieces].reverse()).checksum()).toBe(checksum)
  })

  it('that is given up may be begun anew', () => {
    const kernel = openState(windows)
    const whole = kernel.snapshot()
    kernel.exports.snapshotBegin(1)
    kernel.exports.snapshotNext()
    expect(kernel.snapshot()).toEqual(whole)
  })
})

describe('restored state', () => {
  it.each([
    ['tumble', [tumble(500)], 1499],
    ['hop', [hop(400, 100)], 1099],
    ['cumulate', [cumulate(1000, 200)], 1199],
    ['session', [session(100)], 1099]
  ] as const)('of %s windows shows its least end at once', (_name, windows, least) => {
    const kernel = openState(windows)
    expect(kernel.mergeStats().nextWindowEnd).toBe(least)
    const again = restored(windows, kernel.snapshot())
    expect(again.mergeStats()).toMatchObject({ nextWindowEnd: least })
    expect(again.mergeStats().jobs[0]!.open).toBe(kernel.mergeStats().jobs[0]!.open)
  })

  it.each([
    ['tumble', [tumble(500)]],
    ['session', [session(100)]]
  ] as const)('of %s windows is never late, even behind the watermark', (_name, windows) => {
    const kernel = openState(windows)
    const again = restored(windows, kernel.snapshot(), 10_000)
    const expected = closeAll(kernel, 10_000)
    expect(closeAll(again, 10_000)).toEqual(expected)
    expect(again.mergeStats().jobs[0]).toMatchObject({ late: 0, open: 0 })
  })

  it.each([
    ['hop', [hop(400, 100)]],
    ['cumulate', [cumulate(1000, 200)]]
  ] as const)(
    'of %s windows has fired up to the watermark: a pane behind it is refused',
    (_name, windows) => {
      const pieces = openState(windows).snapshot()
      expect(codeOf(() => restored(windows, pieces, 10_000))).toBe(CORRUPT_PARTIAL)
      const partly = openState(windows, 1850)
      expect(closeAll(restored(windows, partly.snapshot(), 1850), 10_000)).toEqual(closeAll(partly, 10_000))
    }
  )

  it('merges with what comes after it', () => {
    const kernel = openState([session(100)])
    const again = restored([session(100)], kernel.snapshot())
    const late = document({ key: 'k0', value: 1, at: 900 })
    again.merge(again.scan([late])[0]!)
    const first = again.close(Infinity).map((row) => JSON.parse(row) as { key: string; start: string })
    expect(first.find(({ key }) => key === 'k0')!.start).toBe(timestampText(900))
  })

  it('gives all memory back when it has fired', () => {
    const windows = [tumble(500), hop(400, 100), cumulate(1000, 200), session(100)]
    const kernel = restored(windows, [])
    const round = (clock: number): number => {
      closeAll(kernel, clock)
      for (const piece of openState(windows, clock, clock + 1000).snapshot()) kernel.restore(piece)
      closeAll(kernel, clock + 900_000)
      return kernel.allocated()
    }
    round(0)
    const before = round(1_000_000)
    expect(round(2_000_000)).toBe(before)
    expect(kernel.mergeStats().jobs.map((job) => job.open)).toEqual([0, 0, 0, 0])
  })

  it('is that of the key groups that the shard owns: others are refused', () => {
    const windows = [tumble(500), session(100)]
    const whole = openState(windows)
    const blocks = whole.snapshot().flatMap(blocksOf)
    const shards = [0, 1, 2].map((shard) => {
      const kernel = restored(windows, [])
      for (const { keyGroup, bytes } of blocks) {
        const restore = (): void => kernel.restore(Buffer.from(bytes), shard, 3)
        expect(codeOf(restore)).toBe(ownerOf(keyGroup, 3) === shard ? null : CORRUPT_PARTIAL)
      }
      return kernel
    })
    const open = shards.map((kernel) => kernel.mergeStats().jobs.map((job) => job.open))
    const sums = [0, 1].map((job) => open.reduce((sum, jobs) => sum + jobs[job]!, 0))
    expect(sums).toEqual(whole.mergeStats().jobs.map((job) => job.open))
    const checksum = shards.reduce((sum, kernel) => sum + kernel.checksum(), 0n)
    expect(BigInt.asUintN(64, checksum)).toBe(whole.checksum())
  })

  it('is refused under another key group', () => {
    const windows = [tumble(500)]
    for (const { keyGroup, bytes } of openState(windows).snapshot().flatMap(blocksOf)) {
      bytes.writeUInt32LE((keyGroup + 1) % KEY_GROUPS, WORD * BLOCK_AT_KEY_GROUP)
      expect(codeOf(() => restored(windows, [bytes]))).toBe(CORRUPT_PARTIAL)
    }
  })

  it('passes blocks of no job over, and takes jobs under other numbers', () => {
    const blocks = openState([tumble(500), session(100)])
      .snapshot()
      .flatMap(blocksOf)
    for (const { bytes } of blocks) {
      const job = bytes.readUInt32LE(WORD * BLOCK_AT_JOB)
      bytes.writeUInt32LE(job === 0 ? 2 : NONE, WORD * BLOCK_AT_JOB)
    }
    const windows = [session(100), hop(400, 100), tumble(500)]
    const kernel = restored(
      windows,
      blocks.map(({ bytes }) => bytes)
    )
    expect(kernel.mergeStats().jobs.map((job) => job.open > 0)).toEqual([false, false, true])
    // Keys are found again: nothing is opened twice.
    for (const partials of kernel.scan(events(60))) kernel.merge(partials)
    const open = kernel.mergeStats().jobs[2]!.open
    expect(open).toBe(openState([tumble(500)]).mergeStats().jobs[0]!.open)
  })
})
