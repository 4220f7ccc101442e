import { describe, expect, it } from 'vitest'
import { hop, session, tumble } from '../../../src/table/index.js'
import { document, timestampText, windowPlan } from '../window/pipelines.js'
import { TestKernel } from '../window/test-kernel.js'

type Windows = Parameters<typeof windowPlan>[0]

const BLOCK_HEADER = 12
const NONE = 0xffffffff

function events(count: number): object[] {
  return Array.from({ length: count }, (_, i) => document({ key: `k${i % 7}`, value: i, at: 1000 + i * 37 }))
}

/** A kernel with open windows: its epoch is closed. */
function openState(windows: Windows, watermark = 0, shards = 1): TestKernel {
  const kernel = new TestKernel(windowPlan(windows), shards)
  for (const partials of kernel.scan(events(60))) kernel.merge(partials)
  kernel.closeEpoch(watermark)
  return kernel
}

function restored(windows: Windows, pieces: readonly Buffer[], watermark = 0): TestKernel {
  const kernel = new TestKernel(windowPlan(windows))
  kernel.closeEpoch(watermark)
  for (const piece of pieces) kernel.restore(piece)
  return kernel
}

/** The blocks of a piece: where each begins and its job. */
function blocksOf(piece: Buffer): { at: number; job: number; rows: number }[] {
  const blocks: { at: number; job: number; rows: number }[] = []
  for (let at = 0; at < piece.length; at += BLOCK_HEADER + piece.readUInt32LE(at + 8)) {
    blocks.push({ at, job: piece.readUInt32LE(at), rows: piece.readUInt32LE(at + 4) })
  }
  return blocks
}

function closeAll(kernel: TestKernel, watermark: number): string[] {
  kernel.closeEpoch(watermark)
  return kernel.takeSegments().map(({ job, bytes }) => `${job} ${bytes.toString('latin1')}`)
}

describe('a snapshot', () => {
  const windows = [tumble(500), hop(400, 100), session(100)]

  it('of nothing is one empty piece, and that can be restored', () => {
    const kernel = new TestKernel(windowPlan(windows))
    const pieces = kernel.snapshot()
    expect(pieces).toEqual([Buffer.alloc(0)])
    expect(restored(windows, pieces).mergeStats()).toMatchObject({ nextWindowEnd: Infinity })
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

  it('is cut into pieces of whole blocks, as long as was asked', () => {
    const kernel = openState(windows)
    const whole = kernel.snapshot()[0]!
    expect(blocksOf(whole).map(({ job }) => job)).toEqual([0, 1, 2])
    const pieces = kernel.snapshot(300)
    expect(pieces.length).toBeGreaterThan(3)
    expect(pieces.slice(0, -1).filter((piece) => piece.length < 300)).toEqual([])
    const longestRow = 100
    expect(pieces.filter((piece) => piece.length > 300 + BLOCK_HEADER + longestRow)).toEqual([])
    const rows = (parts: readonly Buffer[]): number =>
      parts.flatMap(blocksOf).reduce((sum, block) => sum + block.rows, 0)
    expect(rows(pieces)).toBe(rows([whole]))
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
    ['session', [session(100)], 1099]
  ] as const)('of %s windows shows its least end at once', (_name, windows, least) => {
    const kernel = openState(windows)
    expect(kernel.mergeStats().nextWindowEnd).toBe(least)
    const again = restored(windows, kernel.snapshot())
    expect(again.mergeStats()).toMatchObject({ watermark: 0, nextWindowEnd: least })
    expect(again.mergeStats().jobs[0]!.open).toBe(kernel.mergeStats().jobs[0]!.open)
  })

  it.each([
    ['tumble', [tumble(500)]],
    ['hop', [hop(400, 100)]],
    ['session', [session(100)]]
  ] as const)('of %s windows is never late, even behind the watermark', (_name, windows) => {
    const kernel = openState(windows)
    const again = restored(windows, kernel.snapshot(), 10_000)
    const expected = closeAll(kernel, 10_000)
    expect(closeAll(again, 10_000)).toEqual(expected)
    expect(again.mergeStats().jobs[0]).toMatchObject({ late: 0, open: 0 })
  })

  it('merges with what comes after it', () => {
    const kernel = openState([session(100)])
    const again = restored([session(100)], kernel.snapshot())
    const late = document({ key: 'k0', value: 1, at: 900 })
    again.merge(again.scan([late])[0]!)
    const first = again.close(Infinity).map((row) => JSON.parse(row) as { key: string; start: string })
    expect(first.find(({ key }) => key === 'k0')!.start).toBe(timestampText(900))
  })

  it('gives all memory back when it has fired', () => {
    const windows = [tumble(500), hop(400, 100), session(100)]
    const pieces = openState(windows).snapshot()
    const kernel = restored(windows, [])
    const round = (): number => {
      for (const piece of pieces) kernel.restore(piece)
      closeAll(kernel, 0)
      closeAll(kernel, 1e12)
      return kernel.allocated()
    }
    round()
    const before = round()
    expect(round()).toBe(before)
  })

  it('is that of the shard alone', () => {
    const windows = [tumble(500), session(100)]
    const whole = openState(windows)
    const pieces = whole.snapshot()
    const shards = [0, 1, 2].map((shard) => {
      const kernel = new TestKernel(windowPlan(windows))
      kernel.closeEpoch(0)
      for (const piece of pieces) kernel.restore(Buffer.from(piece), shard, 3)
      return kernel
    })
    const open = shards.map((kernel) => kernel.mergeStats().jobs.map((job) => job.open))
    const sums = [0, 1].map((job) => open.reduce((sum, jobs) => sum + jobs[job]!, 0))
    expect(sums).toEqual(whole.mergeStats().jobs.map((job) => job.open))
    expect(open.filter((jobs) => jobs.every((count) => count === 0))).toEqual([])
    const checksum = shards.reduce((sum, kernel) => sum + kernel.checksum(), 0n)
    expect(BigInt.asUintN(64, checksum)).toBe(whole.checksum())
  })

  it('passes blocks of no job over, and takes jobs under other numbers', () => {
    const [piece] = openState([tumble(500), session(100)]).snapshot()
    for (const { at, job } of blocksOf(piece!)) piece!.writeUInt32LE(job === 0 ? 2 : NONE, at)
    const windows = [session(100), hop(400, 100), tumble(500)]
    const kernel = restored(windows, [piece!])
    expect(kernel.mergeStats().jobs.map((job) => job.open > 0)).toEqual([false, false, true])
    // Keys are found again: nothing is opened twice.
    for (const partials of kernel.scan(events(60))) kernel.merge(partials)
    const open = kernel.mergeStats().jobs[2]!.open
    expect(open).toBe(openState([tumble(500)]).mergeStats().jobs[0]!.open)
  })
})
