/** Data types of columns, and the types that TypeScript derives from a nested schema of them. */

import { stepsOf } from './path.js'

/** The engine's data types. TIMESTAMP is epoch milliseconds. */
export const TYPE_NAMES = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP'] as const

export type TypeName = (typeof TYPE_NAMES)[number]

/** The type of one column. */
export class DataType<T extends TypeName = TypeName> {
  constructor(
    readonly type: T,
    /** Only sinks look at it: what happens to a null is the setting of the not-null enforcer. */
    readonly notNull: boolean
  ) {}
}

/**
 * Free-form JSON: any path below it is a STRING column, elements of arrays too, and so is all of it (compact JSON).
 */
export class JsonType {
  readonly json = true
}

/** An array, whose elements are columns by their number; all of it is a STRING column (compact JSON). */
export class ArrayType<E extends SchemaNode = SchemaNode> {
  /** Tells it apart from an object with a member `element`. */
  readonly array = true

  constructor(readonly element: E) {}
}

export interface TypeOptions {
  readonly notNull?: boolean
}

/** UTF-8 text. */
export function string(options: TypeOptions = {}): DataType<'STRING'> {
  return new DataType('STRING', options.notNull ?? false)
}

/** A signed 64-bit integer. */
export function bigint(options: TypeOptions = {}): DataType<'BIGINT'> {
  return new DataType('BIGINT', options.notNull ?? false)
}

/** A 64-bit floating-point number; NaN and infinities do not exist in it. */
export function double(options: TypeOptions = {}): DataType<'DOUBLE'> {
  return new DataType('DOUBLE', options.notNull ?? false)
}

export function boolean(options: TypeOptions = {}): DataType<'BOOLEAN'> {
  return new DataType('BOOLEAN', options.notNull ?? false)
}

/** A point in time, epoch milliseconds in a source, `yyyy-MM-dd HH:mm:ss[.fff]Z` in a sink. */
export function timestamp(options: TypeOptions = {}): DataType<'TIMESTAMP'> {
  return new DataType('TIMESTAMP', options.notNull ?? false)
}

/** An object whose members are not known beforehand; see {@link JsonType}. */
export function json(): JsonType {
  return new JsonType()
}

/**
 * An array of the JSON documents, in a source: `array(string())`, or of objects `array({ price: double() })`. Elements are
 * told by their number, from 1 on: `items[1].price`; beyond its end they are null.
 */
export function array<E extends SchemaNode>(element: E): ArrayType<E> {
  return new ArrayType(element)
}

/** What a member of a document is. */
export type SchemaNode = DataType | JsonType | ArrayType | Schema

/** The columns of a source: a tree as the documents have it. */
export interface Schema {
  readonly [name: string]: SchemaNode
}

/** The columns of a sink, in the order in which they are written. */
export type SinkSchema = Readonly<Record<string, DataType>>

/** Every column path of a schema, e.g. `'event.type' | 'properties.${string}' | 'items[${number}].price'`. */
export type Path<S extends Schema> = {
  [K in keyof S & string]: `${K}${PathBelow<S[K]>}`
}[keyof S & string]

/** How paths go on behind a node; any text where nothing is known of it. */
type PathBelow<N extends SchemaNode> = [SchemaNode] extends [N]
  ? string
  : N extends DataType
    ? ''
    : N extends JsonType
      ? '' | `.${string}` | `[${string}`
      : N extends ArrayType<infer E>
        ? '' | `[${number}]${PathBelow<E>}`
        : N extends Schema
          ? `.${Path<N>}`
          : never

/** The data type of the column at path `P`. */
export type TypeAt<S extends Schema, P extends string> = P extends keyof S
  ? ColumnTypeOf<S[P]>
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof S
      ? TypeBelow<S[Head], `.${Rest}`>
      : TypeOfElements<S, Head, `.${Rest}`>
    : TypeOfElements<S, P, ''>

/** The type of what `Head`, a member with numbers of elements behind its name, and the `Rest` of the path lead to. */
type TypeOfElements<
  S extends Schema,
  Head extends string,
  Rest extends string
> = Head extends `${infer Name}[${infer Number}]`
  ? Name extends keyof S
    ? TypeBelow<S[Name], `[${Number}]${Rest}`>
    : never
  : never

/** The type of the column that `P`, beginning with `.` or `[`, leads to from a node. */
type TypeBelow<N extends SchemaNode, P extends string> = P extends ''
  ? ColumnTypeOf<N>
  : N extends JsonType
    ? 'STRING'
    : N extends ArrayType<infer E>
      ? P extends `[${number}]${infer Rest}`
        ? TypeBelow<E, Rest>
        : never
      : N extends Schema
        ? P extends `.${infer Rest}`
          ? TypeAt<N, Rest>
          : never
        : never

type ColumnTypeOf<N> = N extends DataType<infer T> ? T : N extends JsonType | ArrayType ? 'STRING' : never

/** The paths of a schema whose columns have type `T`. */
export type PathOfType<S extends Schema, T extends TypeName> = {
  [P in Path<S>]: TypeAt<S, P> extends T ? P : never
}[Path<S>]

/** Columns of a sink as a row type: name to data type. */
export type RowOf<C extends SinkSchema> = {
  readonly [K in keyof C]: C[K] extends DataType<infer T> ? T : never
}

/**
 * The data type at `path`, null when the schema has none there. The run-time twin of {@link TypeAt}, for what
 * TypeScript did not see.
 */
export function typeAt(schema: Schema, path: string): TypeName | null {
  let node: SchemaNode | undefined = schema
  for (const step of stepsOf(path)) {
    if (step === '' || step === 0 || node instanceof DataType) return null
    if (node instanceof JsonType) continue
    if (node instanceof ArrayType) node = typeof step === 'number' ? node.element : undefined
    else node = typeof step === 'string' && Object.hasOwn(node, step) ? node[step] : undefined
    if (node === undefined) return null
  }
  if (node instanceof DataType) return node.type
  return node instanceof JsonType || node instanceof ArrayType ? 'STRING' : null
}
