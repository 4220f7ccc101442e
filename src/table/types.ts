/** Data types of columns, and the types that TypeScript derives from a nested schema of them. */

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

/** A free-form JSON object: any path below it is a STRING column, and so is the object itself (compact JSON). */
export class JsonType {
  readonly json = true
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

/** The columns of a source: a tree as the documents have it. */
export interface Schema {
  readonly [name: string]: DataType | JsonType | Schema
}

/** The columns of a sink, in the order in which they are written. */
export type SinkSchema = Readonly<Record<string, DataType>>

/** Every column path of a schema, e.g. `'event.type' | 'properties' | 'properties.${string}'`. */
export type Path<S extends Schema> = {
  [K in keyof S & string]: S[K] extends DataType
    ? K
    : S[K] extends JsonType
      ? K | `${K}.${string}`
      : S[K] extends Schema
        ? `${K}.${Path<S[K]>}`
        : never
}[keyof S & string]

/** The data type of the column at path `P`. */
export type TypeAt<S extends Schema, P extends string> = P extends keyof S
  ? S[P] extends DataType<infer T>
    ? T
    : 'STRING'
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof S
      ? S[Head] extends JsonType
        ? 'STRING'
        : S[Head] extends Schema
          ? TypeAt<S[Head], Rest>
          : never
      : never
    : never

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
  let node: DataType | JsonType | Schema | undefined = schema
  for (const name of path.split('.')) {
    if (name === '' || node instanceof DataType) return null
    if (node instanceof JsonType) continue
    node = Object.hasOwn(node, name) ? node[name] : undefined
    if (node === undefined) return null
  }
  if (node instanceof DataType) return node.type
  return node instanceof JsonType ? 'STRING' : null
}
