/** Regular expressions, in time that grows with the text alone. */
import { boundCall, boundLiteral } from '../../bound/bound.js'
import type { BoundCall } from '../../bound/bound.js'
import { compileRegex } from '../../regex/compile.js'
import { encodeRegex } from '../../regex/encode.js'
import { RegexError } from '../../regex/syntax.js'
import type { Expression } from '../../tree/expression.js'
import { call as callOf } from '../../words/column.js'
import type { Column, Origin } from '../../words/column.js'
import { operand } from '../lowering.js'
import type { OperandBinder, ScalarFunction } from '../scalar-function.js'

const REGEXP: ScalarFunction = {
  name: 'REGEXP',
  code: 140,
  docs: 'Whether some part of the text matches a regular expression (REGEXP_LIKE elsewhere), in time that grows with the text alone. The syntax is what Java and JavaScript have in common; look-around and back references, which need more, are refused. \\d \\s \\w, \\b and (?i) are those of ASCII.',
  bind({ operands: [text, pattern] }, binder) {
    const bound = binder.expect(text!, ['STRING'])
    const source = patternOf('REGEXP', pattern, null, binder)
    return boundCall('REGEXP', [bound, boundLiteral(source, 'STRING')], 'BOOLEAN', {})
  },
  lower(call, register) {
    const constant = encodeRegex(compileRegex(textOf(call), null))
    return { op: 'FUNCTION', code: REGEXP.code, operands: [register(operand(call, 0))], constant }
  },
  sql: ([text, pattern]) => `REGEXP(${String(text)}, ${String(pattern)})`
}

const REGEXP_EXTRACT: ScalarFunction = {
  name: 'REGEXP_EXTRACT',
  code: 141,
  docs: 'What the first match of a regular expression has in this group, 0 for the whole match; null where nothing matches, or the group took no part. The syntax is that of REGEXP.',
  bind({ operands: [text, pattern, group] }, binder) {
    const bound = binder.expect(text!, ['STRING'])
    const number = group?.kind === 'literal' ? Number(group.value) : -1
    if (!Number.isSafeInteger(number) || number < 0) {
      throw binder.invalid('the group of REGEXP_EXTRACT is no whole number from 0 on')
    }
    const source = patternOf('REGEXP_EXTRACT', pattern, number, binder)
    const constants = [boundLiteral(source, 'STRING'), boundLiteral(BigInt(number), 'BIGINT')]
    return boundCall('REGEXP_EXTRACT', [bound, ...constants], 'STRING', {})
  },
  lower(call, register) {
    const group = operand(call, 2)
    const constant = encodeRegex(
      compileRegex(textOf(call), group.kind === 'literal' ? Number(group.value) : 0)
    )
    return { op: 'FUNCTION', code: REGEXP_EXTRACT.code, operands: [register(operand(call, 0))], constant }
  },
  sql: ([text, pattern, group]) => `REGEXP_EXTRACT(${String(text)}, ${String(pattern)}, ${String(group)})`
}

/** Refuses what is no pattern. */
function patternOf(
  name: string,
  pattern: Expression | undefined,
  group: number | null,
  binder: OperandBinder
): string {
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') {
    throw binder.invalid(`the regular expression of ${name} is no text`)
  }
  try {
    compileRegex(pattern.value, group)
    return pattern.value
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    throw binder.invalid(
      `the regular expression '${pattern.value}' of ${name} does not work: ${error.message}`
    )
  }
}

function textOf(call: BoundCall): string {
  const pattern = operand(call, 1)
  if (pattern.kind !== 'literal') throw new RangeError('a regular expression is a constant')
  return String(pattern.value)
}

/**
 * Whether some part of the text matches a regular expression, in the syntax that Java and JavaScript have in common; all
 * of it with `^…$`. `(?i)` before it leaves case aside, `(?m)` makes lines of the text, `(?s)` lets `.` be a line end.
 */
export function regexpLike<S extends Origin>(
  text: Column<'STRING', S>,
  pattern: string
): Column<'BOOLEAN', S> {
  return callOf('REGEXP', [text, pattern])
}

/**
 * What the first match of a regular expression has in group number `group`, the whole match unless said; null where
 * nothing matches. The syntax is that of {@link regexpLike}.
 */
export function regexpExtract<S extends Origin>(
  text: Column<'STRING', S>,
  pattern: string,
  group = 0
): Column<'STRING', S> {
  return callOf('REGEXP_EXTRACT', [text, pattern, BigInt(group)])
}

export default [REGEXP, REGEXP_EXTRACT]
