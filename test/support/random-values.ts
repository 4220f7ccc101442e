import type { TypeName } from '../../src/table/types.js'
import type { Value } from './plan-builder.js'

/** The seed of this run: TEST_SEED when it is set, else another one every time. Put it into the test's name. */
export const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2_147_483_647)

/** Pseudo-random values that collide often and visit the edges of every type (generator: mulberry32). */
export class RandomValues {
  constructor(private state: number) {}

  /** An integer in [0, bound). */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  /** A value of the type; one in eight is null. */
  value(type: TypeName): Value {
    return this.below(8) === 0 ? null : this.present(type)
  }

  column(type: TypeName, rows: number): Value[] {
    return Array.from({ length: rows }, () => this.value(type))
  }

  /** A value that is not null. */
  present(type: TypeName): bigint | boolean | number | string {
    if (type === 'BOOLEAN') return this.below(2) === 1
    if (type === 'STRING') return this.text()
    if (type === 'DOUBLE') return this.below(3) === 0 ? this.bitsDouble() : this.pick(DOUBLES)
    return this.below(3) === 0 ? BigInt.asIntN(64, this.bits()) : this.pick(INTEGERS)
  }

  /** Up to 48 letters of few, sometimes with characters of several bytes, often a part of the same text. */
  text(): string {
    if (this.below(4) === 0) return this.pick(TEXTS)
    const letters = this.pick(ALPHABETS)
    return Array.from({ length: this.below(this.pick([2, 10, 48])) }, () => this.pick(letters)).join('')
  }

  /** Any finite double, all bit patterns alike. */
  bitsDouble(): number {
    const view = new DataView(new ArrayBuffer(8))
    do view.setBigUint64(0, this.bits())
    while (!Number.isFinite(view.getFloat64(0)))
    return view.getFloat64(0)
  }

  private bits(): bigint {
    return (BigInt(this.below(4_294_967_296)) << 32n) | BigInt(this.below(4_294_967_296))
  }
}

export const INTEGERS = [0n, 1n, -1n, 2n, 1000n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n]
export const DOUBLES = [0, -0, 1, -1, 0.1, 1.5, 5e-324, -5e-324, 1.7976931348623157e308, 1e21, 123456789.125]
const ALPHABETS = [['a'], ['a', 'b'], ['a', 'b', '%'], ['M', 'o', 'b', 'i', 'l', 'e'], ['a', 'é', '漢', '😀']]
const TEXTS = [
  '',
  'a',
  'b',
  'Mobile',
  'abababababababab',
  'abababababababa',
  'ababababababababa',
  '\u0000',
  'ab\u0000'
]
