import { describe, expect, it } from 'vitest'
import { tumble } from '../../../src/table/index.js'
import { KernelFailure } from '../../support/kernels.js'
import { recordsSection } from '../../support/record-section.js'
import { document, windowPlan } from '../window/pipelines.js'
import { Random } from '../window/random-epochs.js'
import { TestKernel } from '../window/test-kernel.js'

const BAD_INPUT = 3

interface RecordParts {
  readonly offsetDelta: number
  readonly timestampDelta?: bigint
  readonly key?: Buffer | null
  readonly value: Buffer | null
  readonly headers?: Buffer
}

/** Any record that a producer may write, with every field of the format. */
function record({
  offsetDelta,
  timestampDelta = 0n,
  key = null,
  value,
  headers = Buffer.from([0])
}: RecordParts): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(timestampDelta),
    varint(BigInt(offsetDelta)),
    bytesField(key),
    bytesField(value),
    headers
  ])
  return Buffer.concat([varint(BigInt(body.length)), body])
}

function bytesField(bytes: Buffer | null): Buffer {
  return bytes === null ? varint(-1n) : Buffer.concat([varint(BigInt(bytes.length)), bytes])
}

function varint(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  const bytes: number[] = []
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}

const value = Buffer.from(JSON.stringify(document({ key: 'a', value: 1, at: 5 })))

const plan = windowPlan([tumble(1000)])

function scan(section: Buffer, count: number): TestKernel {
  const kernel = new TestKernel(plan)
  kernel.scanBatches([{ section, count, baseOffset: 0 }])
  return kernel
}

function failsWith(section: Buffer, count: number): number {
  try {
    scan(section, count)
  } catch (error) {
    if (error instanceof KernelFailure) return error.code
    throw error
  }
  return 0
}

describe('records', () => {
  it('are read past timestamps, keys and headers of any length', () => {
    const timestamps = [0n, 1n, -1n, 1n << 40n, -(1n << 62n), (1n << 63n) - 1n]
    const keys = [null, Buffer.alloc(0), Buffer.alloc(63), Buffer.alloc(64), Buffer.alloc(10_000)]
    const headers = [
      Buffer.from([0]),
      Buffer.concat([varint(1n), varint(3n), Buffer.from('abc'), varint(-1n)])
    ]
    const records = timestamps.flatMap((timestampDelta) =>
      keys.flatMap((key) => headers.map((header) => ({ timestampDelta, key, headers: header })))
    )
    const section = Buffer.concat(
      records.map((parts, offsetDelta) => record({ ...parts, offsetDelta, value }))
    )
    expect(scan(section, records.length).scanStats()).toMatchObject({ records: records.length, malformed: 0 })
  })

  it.each([0, 1, 62, 63, 64, 65, 8190, 8191, 8192, 1_100_000])('hold values of %d bytes more', (pad) => {
    const padded = Buffer.from(JSON.stringify({ key: 'a', value: 1, at: 5, pad: 'x'.repeat(pad) }))
    const section = Buffer.concat([0, 1].map((offsetDelta) => record({ offsetDelta, value: padded })))
    expect(scan(section, 2).scanStats()).toMatchObject({ records: 2, malformed: 0 })
  })

  it('that are tombstones or empty count as malformed', () => {
    const values = [value, null, Buffer.alloc(0), value]
    expect(scan(recordsSection(values), 4).scanStats()).toMatchObject({ records: 4, malformed: 2 })
  })

  it('with large offset deltas are told apart', () => {
    const kernel = new TestKernel(plan)
    const deltas = [0, 63, 64, 1_000_000, 2 ** 31 - 1]
    const section = Buffer.concat(deltas.map((offsetDelta) => record({ offsetDelta, value })))
    const batch = { section, count: deltas.length, baseOffset: 2 ** 40 }
    kernel.scanBatches([batch], { minOffset: 2 ** 40 + 64, maxOffset: 2 ** 40 + 2 ** 31 - 1 })
    expect(kernel.scanStats().records).toBe(2)
  })
})

describe('broken framing', () => {
  const section = recordsSection([value, value, null, value])

  it('fails wherever the section is cut', () => {
    for (let length = 0; length < section.length; length++) {
      expect(failsWith(section.subarray(0, length), 4), `cut at ${length}`).toBe(BAD_INPUT)
    }
  })

  it('fails when the header’s count is another', () => {
    for (const count of [0, 1, 3, 5, 1_000_000]) expect(failsWith(section, count)).toBe(BAD_INPUT)
    expect(failsWith(section, 4)).toBe(0)
    expect(failsWith(Buffer.alloc(0), 0)).toBe(0)
  })

  it('fails on lengths and varints that cannot be', () => {
    const wrong = [
      Buffer.concat([varint(-5n), Buffer.alloc(20)]),
      Buffer.concat([varint(0n), Buffer.alloc(20)]),
      Buffer.alloc(20, 0xff),
      Buffer.concat([varint(20n), Buffer.alloc(1), Buffer.alloc(19, 0x80)]),
      Buffer.concat([varint(8n), Buffer.from([0, 0, 0, 1]), varint(1n << 30n)])
    ]
    for (const bytes of wrong) expect(failsWith(bytes, 1)).toBe(BAD_INPUT)
  })

  it('never reads or traps outside, whatever the bytes', () => {
    const random = new Random(17)
    for (let i = 0; i < 2000; i++) {
      const mutated = Buffer.from(section)
      for (let flips = 1 + random.below(4); flips > 0; flips--)
        mutated[random.below(mutated.length)] = random.below(256)
      expect([0, BAD_INPUT]).toContain(failsWith(mutated, 4))
    }
  })
})
