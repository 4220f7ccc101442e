import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { AggregateKernel } from './kernel.js'
import { resultOf } from './result-of.js'
import type { Single, Type } from './kernel.js'

const TEXTS = ['', 'a', 'ab', 'a\u0000', 'a\u0000b', '\u0000', 'é', '😀', 'z'.repeat(300)]
const DOUBLES = [0, -0, 1.5, -1.5, 1e300, -1e300, 5e-324]
const INTEGERS = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 1000n]

const values: Readonly<Record<Type, (random: Random) => Single>> = {
  BOOLEAN: (random) => random.below(2) === 1,
  BIGINT: (random) => random.pick(INTEGERS),
  DOUBLE: (random) => random.pick(DOUBLES),
  STRING: (random) => random.pick(TEXTS),
  TIMESTAMP: (random) => random.pick(INTEGERS)
}
const TYPES = Object.keys(values) as Type[]

/** As SQL compares: text by its UTF-8 bytes, minus zero as zero. */
function compare(a: Single, b: Single): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (a === b || a === null || b === null) return 0
  return a < b ? -1 : 1
}

function textOf(value: Single | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  return String(value)
}

type Row = readonly [value: Single, by: Single]

function expected(rows: readonly Row[], sign: number): string {
  const [first] = rows
    .filter(([value, by]) => value !== null && by !== null)
    .sort((a, b) => sign * (compare(a[1], b[1]) || compare(a[0], b[0])))
  return textOf(first?.[0])
}

const isSame = (found: string, wanted: string, type: Type) =>
  type === 'DOUBLE' && wanted !== 'null' ? Number(found) === Number(wanted) : found === wanted

describe.each(TYPES)('of %s', (type) => {
  it.each([...TYPES, 'TIME' as const])('by %s: of the least or greatest, ties by the value', (by) => {
    for (const length of [0, 1, 5, 400]) {
      const random = new Random(length + 1)
      const some = (make: (random: Random) => Single) => (random.below(5) === 0 ? null : make(random))
      const rows = Array.from({ length }, (): Row => [
        some(values[type]),
        by === 'TIME' ? BigInt(random.below(4) - 2) : some(values[by])
      ])
      const kinds =
        by === 'TIME' ? (['FIRST_VALUE', 'LAST_VALUE'] as const) : (['ARG_MIN', 'ARG_MAX'] as const)
      kinds.forEach((kind, i) => {
        const kernel = new AggregateKernel(kind, type, { by })
        const found = resultOf(kernel, rows, random)
        const wanted = expected(rows, i === 0 ? 1 : -1)
        expect(isSame(found, wanted, type), `${kind}: ${found}, not ${wanted}`).toBe(true)
        expect(kernel.allocatedBytes).toBe(kernel.startBytes)
      })
    }
  })
})

describe('LISTAGG', () => {
  const joined = (texts: readonly string[], separator: string, bound: number) => {
    let text: string | null = null
    for (const each of texts) {
      const next: string = text === null ? each : text + separator + each
      if (Buffer.byteLength(next) > bound) return text ?? ''
      text = next
    }
    return text
  }
  const flagsOf = (separator: string) => {
    const bytes = Buffer.alloc(4)
    bytes.write(separator)
    return bytes.readUInt32LE()
  }

  it.each([
    [',', 4096],
    ['', 40],
    [' | ', 40],
    ['😀', 65_536],
    [',', 1]
  ])('separated by %j, up to %d bytes', (separator, bound) => {
    for (const length of [0, 1, 3, 40, 300]) {
      const random = new Random(length + 1)
      const rows = Array.from({ length }, (): Row => [
        random.below(5) === 0 ? null : random.pick(TEXTS),
        BigInt(random.below(30) - 9)
      ])
      const present = rows.filter(([value]) => value !== null) as (readonly [string, bigint])[]
      const options = { by: 'TIME', fraction: bound, flags: flagsOf(separator) } as const
      const result = (kind: string) => {
        const kernel = new AggregateKernel(kind, 'STRING', options)
        const text = resultOf(kernel, rows, random)
        expect(kernel.allocatedBytes).toBe(kernel.startBytes)
        return text
      }
      const byTime = [...present].sort((a, b) => compare(a[1], b[1]) || compare(a[0], b[0]))
      const all = joined(
        byTime.map(([text]) => text),
        separator,
        bound
      )
      const distinct = joined([...new Set(present.map(([text]) => text))].sort(compare), separator, bound)
      expect(result('LISTAGG')).toBe(textOf(all))
      expect(result('LISTAGG_DISTINCT')).toBe(textOf(distinct))
    }
  })
})
