/** Patterns of DATE_FORMAT, those of Java's DateTimeFormatter in English, as what the kernels write one by one. */
import { TIME_PARTS } from './units.js'

/** Numbers beyond the parts of EXTRACT. */
const HOUR_OF_HALF_DAY = 13
const HALF_OF_DAY = 14
const YEAR_OF_CENTURY = 15
const FRACTION = 16

const LITERAL = 0
const NUMBER = 1
const NAME = 2
const DIGITS = 3

const MONTHS = 'January February March April May June July August September October November December'
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'

/** LITERAL has a text; NUMBER and DIGITS a part and their least, or only, number of digits; NAME a part and names. */
type Token =
  | { readonly kind: typeof LITERAL; readonly text: string }
  | { readonly kind: typeof NUMBER | typeof DIGITS; readonly part: number; readonly digits: number }
  | { readonly kind: typeof NAME; readonly part: number; readonly names: readonly string[] }

const TOKEN_BYTES = 12
const MOST_NUMBER_BYTES = 10

/** What is wrong with a pattern. */
export class TimeFormatError extends Error {}

/**
 * The bytes of a pattern that begin at `base` of their block: assembly/column/functions/date-format.ts draws them.
 *
 * @throws TimeFormatError for a letter that is none, or not so often
 */
export function encodeTimeFormat(pattern: string, base: number): Uint8Array {
  const tokens = parse(pattern)
  const head = Buffer.alloc(8 + TOKEN_BYTES * tokens.length)
  const texts: Buffer[] = []
  let at = base + head.length
  const place = (text: Buffer) => {
    texts.push(text)
    at += text.length
    return at - text.length
  }
  head.writeUInt32LE(tokens.length, 0)
  head.writeUInt32LE(
    tokens.reduce((sum, token) => sum + mostBytes(token), 0),
    4
  )
  tokens.forEach((token, i) => {
    wordsOf(token, place).forEach((word, j) => head.writeUInt32LE(word, 8 + TOKEN_BYTES * i + 4 * j))
  })
  return Buffer.concat([head, ...texts])
}

function wordsOf(token: Token, place: (text: Buffer) => number): readonly number[] {
  switch (token.kind) {
    case LITERAL: {
      const text = Buffer.from(token.text)
      return [LITERAL, place(text), text.length]
    }
    case NAME: {
      const names = token.names.map((name) => Buffer.from(name))
      const counted = names.flatMap((name) => [Buffer.from([name.length]), name])
      return [NAME, token.part, place(Buffer.concat(counted))]
    }
    default:
      return [token.kind, token.part, token.digits]
  }
}

function mostBytes(token: Token): number {
  if (token.kind === LITERAL) return Buffer.byteLength(token.text)
  if (token.kind === NAME) return Math.max(...token.names.map((name) => name.length))
  return Math.max(token.digits, MOST_NUMBER_BYTES)
}

function parse(pattern: string): Token[] {
  const runs = pattern.match(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g) ?? []
  return runs.map((run) => {
    if (run.startsWith("'")) return literal(unquoted(run, pattern))
    return /^[A-Za-z]/.test(run) ? letters(run) : plain(run)
  })
}

function plain(run: string): Token {
  if (/[[\]{}#]/.test(run)) throw new TimeFormatError(`${run} stands for more than itself; quote it by ''`)
  return literal(run)
}

function unquoted(run: string, pattern: string): string {
  if (run === "''") return "'"
  if (run.length < 2 || !run.endsWith("'")) throw new TimeFormatError(`a quote of ${pattern} is not closed`)
  return run.slice(1, -1).replaceAll("''", "'")
}

function literal(text: string): Token {
  return { kind: LITERAL, text }
}

function number(part: number, digits: number): Token {
  return { kind: NUMBER, part, digits }
}

function names(part: number, list: string, length?: number): Token {
  return { kind: NAME, part, names: list.split(' ').map((name) => name.slice(0, length)) }
}

const ONE_OR_TWO: Readonly<Record<string, number>> = {
  M: TIME_PARTS.MONTH,
  d: TIME_PARTS.DAY,
  H: TIME_PARTS.HOUR,
  h: HOUR_OF_HALF_DAY,
  m: TIME_PARTS.MINUTE,
  s: TIME_PARTS.SECOND
}

function letters(run: string): Token {
  const letter = run.charAt(0)
  const count = run.length
  const part = ONE_OR_TWO[letter]
  if (part !== undefined && count <= 2) return number(part, count)
  if ((letter === 'y' || letter === 'u') && count <= 4) {
    return count === 2 ? { kind: DIGITS, part: YEAR_OF_CENTURY, digits: 2 } : number(TIME_PARTS.YEAR, count)
  }
  if (letter === 'D' && count <= 3) return number(TIME_PARTS.DOY, count)
  if (letter === 'S' && count <= 9) return { kind: DIGITS, part: FRACTION, digits: count }
  if (run === 'MMM') return names(TIME_PARTS.MONTH, MONTHS, 3)
  if (run === 'MMMM') return names(TIME_PARTS.MONTH, MONTHS)
  if (letter === 'E' && count <= 3) return names(TIME_PARTS.ISODOW, DAYS, 3)
  if (run === 'EEEE') return names(TIME_PARTS.ISODOW, DAYS)
  if (run === 'a') return names(HALF_OF_DAY, 'AM PM')
  throw new TimeFormatError(
    `${run} is none of y yy yyyy M MM MMM MMMM d dd D DDD E EEEE a H HH h hh m mm s ss S… ; quote text by ''`
  )
}
