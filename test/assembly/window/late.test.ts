import { describe, expect, it } from 'vitest'
import { hop, session, tumble } from '../../../src/table/index.js'
import { document, timestampText, windowPlan } from './pipelines.js'
import { TestKernel } from './test-kernel.js'

type Row = Readonly<Record<string, unknown>>

/** Epoch after epoch of one kernel: the events, then the watermark. */
class Epochs {
  readonly kernel: TestKernel

  constructor(window: Parameters<typeof windowPlan>[0][number]) {
    this.kernel = new TestKernel(windowPlan([window]))
  }

  run(watermark: number, ...events: readonly (readonly [key: string, at: number])[]): Row[] {
    const partials = events.map(([key, at]) => this.kernel.scan([document({ key, value: 1, at })])[0]!)
    for (const partial of partials) this.kernel.merge(partial)
    return this.kernel.close(watermark).map((row) => JSON.parse(row) as Row)
  }

  get late(): number {
    return this.kernel.mergeStats().jobs[0]!.late
  }

  get next(): number {
    return this.kernel.mergeStats().nextWindowEnd
  }
}

function row(key: string, start: number, end: number, events: number): unknown {
  return expect.objectContaining({ key, start: timestampText(start), end: timestampText(end), events })
}

describe('aligned windows', () => {
  it('fire when the watermark reaches their last millisecond', () => {
    const epochs = new Epochs(tumble(60_000))
    expect(epochs.run(59_998, ['a', 5000])).toEqual([])
    expect(epochs.next).toBe(59_999)
    expect(epochs.run(59_999)).toEqual([row('a', 0, 60_000, 1)])
    expect(epochs.next).toBe(Infinity)
  })

  it('judge records by the watermark at the epoch’s start', () => {
    const epochs = new Epochs(tumble(60_000))
    epochs.run(59_998, ['a', 5000])
    expect(epochs.run(59_999, ['a', 58_000])).toEqual([row('a', 0, 60_000, 2)])
    expect(epochs.run(59_999, ['a', 59_000], ['a', 60_000])).toEqual([])
    expect(epochs.late).toBe(1)
    expect(epochs.run(Infinity)).toEqual([row('a', 60_000, 120_000, 1)])
  })

  it('drop every record after the end of time', () => {
    const epochs = new Epochs(tumble(1000))
    epochs.run(Infinity)
    expect(epochs.run(Infinity, ['a', 253_402_300_799_999])).toEqual([])
    expect(epochs.late).toBe(1)
  })

  it('take no watermark that goes back', () => {
    const epochs = new Epochs(tumble(1000))
    epochs.run(5000)
    epochs.run(-Infinity)
    expect(epochs.run(1000, ['a', 4000])).toEqual([])
    expect(epochs.late).toBe(1)
  })

  it('count a record late only when all of its hopping windows are closed', () => {
    const epochs = new Epochs(hop(3000, 1000))
    epochs.run(2999)
    expect(epochs.run(2999, ['a', 2500])).toEqual([])
    expect(epochs.late).toBe(0)
    expect(epochs.next).toBe(3999)
    expect(epochs.run(Infinity)).toEqual([row('a', 1000, 4000, 1), row('a', 2000, 5000, 1)])
    epochs.run(Infinity, ['a', 2500])
    expect(epochs.late).toBe(1)
  })

  it('hold times at both ends of the calendar; what lies beyond is null in the row', () => {
    const epochs = new Epochs(tumble(86_400_000 * 7))
    const rows = epochs.run(Infinity, ['first', -62_135_596_800_000], ['last', 253_402_300_799_999])
    expect(rows.map(({ key, start, end }) => [key, start, end])).toEqual([
      ['first', null, '0001-01-04 00:00:00Z'],
      ['last', '9999-12-30 00:00:00Z', null]
    ])
  })
})

describe('sessions', () => {
  const gap = 1_800_000

  it('merge when they overlap or touch', () => {
    const epochs = new Epochs(session(10))
    expect(epochs.run(Infinity, ['a', 0], ['a', 10], ['a', 21], ['b', 5])).toEqual([
      row('b', 5, 15, 1),
      row('a', 0, 20, 2),
      row('a', 21, 31, 1)
    ])
  })

  it('that touch across epochs merge before they fire', () => {
    const epochs = new Epochs(session(10))
    expect(epochs.run(8, ['a', 0])).toEqual([])
    expect(epochs.next).toBe(9)
    expect(epochs.run(9, ['a', 10])).toEqual([])
    expect(epochs.next).toBe(19)
    expect(epochs.run(19)).toEqual([row('a', 0, 20, 2)])
  })

  it('count an old record that joins an open session, and drop one that joins none', () => {
    const epochs = new Epochs(session(gap))
    epochs.run(2_990_000, ['x', 3_000_000])
    epochs.run(2_990_000, ['a', 1_500_000])
    epochs.run(2_990_000, ['z', 1_100_000])
    expect(epochs.late).toBe(1)
    epochs.run(2_990_000, ['a', 1_250_000])
    epochs.run(2_990_000, ['a', 1_000_000])
    expect(epochs.late).toBe(1)
    expect(epochs.run(90_000_000 - 10_000)).toEqual([
      row('a', 1_000_000, 3_300_000, 3),
      row('x', 3_000_000, 4_800_000, 1)
    ])
  })

  it.each([[[0, 8, 16]], [[16, 0, 8]], [[0, 16, 8]], [[8, 16, 0]]])(
    'join an open session over a bridge, in whatever order the epoch brings them: %s',
    (times) => {
      const epochs = new Epochs(session(10))
      epochs.run(20, ['a', 20])
      expect(epochs.run(20, ...times.map((at) => ['a', at] as const))).toEqual([])
      expect(epochs.late).toBe(0)
      expect(epochs.run(Infinity)).toEqual([row('a', 0, 30, 4)])
    }
  )

  it('made of late records alone are dropped whole', () => {
    const epochs = new Epochs(session(10))
    epochs.run(100)
    expect(epochs.run(100, ['a', 0], ['a', 8], ['a', 16], ['a', 200])).toEqual([])
    expect(epochs.late).toBe(3)
    expect(epochs.kernel.mergeStats().jobs[0]!.open).toBe(1)
    expect(epochs.run(Infinity)).toEqual([row('a', 200, 210, 1)])
  })

  it('of a key that had fired begin anew', () => {
    const epochs = new Epochs(session(10))
    expect(epochs.run(50, ['a', 30])).toEqual([row('a', 30, 40, 1)])
    expect(epochs.run(50, ['a', 45])).toEqual([])
    expect(epochs.run(60)).toEqual([row('a', 45, 55, 1)])
  })

  it('report the true next end after merges have left older entries behind', () => {
    const epochs = new Epochs(session(10))
    epochs.run(0, ['a', 1], ['b', 4], ['a', 18])
    expect(epochs.next).toBe(10)
    epochs.run(0, ['a', 10])
    expect(epochs.next).toBe(13)
    expect(epochs.run(13)).toEqual([row('b', 4, 14, 1)])
    expect(epochs.next).toBe(27)
  })
})
