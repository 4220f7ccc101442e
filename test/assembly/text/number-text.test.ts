import { describe, expect, it } from 'vitest'
import { anyDouble } from '../aggregate/exact.js'
import { Random } from '../memory/kernel.js'
import { instantiateKernels } from '../../support/kernels.js'

interface NumberText {
  readonly memory: { readonly buffer: ArrayBuffer }
  allocate(size: number): number
  writeInteger(value: bigint, out: number): number
  writeDouble(value: number, out: number): number
}

const kernels = instantiateKernels<NumberText>()
const out = kernels.allocate(64) >>> 0

function textTo(end: number): string {
  return Buffer.from(kernels.memory.buffer, out, (end >>> 0) - out).toString()
}

/** JavaScript's text of a double is the shortest; ours has `.0` where it has no point and no exponent. */
function expected(value: number): string {
  const text = Object.is(value, -0) ? '0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

describe('writeDouble', () => {
  it('prints the shortest text that reads back, as JavaScript does', () => {
    const random = new Random(1)
    for (let i = 0; i < 100_000; i++) {
      const value = anyDouble(random.bits64())
      expect(textTo(kernels.writeDouble(value, out))).toBe(expected(value))
    }
  })

  it('prints decimals and whole numbers of every length', () => {
    const random = new Random(2)
    for (let i = 0; i < 100_000; i++) {
      const digits = random.below(10 ** random.below(16))
      const value = Number(`${random.below(2) ? '-' : ''}${digits}e${random.below(40) - 25}`)
      expect(textTo(kernels.writeDouble(value, out))).toBe(expected(value))
    }
  })

  it('prints every power of two and of ten, and their neighbours', () => {
    const powers = [
      ...Array.from({ length: 2_098 }, (_, i) => 2 ** (i - 1_074)),
      ...Array.from({ length: 632 }, (_, i) => Number(`1e${i - 323}`))
    ]
    for (const power of powers) {
      for (const value of [power, power * (1 + Number.EPSILON), power * (1 - Number.EPSILON / 2), -power]) {
        if (Number.isFinite(value)) expect(textTo(kernels.writeDouble(value, out))).toBe(expected(value))
      }
    }
    expect(textTo(kernels.writeDouble(Number.MAX_VALUE, out))).toBe('1.7976931348623157e+308')
  })

  it('prints null for what JSON has no number for', () => {
    for (const value of [NaN, Infinity, -Infinity])
      expect(textTo(kernels.writeDouble(value, out))).toBe('null')
  })
})

describe('integers', () => {
  it('are printed in full', () => {
    const random = new Random(3)
    const limits = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]
    const values = Array.from({ length: 20_000 }, () => {
      return BigInt.asIntN(64, random.bits64()) >> BigInt(random.below(63))
    })
    for (const value of [...limits, ...values, ...limits.map((limit) => limit / 10n)]) {
      expect(textTo(kernels.writeInteger(value, out))).toBe(String(value))
    }
  })
})
