/** Random documents and damage to them, from a seed. */

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A double in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(from: readonly T[]): T {
    const item = from[this.below(from.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}

const PIECES = [
  ...'aZ09 /~\x7f',
  'é',
  'ß',
  '中',
  '文',
  '😀',
  '\u0800',
  '\uffff',
  '\u{10ffff}',
  '\x01',
  '\x1f',
  '\t',
  '\n',
  '\0',
  '\\"',
  '\\\\',
  '\\/',
  '\\b',
  '\\f',
  '\\n',
  '\\r',
  '\\t',
  '\\u0041',
  '\\u00e9',
  '\\u4E2d',
  '\\ud83d\\ude00',
  '\\ud83d',
  '\\uDE00',
  '\\u0000',
  '\\u001f',
  '\\u0022',
  '\\u005C',
  'plain text ',
  'a longer run of plain characters '
]
const SCALARS = [
  'true',
  'false',
  'null',
  '0',
  '-0',
  '7',
  '-7',
  '42',
  '1767225600000',
  '-1767225600000.75',
  '12.7',
  '-12.7',
  '1e3',
  '1E+3',
  '12.5e-1',
  '123456.789e3',
  '1e30',
  '1e400',
  '-1e400',
  '0e999',
  '1e-999',
  '0.1',
  '3.14159',
  '5e-324',
  '1.7976931348623157e308',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '99999999999999999999',
  '12345678',
  '123456789',
  '1234567890123456',
  '12345678901234567',
  '0.1e1',
  '1.50',
  '922337203685477580.79e1',
  '1e18',
  '1e19',
  '0.000000000000000000001e21',
  '123456789012345678901e-5'
]
const TEXTS = [
  '""',
  '"true"',
  '"false"',
  '"TRUE"',
  '"123"',
  '" 123 "',
  '"\\t-5\\n"',
  '"+5"',
  '"12.7"',
  '"1e3"',
  '".5"',
  '"5."',
  '"-"',
  '"."',
  '"NaN"',
  '"0x10"',
  '"007"',
  '"9223372036854775807"',
  '"9223372036854775808"',
  '"1 2"',
  '"1e999"',
  '"-9223372036854775808"',
  '"\\u0031\\u0032"',
  '"0.30000000000000004"'
]

export interface DocumentOptions {
  /** Keys that are likely to be used. */
  readonly keys: readonly string[]
  readonly whitespace: number
}

/** The text of a random object. */
export function randomObject(random: Random, options: DocumentOptions, depth = 0): string {
  const members: string[] = []
  for (let count = random.below(depth === 0 ? 12 : 5); count > 0; count--) {
    const value = randomValue(random, options, depth + 1)
    members.push(`${space(random, options)}${randomKey(random, options)}${space(random, options)}:${value}`)
  }
  return wrap(random, options, `{${members.join(',')}${space(random, options)}}`)
}

/**
 * The text of a document with other values in the same layout: each string that is no key, number and literal replaced
 * by another scalar, mostly of its kind.
 */
export function revalue(random: Random, document: string): string {
  return document.replace(
    /"(?:\\[^]|[^"\\])*"([ \t\r\n]*:)?|[-\d][-+.\deE]*|true|false|null/g,
    (token, colon?: string) => {
      if (colon !== undefined || random.chance(0.2)) return token
      if (random.chance(0.2)) return random.pick(random.chance(0.5) ? SCALARS : TEXTS)
      if (token.startsWith('"')) return randomString(random)
      return /^[-\d]/.test(token) ? randomNumber(random) : random.pick(SCALARS)
    }
  )
}

function randomValue(random: Random, options: DocumentOptions, depth: number): string {
  const roll = random.next()
  if (depth < 6 && roll < 0.3) return randomObject(random, options, depth)
  if (depth < 6 && roll < 0.4) {
    const elements = Array.from({ length: random.below(4) }, () => randomValue(random, options, depth + 1))
    return wrap(random, options, `[${elements.join(',')}${space(random, options)}]`)
  }
  if (roll < 0.6) return wrap(random, options, random.pick(SCALARS))
  if (roll < 0.75) return wrap(random, options, random.pick(TEXTS))
  if (roll < 0.8) return wrap(random, options, randomNumber(random))
  return wrap(random, options, randomString(random))
}

function randomNumber(random: Random): string {
  const digits = (most: number) =>
    Array.from({ length: 1 + random.below(most) }, () => random.below(10)).join('')
  const whole = random.chance(0.2) ? '0' : `${1 + random.below(9)}${digits(20)}`
  const fraction = random.chance(0.5) ? `.${digits(20)}` : ''
  const exponent = random.chance(0.3) ? `${random.pick(['e', 'E', 'e+', 'e-', 'E-'])}${digits(2)}` : ''
  return `${random.chance(0.3) ? '-' : ''}${whole}${fraction}${exponent}`
}

function randomString(random: Random): string {
  const length = random.chance(0.1) ? random.below(120) : random.below(12)
  return `"${Array.from({ length }, () => random.pick(PIECES)).join('')}"`
}

function randomKey(random: Random, { keys }: DocumentOptions): string {
  if (random.chance(0.15)) return randomString(random)
  const key = JSON.stringify(random.pick(keys)).slice(1, -1)
  if (!random.chance(0.1) || key.includes('\\')) return `"${key}"`
  return `"${key.replace(/[a-z]/, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
}

function space(random: Random, { whitespace }: DocumentOptions): string {
  if (!random.chance(whitespace)) return ''
  return Array.from({ length: 1 + random.below(random.chance(0.1) ? 40 : 3) }, () =>
    random.pick([...' \t\n\r'])
  ).join('')
}

function wrap(random: Random, options: DocumentOptions, text: string): string {
  return space(random, options) + text + space(random, options)
}

const BYTES = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x00, 0x0a, 0x20, 0x2d, 0x2e, 0x30, 0x39, 0x65, 0x75
]
const HIGH_BYTES = [0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xef, 0xf0, 0xf4, 0x90, 0xf5, 0xff]

/** The document with one to three bytes or runs of bytes flipped, replaced, put in, taken out, doubled or cut off. */
export function mutate(random: Random, document: Uint8Array): Uint8Array {
  let bytes = [...document]
  for (let count = 1 + random.below(3); count > 0 && bytes.length > 0; count--) {
    const at = random.below(bytes.length)
    const length = 1 + random.below(random.chance(0.3) ? 20 : 2)
    const byte = random.pick(random.chance(0.5) ? BYTES : HIGH_BYTES)
    const part = bytes.slice(at, at + length)
    switch (random.below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
        break
      case 1:
        bytes[at] = byte
        break
      case 2:
        bytes.splice(at, 0, byte)
        break
      case 3:
        bytes.splice(at, length)
        break
      case 4:
        bytes.splice(at, 0, ...part)
        break
      case 5:
        bytes.splice(random.below(bytes.length), 0, ...part)
        break
      default:
        if (random.chance(0.3)) bytes = bytes.slice(0, at)
    }
  }
  return Uint8Array.from(bytes)
}
