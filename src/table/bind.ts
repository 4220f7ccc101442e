/**
 * Binding: an expression as it was written becomes a tree in which every field is found, every literal has its
 * type and every operator fits. What TypeScript could not see (plain JavaScript, casts, settings) is refused here.
 */
import { MillraceError } from '../errors.js'
import { expressionText } from './print.js'
import type { Expression, Literal, SourceDefinition } from './logical.js'
import { typeAt } from './types.js'
import type { TypeName } from './types.js'

/** A checked expression. */
export interface Bound {
  /** The expression with its literals typed; its operands' own forms are in `operands`. */
  readonly expression: Expression
  readonly type: TypeName
  /** Equal for equal expressions, whatever job they come from. */
  readonly key: string
  /** In the order of the text; for CASE: condition, value, condition, value, …, otherwise. */
  readonly operands: readonly Bound[]
}

const CASTS: Readonly<Record<TypeName, readonly TypeName[]>> = {
  STRING: ['STRING', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP'],
  BIGINT: ['BIGINT', 'DOUBLE', 'BOOLEAN', 'STRING'],
  DOUBLE: ['DOUBLE', 'BIGINT', 'STRING'],
  BOOLEAN: ['BOOLEAN', 'BIGINT', 'STRING'],
  TIMESTAMP: ['TIMESTAMP', 'STRING']
}

const MIN_BIGINT = -(2n ** 63n)
const MAX_BIGINT = 2n ** 63n - 1n
/** The plan has 24 bits for the length of a constant. */
const MAX_TEXT_BYTES = 2 ** 24 - 1

/** Binds the expressions of one job against its source. */
export class Binder {
  constructor(
    private readonly job: string,
    private readonly source: SourceDefinition
  ) {}

  /**
   * Binds `expression`; `expected` is the type that an untyped literal takes.
   *
   * @throws MillraceError PLAN_UNKNOWN_FIELD, PLAN_TYPE_MISMATCH, PLAN_INVALID
   */
  bind(expression: Expression, expected?: TypeName): Bound {
    switch (expression.kind) {
      case 'field':
        return this.bindField(expression.path)
      case 'literal':
        return this.bindLiteral(expression, expected)
      case 'compare': {
        const [left, right] = this.bindSame([expression.left, expression.right])
        if (left === undefined || right === undefined) throw new RangeError('a comparison has two operands')
        if (isNullLiteral(left) || isNullLiteral(right)) {
          throw this.invalid(`${expressionText(expression)} is never true; use isNull() or isNotNull()`)
        }
        const bound = { ...expression, left: left.expression, right: right.expression }
        return node(bound, 'BOOLEAN', [left, right])
      }
      case 'in':
        return this.bindIn(expression.operand, expression.values)
      case 'like':
        return this.bindLike(expression.operand, expression.pattern)
      case 'and':
      case 'or': {
        const left = this.expect(expression.left, ['BOOLEAN'])
        const right = this.expect(expression.right, ['BOOLEAN'])
        const bound = { ...expression, left: left.expression, right: right.expression }
        return node(bound, 'BOOLEAN', [left, right])
      }
      case 'not': {
        const operand = this.expect(expression.operand, ['BOOLEAN'])
        return node({ ...expression, operand: operand.expression }, 'BOOLEAN', [operand])
      }
      case 'isNull':
      case 'isNotNull': {
        const operand = this.bind(expression.operand)
        return node({ ...expression, operand: operand.expression }, 'BOOLEAN', [operand])
      }
      case 'case':
        return this.bindCase(expression)
      case 'coalesce':
        return this.bindCoalesce(expression.operands)
      case 'cast':
        return this.bindCast(expression.operand, expression.to)
    }
  }

  /** Binds `expression` and refuses any type but `types`. */
  expect(expression: Expression, types: readonly TypeName[]): Bound {
    const bound = this.bind(expression, types[0])
    if (!types.includes(bound.type)) {
      throw this.mismatch(expressionText(expression), types.join(' or '), bound.type)
    }
    return bound
  }

  mismatch(column: string, expected: string, found: string): MillraceError {
    return new MillraceError('PLAN_TYPE_MISMATCH', { job: this.job, column, expected, found })
  }

  invalid(reason: string): MillraceError {
    return new MillraceError('PLAN_INVALID', { job: this.job, reason })
  }

  private bindField(path: string): Bound {
    const type = typeAt(this.source.schema, path)
    if (type === null) {
      throw new MillraceError('PLAN_UNKNOWN_FIELD', { job: this.job, column: path, table: this.source.name })
    }
    return node({ kind: 'field', path }, type, [])
  }

  private bindLiteral(literal: Literal, expected?: TypeName): Bound {
    const { value } = literal
    if (literal.type === 'TIMESTAMP') {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
        throw this.mismatch(expressionText(literal), 'a valid date', 'an invalid one')
      }
      return node({ ...literal, value: BigInt(value) }, 'TIMESTAMP', [])
    }
    if (value === null) {
      if (expected === undefined)
        throw this.invalid('a null stands where nothing says its type; cast it or leave it out')
      return node({ ...literal, type: expected }, expected, [])
    }
    if (typeof value === 'string') return this.bindText(value)
    if (typeof value === 'boolean') return node({ ...literal, type: 'BOOLEAN' }, 'BOOLEAN', [])
    if (typeof value === 'bigint') return this.bindBigint(value)
    if (typeof value !== 'number') throw this.invalid(`${String(value)} is neither a column nor a constant`)
    if (expected === 'BIGINT' && Number.isSafeInteger(value)) return this.bindBigint(BigInt(value))
    if (!Number.isFinite(value)) throw this.invalid(`${value} is not a number that a column can hold`)
    return node({ ...literal, type: 'DOUBLE' }, 'DOUBLE', [])
  }

  private bindText(value: string): Bound {
    const length = Buffer.byteLength(value)
    if (length > MAX_TEXT_BYTES) throw this.invalid(`a constant of ${length} bytes exceeds ${MAX_TEXT_BYTES}`)
    return node({ kind: 'literal', value, type: 'STRING' }, 'STRING', [])
  }

  private bindBigint(value: bigint): Bound {
    if (value < MIN_BIGINT || value > MAX_BIGINT) throw this.invalid(`${value} does not fit into a BIGINT`)
    return node({ kind: 'literal', value, type: 'BIGINT' }, 'BIGINT', [])
  }

  /** Binds expressions that must have one type: that of the first column among them, else of the first constant. */
  private bindSame(expressions: readonly Expression[]): Bound[] {
    const leader =
      expressions.find((each) => each.kind !== 'literal') ??
      expressions.find((each) => each.kind === 'literal' && each.value !== null)
    if (leader === undefined)
      throw this.invalid('only nulls stand where a value gives the type; add one that is not null')
    const first = this.bind(leader)
    const { type } = first
    return expressions.map((each) => {
      const bound = each === leader ? first : this.bind(each, type)
      if (bound.type !== type) {
        throw this.mismatch(expressionText(leader), type, `${bound.type} ${expressionText(each)}`)
      }
      return bound
    })
  }

  private bindIn(operand: Expression, values: readonly Literal[]): Bound {
    const bound = this.bind(operand)
    const literals = values.map((value) => {
      const literal = this.bind(value, bound.type)
      if (isNullLiteral(literal)) throw this.invalid(`the list of ${expressionText(operand)} IN holds a null`)
      if (literal.type !== bound.type) {
        throw this.mismatch(expressionText(operand), bound.type, `${literal.type} ${expressionText(value)}`)
      }
      return literal.expression as Literal
    })
    return node({ kind: 'in', operand: bound.expression, values: literals }, 'BOOLEAN', [bound])
  }

  private bindLike(operand: Expression, pattern: string): Bound {
    const bound = this.expect(operand, ['STRING'])
    if (typeof pattern !== 'string')
      throw this.invalid(`the pattern of ${expressionText(operand)} LIKE is no text`)
    if (/[_\\]/.test(pattern)) {
      throw this.invalid(
        `the pattern '${pattern}' of ${expressionText(operand)} LIKE holds "_" or "\\"; only "%" is supported, compare with eq() or in() instead`
      )
    }
    return node({ kind: 'like', operand: bound.expression, pattern }, 'BOOLEAN', [bound])
  }

  private bindCase(expression: Extract<Expression, { kind: 'case' }>): Bound {
    if (expression.branches.length === 0) throw this.invalid('a CASE has no branch')
    const conditions = expression.branches.map(({ when }) => this.expect(when, ['BOOLEAN']))
    const values = this.bindSame([...expression.branches.map(({ then }) => then), expression.otherwise])
    const branches = conditions.map((when, i) => ({ when, then: values[i] as Bound }))
    const otherwise = values.at(-1) as Bound
    return node(
      {
        kind: 'case',
        branches: branches.map(({ when, then }) => ({ when: when.expression, then: then.expression })),
        otherwise: otherwise.expression
      },
      otherwise.type,
      [...branches.flatMap(({ when, then }) => [when, then]), otherwise]
    )
  }

  private bindCoalesce(operands: readonly Expression[]): Bound {
    const values = this.bindSame(operands)
    const first = values[0] as Bound
    return node({ kind: 'coalesce', operands: values.map((value) => value.expression) }, first.type, values)
  }

  private bindCast(operand: Expression, to: TypeName): Bound {
    const bound = this.bind(operand, to)
    if (bound.type === to) return bound
    if (!CASTS[bound.type].includes(to)) {
      throw this.mismatch(expressionText(operand), `a type that can be cast to ${to}`, bound.type)
    }
    return node({ kind: 'cast', operand: bound.expression, to }, to, [bound])
  }
}

function node(expression: Expression, type: TypeName, operands: readonly Bound[]): Bound {
  return { expression, type, key: expressionText(expression), operands }
}

function isNullLiteral(bound: Bound): boolean {
  return bound.expression.kind === 'literal' && bound.expression.value === null
}
