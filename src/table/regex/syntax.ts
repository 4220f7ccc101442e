/**
 * The syntax of regular expressions: what Java's and JavaScript's have in common, read by a parser of JavaScript's. What
 * only looks alike is refused, so that a pattern means here what it means to Flink.
 */
import { RegExpParser } from '@eslint-community/regexpp'
import type { AST } from '@eslint-community/regexpp'

/** Which letters, lines and characters are alike. */
export interface RegexFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
}

export interface RegexSyntax {
  readonly pattern: AST.Pattern
  readonly flags: RegexFlags
}

const parser = new RegExpParser({ ecmaVersion: 2025 })

/** @throws RegexError for what is no regular expression, or is none to one of the two */
export function parseRegex(source: string): RegexSyntax {
  const [leading, letters] = /^\(\?([ims]+)\)/.exec(source) ?? ['', '']
  const text = withPlainEscapes(source.slice(leading.length))
  const flags = {
    ignoreCase: letters.includes('i'),
    multiline: letters.includes('m'),
    dotAll: letters.includes('s')
  }
  try {
    return { pattern: parser.parsePattern(text, undefined, undefined, { unicode: true }), flags }
  } catch (error) {
    throw new RegexError(reasonOf(error))
  }
}

/** What is wrong with a regular expression. */
export class RegexError extends Error {}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '').toLowerCase()
}

const REFUSED_ESCAPES: Readonly<Record<string, string>> = {
  v: '\\v is a vertical tab to some and a line end to others; say \\x0b or [\\n\\r]',
  '0': '\\0 begins an octal number to some; say \\x00'
}

/** Java takes a backslash before any punctuation as that character; JavaScript only before its own. */
function withPlainEscapes(source: string): string {
  let text = ''
  let isInClass = false
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '\\') {
      at++
      text += escapeOf(source.charAt(at), isInClass)
      continue
    }
    if (isInClass) refuseInClass(source, at)
    else if (char === '[') refuseEmptyClass(source, at)
    isInClass = isInClass ? char !== ']' : char === '['
    text += char
  }
  return text
}

function escapeOf(char: string, isInClass: boolean): string {
  if (char === '') throw new RegexError('it ends with a backslash')
  const refused = REFUSED_ESCAPES[char] ?? (isInClass && char === 'b' ? 'there is no \\b in [ ]' : undefined)
  if (refused !== undefined) throw new RegexError(refused)
  if (/^[A-Za-z0-9]$/.test(char)) return `\\${char}`
  return char < '\x80' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char
}

function refuseInClass(source: string, at: number): void {
  if (source[at] === '[') throw new RegexError('a [ within [ ] is a class of its own to some; say \\[')
  if (source.startsWith('&&', at)) throw new RegexError('&& within [ ] is an intersection to some; say \\&')
}

function refuseEmptyClass(source: string, at: number): void {
  if (/^\[\^?\]/.test(source.slice(at))) throw new RegexError('[ ] holds nothing; a ] in it is \\]')
}
