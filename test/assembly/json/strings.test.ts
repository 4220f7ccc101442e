import { describe, expect, it } from 'vitest'
import { Random } from './random.js'
import { Scanner } from './scanner.js'

const scanner = new Scanner([{ path: ['a'], type: 'STRING' }])
const PREFIX = [...Buffer.from('{"a":"')]
const SUFFIX = [...Buffer.from('"}')]

function scanBytes(bytes: readonly number[], variation: number): string | undefined {
  const value = scanner.scan(Uint8Array.from([...PREFIX, ...bytes, ...SUFFIX]), 0, variation)?.[0]
  return value === undefined ? undefined : String(value)
}

function decodeUtf8(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

describe('escapes', () => {
  it('of one character are the eight of JSON', () => {
    const decoded = new Map(
      Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })
    )
    for (let code = 0; code < 0x80; code++) {
      const char = String.fromCharCode(code)
      const expected = decoded.get(char)
      // An escaped quote with nothing behind it leaves the string open.
      expect(scanner.scan(`{"a":"x\\${char}y"}`)?.[0], char).toBe(
        expected === undefined ? undefined : `x${expected}y`
      )
      expect(scanner.scan(`{"z":"x\\${char}y"}`) !== undefined, char).toBe(expected !== undefined)
      expect(scanner.scan(`{"x\\${char}y":1}`) !== undefined, char).toBe(expected !== undefined)
    }
  })

  it('of four digits stand for every code unit, in both cases', () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      const hex = unit.toString(16).padStart(4, '0')
      const expected = unit >= 0xd800 && unit < 0xe000 ? '?' : String.fromCharCode(unit)
      expect(scanner.scan(`{"a":"\\u${unit % 2 === 0 ? hex : hex.toUpperCase()}"}`)?.[0]).toBe(expected)
    }
  })

  it('of four digits need four digits', () => {
    for (let at = 0; at < 4; at++) {
      for (const char of ['g', 'G', '/', ':', '@', '`', ' ', '"', '\\', 'é', '\0', '-', '+']) {
        const digits = ['0', '0', '6', '1']
        digits[at] = char
        expect(scanner.scan(`{"a":"\\u${digits.join('')}"}`), digits.join('')).toBeUndefined()
      }
    }
  })

  it('in pairs stand for every plane', () => {
    for (let point = 0x10000; point < 0x110000; point += 0x101) {
      const text = String.fromCodePoint(point)
      const escaped = `\\u${text.charCodeAt(0).toString(16)}\\u${text.charCodeAt(1).toString(16)}`
      expect(scanner.scan(`{"a":"${escaped}"}`)?.[0]).toBe(text)
    }
  })

  it('decode at every place of a block', () => {
    for (let before = 0; before < 40; before++) {
      for (let after = 0; after < 40; after++) {
        const [left, right] = ['l'.repeat(before), 'r'.repeat(after)]
        expect(scanner.scan(`{"a":"${left}\\n${right}\\u00e9"}`)?.[0]).toBe(`${left}\n${right}é`)
      }
    }
  })
})

describe('UTF-8', () => {
  it('is checked for every pair of bytes', () => {
    for (let first = 0x80; first < 0x100; first++) {
      for (let second = 0x20; second < 0x100; second++) {
        if (second === 0x22 || second === 0x5c) continue
        expect(scanBytes([first, second], second)).toBe(decodeUtf8([first, second]))
      }
    }
  })

  it('is checked for characters of three and four bytes at their limits', () => {
    const leads = [
      0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff
    ]
    const others = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xe0, 0xf0]
    for (const lead of leads) {
      for (const second of others) {
        for (const third of others) {
          for (const fourth of others) {
            const bytes = [lead, second, third, fourth]
            expect(scanBytes(bytes, third)).toBe(decodeUtf8(bytes))
            expect(scanBytes(bytes.slice(0, 3), second)).toBe(decodeUtf8(bytes.slice(0, 3)))
          }
        }
      }
    }
  })

  it('is checked across the borders of blocks', () => {
    const valid = [...Buffer.from('é中😀')]
    for (let before = 0; before < 130; before++) {
      const left = new Array<number>(before).fill(0x6c)
      const right = new Array<number>(before % 70).fill(0x72)
      expect(scanBytes([...left, ...valid, ...right], before)).toBe(decodeUtf8([...left, ...valid, ...right]))
      for (let cut = 0; cut < valid.length; cut++) {
        const bytes = [...left, ...valid.slice(0, cut), ...valid.slice(cut + 1), ...right]
        expect(scanBytes(bytes, before + cut)).toBe(decodeUtf8(bytes))
      }
    }
  })

  it('agrees with the platform on random bytes', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const random = new Random(seed)
      const bytes: number[] = []
      for (let count = random.below(30); count > 0; count--) {
        if (random.chance(0.1)) bytes.push(0x80 + random.below(0x80))
        else
          bytes.push(...Buffer.from(random.pick(['a', 'é', '中', '😀', 'plain ascii text of some length'])))
      }
      expect(scanBytes(bytes, seed), `seed ${seed}`).toBe(decodeUtf8(bytes))
    }
  })
})
