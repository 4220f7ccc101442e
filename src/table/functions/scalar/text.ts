/** Functions of text. Positions and lengths count code points. */
import { call as callOf } from '../../words/column.js'
import type { Column, Operand, Origin, OriginOf } from '../../words/column.js'
import { boundCall } from '../../bound/bound.js'
import type { Bound } from '../../bound/bound.js'
import { caseTable } from '../case-table.js'
import type { ScalarFunction } from '../scalar-function.js'
import { strict } from './registers.js'

/** As long as a text can be. */
const TO_THE_END = 2_147_483_647n

const CONCAT: ScalarFunction = {
  ...strict({
    name: 'CONCAT',
    code: 126,
    docs: 'Several texts behind one another; null where one is null.',
    takes: ['STRING', 'STRING'],
    gives: 'STRING',
    sql: (operands) => `CONCAT(${operands.join(', ')})`
  }),
  bind({ operands }, binder) {
    const texts = operands.map((each) => binder.expect(each, ['STRING']))
    const [first] = texts
    if (first === undefined) throw binder.invalid('CONCAT has no text')
    return texts
      .slice(1)
      .reduce((left: Bound, right) => boundCall('CONCAT', [left, right], 'STRING', {}), first)
  }
}

/** The text in upper case, whatever the language: "straße" becomes "STRASSE". */
export function upper<S extends Origin>(text: Column<'STRING', S>): Column<'STRING', S> {
  return callOf('UPPER', [text])
}

/** The text in lower case, letter by letter and whatever the language. */
export function lower<S extends Origin>(text: Column<'STRING', S>): Column<'STRING', S> {
  return callOf('LOWER', [text])
}

/** Without the spaces (U+0020 alone) at both ends. */
export function trim<S extends Origin>(text: Column<'STRING', S>): Column<'STRING', S> {
  return callOf('TRIM', [text])
}

/** Without the spaces at its beginning. */
export function ltrim<S extends Origin>(text: Column<'STRING', S>): Column<'STRING', S> {
  return callOf('LTRIM', [text])
}

/** Without the spaces at its end. */
export function rtrim<S extends Origin>(text: Column<'STRING', S>): Column<'STRING', S> {
  return callOf('RTRIM', [text])
}

/**
 * `length` characters from position `from` on, to the end where there are less or no length is given. 1 is the first
 * character, -1 the last.
 */
export function substring<
  A extends Column<'STRING'>,
  F extends Operand<'BIGINT'>,
  L extends Operand<'BIGINT'> = bigint
>(text: A, from: F, length?: L): Column<'STRING', OriginOf<A | F | L>> {
  return callOf('SUBSTRING', [text, from, length ?? TO_THE_END])
}

/** The texts behind one another; null where one is null. */
export function concat<V extends readonly Operand<'STRING'>[]>(
  ...texts: V
): Column<'STRING', OriginOf<V[number]>> {
  return callOf('CONCAT', texts)
}

/** How many characters the text has. */
export function charLength<S extends Origin>(text: Column<'STRING', S>): Column<'BIGINT', S> {
  return callOf('CHAR_LENGTH', [text])
}

/** The text with every `search` in it replaced; with an empty `search` it stays as it is. */
export function replace<A extends Column<'STRING'>, B extends Operand<'STRING'>, C extends Operand<'STRING'>>(
  text: A,
  search: B,
  replacement: C
): Column<'STRING', OriginOf<A | B | C>> {
  return callOf('REPLACE', [text, search, replacement])
}

/** Part number `index`, from 0 on, of the text cut at every `separator`; null where there is none. */
export function splitIndex<
  A extends Column<'STRING'>,
  B extends Operand<'STRING'>,
  C extends Operand<'BIGINT'>
>(text: A, separator: B, index: C): Column<'STRING', OriginOf<A | B | C>> {
  return callOf('SPLIT_INDEX', [text, separator, index])
}

/** Whether the text begins with `start`. */
export function startsWith<A extends Column<'STRING'>, B extends Operand<'STRING'>>(
  text: A,
  start: B
): Column<'BOOLEAN', OriginOf<A | B>> {
  return callOf('STARTSWITH', [text, start])
}

/** Whether the text ends with `end`. */
export function endsWith<A extends Column<'STRING'>, B extends Operand<'STRING'>>(
  text: A,
  end: B
): Column<'BOOLEAN', OriginOf<A | B>> {
  return callOf('ENDSWITH', [text, end])
}

/** The position, from 1 on, at which `part` begins first in the text; 0 where it does not. */
export function position<A extends Operand<'STRING'>, B extends Column<'STRING'>>(
  part: A,
  text: B
): Column<'BIGINT', OriginOf<A | B>> {
  return callOf('POSITION', [part, text])
}

function ofText(name: string, code: number, docs: string, constant?: () => Uint8Array): ScalarFunction {
  const entry = { name, code, docs, takes: ['STRING'], gives: 'STRING' } as const
  return strict(constant === undefined ? entry : { ...entry, constant })
}

export default [
  ofText('UPPER', 120, 'The text in upper case, letter by letter, whatever the language.', () =>
    caseTable('upper')
  ),
  ofText('LOWER', 121, 'The text in lower case, letter by letter, whatever the language.', () =>
    caseTable('lower')
  ),
  ofText('TRIM', 122, 'The text without the spaces at its ends.'),
  ofText('LTRIM', 123, 'The text without the spaces at its beginning.'),
  ofText('RTRIM', 124, 'The text without the spaces at its end.'),
  strict({
    name: 'SUBSTRING',
    code: 125,
    docs: 'So many characters from a position on, 1 the first, -1 the last one; empty where the position is outside of the text.',
    takes: ['STRING', 'BIGINT', 'BIGINT'],
    gives: 'STRING'
  }),
  CONCAT,
  strict({
    name: 'CHAR_LENGTH',
    code: 127,
    docs: 'How many characters (code points) the text has.',
    takes: ['STRING'],
    gives: 'BIGINT'
  }),
  strict({
    name: 'REPLACE',
    code: 128,
    docs: 'The text with every occurrence of the second replaced by the third; an empty second changes nothing.',
    takes: ['STRING', 'STRING', 'STRING'],
    gives: 'STRING'
  }),
  strict({
    name: 'SPLIT_INDEX',
    code: 129,
    docs: 'The part with this number, from 0 on, of the text cut at every separator; null where there is none.',
    takes: ['STRING', 'STRING', 'BIGINT'],
    gives: 'STRING'
  }),
  strict({
    name: 'STARTSWITH',
    code: 130,
    docs: 'Whether the text begins with the second.',
    takes: ['STRING', 'STRING'],
    gives: 'BOOLEAN'
  }),
  strict({
    name: 'ENDSWITH',
    code: 131,
    docs: 'Whether the text ends with the second.',
    takes: ['STRING', 'STRING'],
    gives: 'BOOLEAN'
  }),
  strict({
    name: 'POSITION',
    code: 132,
    docs: 'The position, from 1 on, at which the first begins in the second; 0 where it does not.',
    takes: ['STRING', 'STRING'],
    gives: 'BIGINT',
    sql: ([part, text]) => `POSITION(${String(part)} IN ${String(text)})`
  })
]
