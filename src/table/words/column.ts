/** Typed columns: what the expressions of a job are written with. */
import type { Expression, Literal, LiteralValue, Parameters } from '../tree/expression.js'
import type { DataType, TypeName } from '../types.js'

interface Values {
  STRING: string
  BIGINT: bigint | number
  DOUBLE: number
  BOOLEAN: boolean
  TIMESTAMP: Date
}

/** The JavaScript values that stand for a constant of type `T`. */
export type Value<T extends TypeName> = Values[T]

/** Marks what belongs to the groups of a windowed table of `S`, as aggregates do, and not to its rows. */
export interface Grouped<S extends string> {
  readonly groupOf: S
}

/** Where a column comes from: the name of its source, or of the source whose groups it belongs to. */
export type Origin = string | Grouped<string>

/** A column or a constant of type `T`. */
export type Operand<T extends TypeName> = Column<T> | Value<T>

type Numeric = 'BIGINT' | 'DOUBLE'

/** The type of a sum: DOUBLE if a column among the two is one. */
type Arithmetic<T extends TypeName, O> = T extends 'DOUBLE'
  ? 'DOUBLE'
  : O extends Column<'DOUBLE'>
    ? 'DOUBLE'
    : T

/** Nothing but what a BIGINT can be: a number that is written down must be whole. */
type Whole<V> = V extends number ? (number extends V ? V : `${V}` extends `${bigint}` ? V : never) : V

/** `V` where it is a column of type `T`, a constant that such a column can hold, or null; else nothing. */
export type Fitting<T extends TypeName, V> = V extends Column
  ? V extends Column<T>
    ? V
    : never
  : V extends Value<T> | null
    ? T extends 'BIGINT'
      ? Whole<V>
      : V
    : never

type IsUnion<T, All = T> = [T] extends [never]
  ? false
  : T extends All
    ? [All] extends [T]
      ? false
      : true
    : never

/** Values that have one type together; nothing fits where columns are of several, or constants. */
export type SameType<V extends readonly unknown[]> = {
  [I in keyof V]: IsUnion<CommonType<V[number]>> extends true ? never : Fitting<CommonType<V[number]>, V[I]>
}

/** What a column of each type can be cast to. */
interface Casts {
  STRING: TypeName
  BIGINT: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'STRING'
  DOUBLE: 'DOUBLE' | 'BIGINT' | 'STRING'
  BOOLEAN: 'BOOLEAN' | 'BIGINT' | 'STRING'
  TIMESTAMP: 'TIMESTAMP' | 'STRING'
}

/**
 * A scalar expression of type `T` over the rows, or the groups, of the source named `S`; constants are of `never`,
 * so that they fit all. Immutable. All methods mean what SQL means by them: a comparison with null is null, and a
 * filter keeps a row only when its condition is true.
 */
export class Column<T extends TypeName = TypeName, S extends Origin = Origin> {
  /** For the type checker only: nothing holds them at run time. */
  declare readonly type: T
  declare readonly origin: S

  constructor(readonly node: Expression) {}

