/** LIKE and ILIKE: a text against a pattern. Their words are methods of a column. */
import { boundCall, boundLiteral } from '../../bound/bound.js'
import type { Bound } from '../../bound/bound.js'
import type { ScalarCall } from '../../tree/expression.js'
import { constantOf, operand } from '../lowering.js'
import type { LikePattern } from '../operation.js'
import type { OperandBinder, Operator, ScalarFunction } from '../scalar-function.js'

/** As the kernel has them: assembly/column/functions/like-pattern.ts. */
const ANY_ONE = 0xffffffff
const ANY_RUN = 0xfffffffe

const LIKE: Operator = {
  name: 'LIKE',
  docs: 'Whether a text fits a pattern, in which % stands for any run of characters and _ for any one; an escape before either, or before itself, takes it as it is.',
  bind(call, binder) {
    const { text, pattern, escape } = bindPattern(call, binder, 'LIKE')
    const parsed = parse(pattern, escape, binder)
    if (escape === '' && !parsed.includes(ANY_ONE)) {
      return boundCall('LIKE', [text, boundLiteral(pattern, 'STRING')], 'BOOLEAN', {})
    }
    return boundCall('LIKE_PATTERN', [text], 'BOOLEAN', { pattern, escape })
  },
  lower(call, register) {
    const [text, pattern] = [operand(call, 0), operand(call, 1)]
    if (pattern.kind !== 'literal') throw new RangeError('a pattern is a constant')
    const parts = splitPattern(String(pattern.value))
    if (parts === null) return { op: 'EQ_K', operand: register(text), constant: constantOf(pattern) }
    return { op: 'LIKE_K', operand: register(text), pattern: parts }
  },
  sql: ([text, pattern], parameters) => likeText(String(text), String(pattern), parameters['escape'])
}

const ILIKE: Operator = {
  name: 'ILIKE',
  docs: 'LIKE without regard to case: both sides are taken in lower case.',
  bind(call, binder) {
    const { text, pattern, escape } = bindPattern(call, binder, 'ILIKE')
    const lowered = boundCall('LOWER', [text], 'STRING', {})
    const parameters = { pattern: pattern.toLowerCase(), escape: escape.toLowerCase() }
    parse(parameters.pattern, parameters.escape, binder)
    return boundCall('LIKE_PATTERN', [lowered], 'BOOLEAN', parameters)
  },
  lower() {
    throw new RangeError('ILIKE is bound as LIKE')
  },
  sql: ([text, pattern]) => `(${String(text)} ILIKE ${String(pattern)})`
}

/** What LIKE becomes where `_` or an escape is in it. */
export const LIKE_PATTERN: ScalarFunction = {
  name: 'LIKE_PATTERN',
  code: 133,
  docs: 'How LIKE with _ or an escape, and ILIKE, are computed.',
  isInternal: true,
  bind(_, binder) {
    throw binder.invalid('LIKE_PATTERN is no word of jobs; say like() or ilike()')
  },
  lower(call, register) {
    const { pattern, escape } = call.parameters
    const points = parse(String(pattern), String(escape))
    const constant = Buffer.alloc(4 * points.length)
    points.forEach((point, i) => constant.writeUInt32LE(point, 4 * i))
    return { op: 'FUNCTION', code: LIKE_PATTERN.code, operands: [register(operand(call, 0))], constant }
  },
  sql: ([text], { pattern, escape }) =>
    likeText(String(text), `'${String(pattern).replaceAll("'", "''")}'`, escape)
}

function bindPattern(
  { operands: [text, pattern], parameters }: ScalarCall,
  binder: OperandBinder,
  name: string
): { text: Bound; pattern: string; escape: string } {
  if (text === undefined || pattern === undefined) throw new RangeError(`${name} has two operands`)
  const bound = binder.expect(text, ['STRING'])
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
    throw binder.invalid(`the pattern of ${binder.text(text)} ${name} is no text`)
  }
  const escape = String(parameters['escape'] ?? '')
  if ([...escape].length > 1)
    throw binder.invalid(`the escape '${escape}' of ${name} is more than one character`)
  return { text: bound, pattern: pattern.value, escape }
}

/** The pattern as code points, ANY_ONE and ANY_RUN. */
function parse(pattern: string, escape: string, binder?: OperandBinder): number[] {
  const points: number[] = []
  let isEscaped = false
  for (const char of pattern) {
    if (isEscaped && char !== '%' && char !== '_' && char !== escape) {
      throw wrong(
        binder,
        `the pattern '${pattern}' has the escape '${escape}' before '${char}'; it goes before %, _ and itself`
      )
    }
    if (!isEscaped && char === escape) {
      isEscaped = true
      continue
    }
    const wildcard = isEscaped ? undefined : char === '_' ? ANY_ONE : char === '%' ? ANY_RUN : undefined
    points.push(wildcard ?? char.codePointAt(0)!)
    isEscaped = false
  }
  if (isEscaped) throw wrong(binder, `the pattern '${pattern}' ends with its escape '${escape}'`)
  return points
}

function wrong(binder: OperandBinder | undefined, reason: string): Error {
  return binder?.invalid(reason) ?? new RangeError(reason)
}

/** The pattern cut at its `%`; null when it holds none, which makes it a comparison. */
function splitPattern(pattern: string): LikePattern | null {
  if (!pattern.includes('%')) return null
  return {
    parts: pattern.split('%').filter((part) => part !== ''),
    anchoredStart: !pattern.startsWith('%'),
    anchoredEnd: !pattern.endsWith('%')
  }
}

function likeText(text: string, pattern: string, escape: unknown): string {
  const suffix =
    typeof escape === 'string' && escape !== '' ? ` ESCAPE '${escape.replaceAll("'", "''")}'` : ''
  return `(${text} LIKE ${pattern}${suffix})`
}

export default [LIKE, ILIKE]
