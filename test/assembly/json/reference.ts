import type { Field, FieldType, Step, Value } from './scanner.js'

/**
 * What the scanner must answer, said plainly: JSON.parse decides whether a document is valid, a small tree of raw
 * tokens gives the values. Independent of the kernels on purpose: regular expressions, BigInt, JavaScript's Number.
 */

const MAX_DEPTH = 1000
const I64_MIN = -(2n ** 63n)
const I64_MAX = 2n ** 63n - 1n

/** A value of a document that is known to be valid; `raw` is its text. */
interface Token {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal'
  readonly raw: string
  readonly members: ReadonlyMap<string, Token>
  readonly elements: readonly Token[]
}

/** The fields' values in order, or undefined when the document is malformed. (NaN is not known here.) */
export function extract(document: Uint8Array, fields: readonly Field[]): Value[] | undefined {
  const text = validText(document)
  if (text === undefined) return undefined
  const root = readToken(text, { at: 0 })
  return fields.map((field) => {
    let token: Token | undefined = root
    for (const step of field.path) token = token === undefined ? undefined : below(token, step)
    return token === undefined ? null : coerce(token, field.type)
  })
}

function below(token: Token, step: Step): Token | undefined {
  return typeof step === 'number' ? token.elements[step - 1] : token.members.get(step)
}

/** The document as text with control characters in strings escaped, or undefined when it is malformed. */
function validText(document: Uint8Array): string | undefined {
  try {
    const text = escapeControls(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(document))
    const root: unknown = JSON.parse(text)
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return undefined
    return depth(text) > MAX_DEPTH ? undefined : text
  } catch {
    return undefined
  }
}

function escapeControls(text: string): string {
  return text.replace(/"(?:\\[^]|[^"\\])*"?/g, (string) =>
    string.replace(/\\[^]|[\0-\x1f]/g, (part) =>
      part.startsWith('\\') ? part : `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`
    )
  )
}

function depth(text: string): number {
  let level = 0
  let most = 0
  for (const [char] of text.replace(/"(?:\\.|[^"\\])*"/g, '').matchAll(/[[\]{}]/g)) {
    level += char === '{' || char === '[' ? 1 : -1
    most = Math.max(most, level)
  }
  return most
}

const TOKEN = /[ \t\n\r]*("(?:\\.|[^"\\])*"|[{}[\],:]|[^ \t\n\r"{}[\],:]+)[ \t\n\r]*/y

function nextPiece(text: string, cursor: { at: number }): string {
  TOKEN.lastIndex = cursor.at
  const piece = TOKEN.exec(text)?.[1] ?? ''
  cursor.at = TOKEN.lastIndex
  return piece
}

/** Reads one value; containers give their compact text. */
function readToken(text: string, cursor: { at: number }): Token {
  const first = nextPiece(text, cursor)
  const none = { members: new Map<string, Token>(), elements: [] }
  if (first === '{' || first === '[') return readContainer(first, text, cursor)
  if (first.startsWith('"')) return { kind: 'string', raw: first, ...none }
  return { kind: /^[-\d]/.test(first) ? 'number' : 'literal', raw: first, ...none }
}

function readContainer(open: '{' | '[', text: string, cursor: { at: number }): Token {
  const members = new Map<string, Token>()
  const elements: Token[] = []
  const parts: string[] = []
  const close = open === '{' ? '}' : ']'
  const start = cursor.at
  if (nextPiece(text, cursor) === close)
    return { kind: open === '{' ? 'object' : 'array', raw: open + close, members, elements }
  cursor.at = start
  do {
    let key = ''
    if (open === '{') {
      const rawKey = nextPiece(text, cursor)
      nextPiece(text, cursor)
      key = `${canonical(rawKey)}:`
      const value = readToken(text, cursor)
      members.set(decode(rawKey), value)
      parts.push(key + compactText(value))
    } else {
      const value = readToken(text, cursor)
      elements.push(value)
      parts.push(compactText(value))
    }
  } while (nextPiece(text, cursor) === ',')
  return { kind: open === '{' ? 'object' : 'array', raw: open + parts.join(',') + close, members, elements }
}

function compactText(token: Token): string {
  return token.kind === 'string' ? canonical(token.raw) : token.raw
}

/** The text of a string token; a surrogate without its partner is `?`. */
function decode(raw: string): string {
  return (JSON.parse(raw) as string).replace(/\p{Surrogate}/gu, '?')
}

function canonical(raw: string): string {
  return JSON.stringify(decode(raw)).replace(/\\[^]([0-9a-f]{4})?/g, (escape) =>
    escape.startsWith('\\u') ? `\\u${escape.slice(2).toUpperCase()}` : escape
  )
}

function coerce(token: Token, type: FieldType): Value {
  const { kind, raw } = token
  if (raw === 'null') return null
  if (type === 'STRING') return kind === 'string' ? decode(raw) : raw
  if (kind === 'object' || kind === 'array') return null
  if (type === 'BOOLEAN') {
    const text = kind === 'string' ? trim(decode(raw)).toLowerCase() : raw
    return text === 'true' ? true : text === 'false' ? false : null
  }
  if (kind === 'literal') return null
  const text = kind === 'string' ? trim(decode(raw)) : raw
  if (type === 'DOUBLE') return toDouble(text)
  return kind === 'string' && !/^[-+]?\d+$/.test(text) ? null : toInteger(text)
}

/** Without the characters <= space at both ends. */
function trim(text: string): string {
  return text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')
}

function toDouble(text: string): number | null {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

function toInteger(text: string): bigint | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? []
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const significant = digits.replace(/^0+/, '')
  if (significant === '' || point <= digits.length - significant.length) return 0n
  if (point - (digits.length - significant.length) > 19) return null
  const value = BigInt(digits.slice(0, point).padEnd(point, '0')) * (sign === '-' ? -1n : 1n)
  return value < I64_MIN || value > I64_MAX ? null : value
}