  eq<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('EQ', [this, other])
  }

  ne<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('NE', [this, other])
  }

  lt<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('LT', [this, other])
  }

  le<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('LE', [this, other])
  }

  gt<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('GT', [this, other])
  }

  ge<const O extends Operand<T>>(other: O & Fitting<T, O>): Column<'BOOLEAN', S | OriginOf<O>> {
    return call('GE', [this, other])
  }

  /** True when the column equals one of `values`; an empty list equals nothing. */
  in(values: readonly Value<T>[]): Column<'BOOLEAN', S> {
    // From plain JavaScript, or from settings, this may be no list: what it is then is looked at with the plan.
    return call('IN', [this, ...(values instanceof Array ? values : [values])])
  }

  /**
   * SQL's LIKE: `%` stands for any run of characters, `_` for any one. An `escape`, one character, before either or
   * before itself takes it as it is.
   */
  like(this: Column<'STRING', S>, pattern: string, escape = ''): Column<'BOOLEAN', S> {
    return call('LIKE', [this, pattern], escape === '' ? {} : { escape })
  }

  /** {@link like} without regard to case: both sides are taken in lower case. */
  ilike(this: Column<'STRING', S>, pattern: string, escape = ''): Column<'BOOLEAN', S> {
    return call('ILIKE', [this, pattern], escape === '' ? {} : { escape })
  }

  /** The sum; a DOUBLE if one of the two is, where a whole number beside a BIGINT is a BIGINT. BIGINT wraps around. */
  plus<O extends Operand<Numeric>>(
    this: Column<Numeric, S>,
    other: O
  ): Column<Arithmetic<T, O>, S | OriginOf<O>> {
    return call('PLUS', [this, other])
  }

  /** The difference, with the types of {@link plus}. */
  minus<O extends Operand<Numeric>>(
    this: Column<Numeric, S>,
    other: O
  ): Column<Arithmetic<T, O>, S | OriginOf<O>> {
    return call('MINUS', [this, other])
  }

  /** The product, with the types of {@link plus}. */
  times<O extends Operand<Numeric>>(
    this: Column<Numeric, S>,
    other: O
  ): Column<Arithmetic<T, O>, S | OriginOf<O>> {
    return call('TIMES', [this, other])
  }

  /** The quotient, with the types of {@link plus}: of BIGINTs it is cut toward zero. Null by zero. */
  dividedBy<O extends Operand<Numeric>>(
    this: Column<Numeric, S>,
    other: O
  ): Column<Arithmetic<T, O>, S | OriginOf<O>> {
    return call('DIVIDE', [this, other])
  }

  /** What is left of a BIGINT by another one, with the sign of this one. Null by zero. */
  mod<O extends Operand<'BIGINT'>>(this: Column<'BIGINT', S>, other: O): Column<'BIGINT', S | OriginOf<O>> {
    return call('MOD', [this, other])
  }

  and<U extends Origin>(this: Column<'BOOLEAN', S>, other: Column<'BOOLEAN', U>): Column<'BOOLEAN', S | U> {
    return call('AND', [this, other])
  }

  or<U extends Origin>(this: Column<'BOOLEAN', S>, other: Column<'BOOLEAN', U>): Column<'BOOLEAN', S | U> {
    return call('OR', [this, other])
  }

  not(this: Column<'BOOLEAN', S>): Column<'BOOLEAN', S> {
    return call('NOT', [this])
  }

  isNull(): Column<'BOOLEAN', S> {
    return call('IS_NULL', [this])
  }

  isNotNull(): Column<'BOOLEAN', S> {
    return call('IS_NOT_NULL', [this])
  }

  /**
   * The column as another type, e.g. `col('properties.price').cast(double())`. Text that does not parse and
   * numbers out of range become null; DOUBLE to BIGINT truncates toward zero.
   */
  cast<U extends Casts[T]>(to: DataType<U>): Column<U, S> {
    return call('CAST', [this], { to: to.type })
  }
}

/** What can stand for a constant. */
export type Constant = string | number | bigint | boolean | Date | null

export type ConstantType<V> = V extends string
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
export type CommonType<V> = [ColumnType<V>] extends [never] ? ConstantType<V> : ColumnType<V>

/** Where the columns among `V` come from. */
export type OriginOf<V> = V extends { readonly origin: infer S extends Origin } ? S : never

/**
 * A constant as a column. A `number` is a DOUBLE, a `bigint` a BIGINT. Without `lit` a whole `number` beside a BIGINT
 * column is a BIGINT.
 */
export function lit<V extends Exclude<Constant, null>>(value: V): Column<ConstantType<V>, never> {
  return new Column(typeof value === 'number' ? { kind: 'literal', value, type: 'DOUBLE' } : literal(value))
}

/** The call of a scalar function of the table of functions, of operands and what it is given besides them. */
export function call<T extends TypeName, S extends Origin>(
  name: string,
  operands: readonly (Column | Constant)[],
  parameters: Parameters = {}
): Column<T, S> {
  return new Column({ kind: 'call', function: name, operands: operands.map(toExpression), parameters })
}

/** The expression of a column, or of a constant as a literal. */
export function toExpression(operand: Column | Constant): Expression {
  return operand instanceof Column ? operand.node : literal(operand)
}

function literal(value: Constant): Literal {
  if (value instanceof Date) return { kind: 'literal', value: value.getTime(), type: 'TIMESTAMP' }
  return { kind: 'literal', value: value satisfies LiteralValue }
}
