/** Regular expressions through the engine, against JavaScript's own where both mean the same. */
import { describe, expect, it } from 'vitest'
import { compileRegex } from '../../src/table/regex/compile.js'
import { regexpExtract, regexpLike, sourceTable, string } from '../../src/table/index.js'
import { RandomValues, seed } from '../support/random-values.js'
import { answersOf, AT } from '../support/word-answers.js'

const source = sourceTable('texts', { ...AT, s: string() }, { eventTime: 'at' })
const s = source.col('s')

const TEXTS = [
  '',
  'abc',
  'aaab',
  'ABC-abc',
  'é日🙂x',
  'GET /shop/item/42?ref=mail HTTP/1.1',
  'x@example.org, y@example.com',
  '2024-02-29T12:00:00',
  'tab\there and  spaces',
  'Ωmega αβγ',
  `${'z'.repeat(300)}needle${'z'.repeat(300)}`
]
/** The same to Java and to JavaScript on all of the texts. */
const PATTERNS = [
  'abc',
  '^abc$',
  'a*b',
  'a*?b',
  'a+?',
  '(a|ab)(c|bcd)?',
  '[a-c]+',
  '[^a-c]+',
  '[^\\d\\s]+',
  '\\d{2,3}',
  '(\\d{4})-(\\d\\d)-(\\d\\d)',
  '/item/(\\d+)(?:\\?ref=(\\w+))?',
  '([\\w.]+)@([\\w.]+)',
  '\\bhere\\b',
  'x\\B',
  '.{3}',
  '日.x',
  '[é-日]',
  '🙂',
  '\\p{Script=Greek}+',
  '\\p{Lu}',
  '(?<year>\\d+)-',
  'needle',
  'z{5}n(?:ee|x)d',
  'a{0}b',
  '(?:a{2}){1}',
  'x|',
  '\\t'
]

