/** Typed columns: what the expressions of a job are written with. */
import type { ComparisonOperator, Expression, Literal, LiteralValue } from './logical.js'
import type { DataType, TypeName } from './types.js'

interface Values {
  STRING: string
  BIGINT: bigint | number
  DOUBLE: number
  BOOLEAN: boolean
  TIMESTAMP: Date
}

/** The JavaScript values that stand for a constant of type `T`. */
export type Value<T extends TypeName> = Values[T]

/** A column or a constant of type `T`. */
export type Operand<T extends TypeName> = Column<T> | Value<T>

/** What a column of each type can be cast to. */
interface Casts {
  STRING: TypeName
  BIGINT: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'STRING'
  DOUBLE: 'DOUBLE' | 'BIGINT' | 'STRING'
  BOOLEAN: 'BOOLEAN' | 'BIGINT' | 'STRING'
  TIMESTAMP: 'TIMESTAMP' | 'STRING'
}

/**
 * A scalar expression of type `T` over the rows of a table. Immutable. All methods mean what SQL means by them:
 * a comparison with null is null, and a filter keeps a row only when its condition is true.
 */
export class Column<T extends TypeName = TypeName> {
  /** For the type checker only: nothing holds it at run time. */
  declare readonly type: T

  constructor(readonly node: Expression) {}

  eq(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('EQ', this, other)
  }

  ne(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('NE', this, other)
  }

  lt(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('LT', this, other)
  }

  le(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('LE', this, other)
  }

  gt(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('GT', this, other)
  }

  ge(other: Operand<T>): Column<'BOOLEAN'> {
    return compare('GE', this, other)
  }

  /** True when the column equals one of `values`; an empty list equals nothing. */
  in(values: readonly Value<T>[]): Column<'BOOLEAN'> {
    return new Column({ kind: 'in', operand: this.node, values: values.map(literal) })
  }

  /** SQL's LIKE with `%` for any run of characters; `_` and escapes are refused when the plan is made. */
  like(this: Column<'STRING'>, pattern: string): Column<'BOOLEAN'> {
    return new Column({ kind: 'like', operand: this.node, pattern })
  }

  and(this: Column<'BOOLEAN'>, other: Column<'BOOLEAN'>): Column<'BOOLEAN'> {
    return new Column({ kind: 'and', left: this.node, right: toExpression(other) })
  }

  or(this: Column<'BOOLEAN'>, other: Column<'BOOLEAN'>): Column<'BOOLEAN'> {
    return new Column({ kind: 'or', left: this.node, right: toExpression(other) })
  }

  not(this: Column<'BOOLEAN'>): Column<'BOOLEAN'> {
    return new Column({ kind: 'not', operand: this.node })
  }

  isNull(): Column<'BOOLEAN'> {
    return new Column({ kind: 'isNull', operand: this.node })
  }

  isNotNull(): Column<'BOOLEAN'> {
    return new Column({ kind: 'isNotNull', operand: this.node })
  }

  /**
   * The column as another type, e.g. `col('properties.price').cast(double())`. Text that does not parse and
   * numbers out of range become null; DOUBLE to BIGINT truncates toward zero.
   */
  cast<U extends Casts[T]>(to: DataType<U>): Column<U> {
    return new Column({ kind: 'cast', operand: this.node, to: to.type })
  }
}

type Constant = string | number | bigint | boolean | Date | null

type ConstantType<V> = V extends string
  ? 'STRING'
  : V extends number
    ? 'DOUBLE'
    : V extends bigint
      ? 'BIGINT'
      : V extends boolean
        ? 'BOOLEAN'
        : V extends Date
          ? 'TIMESTAMP'
          : never

type ColumnType<V> = V extends Column<infer T> ? T : never

/** The type that columns and constants have together: the columns' if there is one, else the constants'. */
type CommonType<V> = [ColumnType<V>] extends [never] ? ConstantType<V> : ColumnType<V>

/**
 * A constant as a column. A `number` is a DOUBLE, a `bigint` a BIGINT; beside a BIGINT column a whole `number`
 * will do as well.
 */
export function lit<V extends Exclude<Constant, null>>(value: V): Column<ConstantType<V>> {
  return new Column(literal(value))
}

type Branch = readonly [condition: Column<'BOOLEAN'>, value: Column | Constant]

/**
 * SQL's CASE: the value of the first branch whose condition is true, else `otherwise`. Values are columns or
 * constants of one type, or null.
 */
export function caseWhen<const B extends readonly Branch[], O extends Column | Constant>(
  branches: B,
  otherwise: O
): Column<CommonType<B[number][1] | O>> {
  return new Column({
    kind: 'case',
    branches: branches.map(([when, then]) => ({ when: toExpression(when), then: toExpression(then) })),
    otherwise: toExpression(otherwise)
  })
}

/** The first of `values` that is not null. Columns or constants of one type. */
export function coalesce<V extends readonly (Column | Constant)[]>(
  ...values: V
): Column<CommonType<V[number]>> {
  return new Column({ kind: 'coalesce', operands: values.map(toExpression) })
}

/** The expression of a column, or of a constant as a literal. */
export function toExpression(operand: Column | Constant): Expression {
  return operand instanceof Column ? operand.node : literal(operand)
}

function compare(operator: ComparisonOperator, left: Column, right: Column | Constant): Column<'BOOLEAN'> {
  return new Column({ kind: 'compare', operator, left: left.node, right: toExpression(right) })
}

function literal(value: Constant): Literal {
  if (value instanceof Date) return { kind: 'literal', value: value.getTime(), type: 'TIMESTAMP' }
  return { kind: 'literal', value: value satisfies LiteralValue }
}
