/** IN and LIKE: a value against constants. Their words are methods of a column. */
import type { LikePattern } from '../operation.js'
import { boundCall } from '../../bound/bound.js'
import type { Bound, BoundLiteral } from '../../bound/bound.js'
import { constantOf, operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

const IN: Operator = {
  name: 'IN',
  docs: 'Whether a value equals one of a list of constants.',
  bind({ operands: [value, ...items] }, binder) {
    if (value === undefined) throw new RangeError('IN has no value')
    const bound = binder.bind(value)
    const literals = items.map((item) => {
      const literal = binder.bind(item, bound.type)
      if (literal.kind !== 'literal' || literal.value === null) {
        throw binder.invalid(
          `the list of ${binder.text(value)} IN holds a ${literal.kind === 'literal' ? 'null' : 'column'}`
        )
      }
      if (literal.type !== bound.type) {
        throw binder.mismatch(binder.text(value), bound.type, `${literal.type} ${binder.text(item)}`)
      }
      return literal
    })
    return boundCall('IN', [bound, ...literals], 'BOOLEAN', {})
  },
  lower(call, register) {
    const value = operand(call, 0)
    const values = call.operands.slice(1).filter(isLiteral).map(constantOf)
    return { op: 'IN_K', operand: register(value), type: value.type, values }
  },
  sql: ([value, ...items]) => `(${String(value)} IN (${items.join(', ')}))`
}

const LIKE: Operator = {
  name: 'LIKE',
  docs: 'Whether a text fits a pattern, in which % stands for any run of characters.',
  bind({ operands: [text, pattern] }, binder) {
    if (text === undefined || pattern === undefined) throw new RangeError('LIKE has two operands')
    const bound = binder.expect(text, ['STRING'])
    if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
      throw binder.invalid(`the pattern of ${binder.text(text)} LIKE is no text`)
    }
    if (/[_\\]/.test(pattern.value)) {
      throw binder.invalid(
        `the pattern '${pattern.value}' of ${binder.text(text)} LIKE holds "_" or "\\"; only "%" is supported, compare with eq() or in() instead`
      )
    }
    return boundCall('LIKE', [bound, binder.bind(pattern)], 'BOOLEAN', {})
  },
  lower(call, register) {
    const [text, pattern] = [operand(call, 0), operand(call, 1)]
    if (!isLiteral(pattern)) throw new RangeError('a pattern is a constant')
    const parts = splitPattern(String(pattern.value))
    if (parts === null) return { op: 'EQ_K', operand: register(text), constant: constantOf(pattern) }
    return { op: 'LIKE_K', operand: register(text), pattern: parts }
  },
  sql: ([text, pattern]) => `(${String(text)} LIKE ${String(pattern)})`
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

function isLiteral(bound: Bound): bound is BoundLiteral {
  return bound.kind === 'literal'
}

export default [IN, LIKE]