describe('regular expressions', () => {
  it.each(['production', 'development'])('match as JavaScript says (APP_ENVIRONMENT %s)', async (mode) => {
    const columns = PATTERNS.flatMap((pattern) => [
      regexpLike(s, pattern),
      regexpExtract(s, pattern),
      ...(hasGroup(pattern) ? [regexpExtract(s, pattern, 1)] : [])
    ])
    const documents = [...TEXTS.map((text) => ({ s: text })), {}]
    const answers = await answersOf(source, documents, columns, { APP_ENVIRONMENT: mode })
    const expected = TEXTS.map((text) => PATTERNS.flatMap((pattern) => javascriptOf(pattern, text)))
    expect(answers.slice(0, -1)).toEqual(expected)
    expect(answers.at(-1)).toEqual(columns.map(() => null))
  })

  it(`match as JavaScript says, drawn at random (seed ${seed})`, async () => {
    const random = new RandomValues(seed)
    const patterns = Array.from({ length: 150 }, () => drawPattern(random, 3))
    const texts = Array.from({ length: 40 }, () => drawText(random))
    const columns = patterns.map((pattern) => regexpExtract(s, pattern))
    const answers = await answersOf(
      source,
      texts.map((text) => ({ s: text })),
      columns
    )
    const expected = texts.map((text) =>
      patterns.map((pattern) => new RegExp(pattern, 'u').exec(text)?.[0] ?? null)
    )
    expect(answers).toEqual(expected)
  })

  it.each([
    ['a$', 'ba\n', 'TRUE', 'before a last line end'],
    ['a$', 'ba\r\n', 'TRUE', 'before a last line end of two characters'],
    ['a$', 'a\nb', 'FALSE', 'not before a line end within'],
    ['(?m)^b$', 'a\nb\r\nc', 'TRUE', 'lines'],
    ['(?m)^$', 'a\r\nb', 'FALSE', 'not within a line end'],
    ['a.b', 'a\nb', 'FALSE', 'no line end'],
    ['a.b', 'a\u2028b', 'FALSE', 'no line end of Unicode'],
    ['(?s)a.b', 'a\nb', 'TRUE', 'line ends too'],
    ['(?i)aBc[x-z]', 'AbCY', 'TRUE', 'without case'],
    ['a(?i:b)c', 'aBc', 'TRUE', 'a part without case'],
    ['a(?i:b)c', 'aBC', 'FALSE', 'a part alone without case'],
    ['(?i)é', 'É', 'FALSE', 'ASCII alone without case'],
    ['\\s', '\u00a0', 'FALSE', 'ASCII spaces alone'],
    ['\\w', 'é', 'FALSE', 'ASCII letters alone'],
    ['\\d', '٣', 'FALSE', 'ASCII digits alone'],
    ['a\\-b\\"\\_', 'a-b"_', 'TRUE', 'a backslash before any punctuation'],
    ['[\\]\\[]', ']', 'TRUE', 'brackets in a class']
  ])('%s of %j is %s: %s', async (pattern, text, answer) => {
    expect(await answersOf(source, [{ s: text }], [regexpLike(s, pattern)])).toEqual([[answer]])
  })

  it('give a group that took no part as null, and an empty one as empty', async () => {
    const columns = [
      regexpExtract(s, '(a)|b', 1),
      regexpExtract(s, 'b(x*)', 1),
      regexpExtract(s, '(?:(a)|b)+', 1),
      regexpExtract(s, '(|a)*b?')
    ]
    expect(await answersOf(source, [{ s: 'b' }, { s: 'ab' }], columns)).toEqual([
      [null, '', null, 'b'],
      ['a', '', 'a', '']
    ])
  })

  it('take time that grows with the text alone', async () => {
    const text = `${'a'.repeat(20_000)}!`
    const started = performance.now()
    const columns = [regexpLike(s, '^(a+)+$'), regexpLike(s, '(a|a)*b'), regexpExtract(s, '(a*)*c')]
    expect(await answersOf(source, [{ s: text }], columns)).toEqual([['FALSE', 'FALSE', null]])
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it.each([
    ['(a)\\1', /\\1 needs what was matched before/],
    ['(?=a)b', /\(\?=a\) looks around/],
    ['(?<!a)b', /looks around/],
    ['a++', /nothing to repeat/],
    ['(?>a)', /invalid group/],
    ['(a', /unterminated group/],
    ['[a-z&&[^b]]', /&& within/],
    ['[a[b]]', /a \[ within/],
    ['[]', /holds nothing/],
    ['\\v', /\\x0b/],
    ['\\h', /invalid escape/],
    ['\\p{Alpha}', /another meaning/],
    ['a\\', /ends with a backslash/],
    ['(?:a{100}){100}', /more than 2000 steps/]
  ])('refuse %s', (pattern, reason) => {
    expect(() => compileRegex(pattern, null)).toThrow(reason)
  })

  it('refuse a group that is not there, naming the word', async () => {
    await expect(answersOf(source, [], [regexpExtract(s, '(a)', 2)])).rejects.toThrow(
      /REGEXP_EXTRACT does not work: it has no group 2, only 1/
    )
  })
})

function hasGroup(pattern: string): boolean {
  return /\((?!\?:)/.test(pattern)
}

function javascriptOf(pattern: string, text: string): (string | null)[] {
  const match = new RegExp(pattern, 'u').exec(text)
  const whole = [match === null ? 'FALSE' : 'TRUE', match?.[0] ?? null]
  return hasGroup(pattern) ? [...whole, match?.[1] ?? null] : whole
}

/** Whatever is repeated is not empty: the languages differ there. */
function drawPattern(random: RandomValues, depth: number): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () => drawPart(random, depth))
  return random.below(4) === 0 ? `${parts.join('')}|${drawPart(random, depth)}` : parts.join('')
}

function drawPart(random: RandomValues, depth: number): string {
  const choice = random.below(8)
  const one = random.pick(['a', 'b', 'é', '.', '[ab]', '[^a]', '\\w'])
  if (choice < 3 || depth === 0) return one
  if (choice < 6) return one + random.pick(['*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{1,}?'])
  if (choice === 6) return random.pick(['\\b', '^', '$', '\\B'])
  return `(?:${one}(?:${drawPattern(random, depth - 1)}))${random.pick(['', '*', '+', '?', '*?', '{0,2}'])}`
}

function drawText(random: RandomValues): string {
  return Array.from({ length: random.below(12) }, () => random.pick(['a', 'b', 'é', ' '])).join('')
}
