/** Tables: the source and sinks with their columns, and the pipeline that leads from one to the other. */
import { MillraceError } from '../errors.js'
import { Column, toExpression } from './column.js'
import type { Aggregate, WindowFunction } from './functions.js'
import type { Expression, Query, SourceDefinition, Window } from './logical.js'
import { DataType, JsonType, typeAt } from './types.js'
import type { Path, PathOfType, RowOf, Schema, SinkSchema, TypeAt, TypeName } from './types.js'

/** Anything that can be a column of a result. */
export type Selectable = Column | Aggregate | WindowFunction

/** Rows of a source after some filters. */
export class Table {
  constructor(
    readonly source: SourceDefinition,
    readonly filters: readonly Expression[]
  ) {}

  /** The rows for which `condition` is true, not false or null. Several filters must all hold. */
  filter(condition: Column<'BOOLEAN'>): Table {
    return new Table(this.source, [...this.filters, toExpression(condition)])
  }

  window(window: Window): WindowedTable {
    return new WindowedTable(this, window)
  }
}

/** A table cut into windows of time. */
export class WindowedTable {
  constructor(
    private readonly table: Table,
    private readonly assigner: Window
  ) {}

  /** Groups by window and `keys`; a null is a key of its own. Without keys: one group a window. */
  groupBy(...keys: readonly Column[]): GroupedTable {
    return new GroupedTable(this.table, this.assigner, keys.map(toExpression))
  }
}

/** A table by window and keys. */
export class GroupedTable {
  constructor(
    private readonly table: Table,
    private readonly assigner: Window,
    private readonly keys: readonly Expression[]
  ) {}

  /** One row per group when its window closes: keys, aggregates and window functions by column name, in this order. */
  select<C extends Readonly<Record<string, Selectable>>>(
    columns: C
  ): ResultTable<{ readonly [K in keyof C]: C[K]['type'] }> {
    return new ResultTable({
      source: this.table.source,
      filters: this.table.filters,
      window: this.assigner,
      keys: this.keys,
      columns: Object.entries(columns).map(([name, selected]) => ({ name, node: selected.node }))
    })
  }
}

/** A finished pipeline, whatever its columns. */
export interface Pipeline {
  readonly query: Query
}

/** A finished pipeline whose rows have the columns `R` (name to data type), neither more nor fewer. */
export class ResultTable<R extends Readonly<Record<string, TypeName>>> implements Pipeline {
  /** For the type checker only: in and out, so that a missing column is an error and an extra one too. */
  declare readonly row: (row: R) => R

  constructor(readonly query: Query) {}
}

/** A source of rows, and the maker of its columns. */
export class SourceTable<S extends Schema = Schema> extends Table {
  constructor(source: SourceDefinition & { readonly schema: S }) {
    super(source, [])
  }

  /** The column at `path`, members joined by dots; typed by the schema. */
  readonly col = <P extends Path<S>>(path: P): Column<TypeAt<S, P>> => new Column({ kind: 'field', path })
}

/** Where result rows go: a name (of a topic, unless settings give another) and its columns in order. */
export class SinkTable<C extends SinkSchema = SinkSchema> {
  constructor(
    readonly name: string,
    readonly columns: C
  ) {}
}

/** The pipeline that fits a sink table. */
export type ResultFor<S extends SinkTable> = ResultTable<RowOf<S['columns']>>

/**
 * Declares a source: its name, the nested schema of its documents and its event-time column.
 *
 * @throws MillraceError TABLE_INVALID for a member name that no path can name, or an event-time column that is
 *   not a TIMESTAMP of the schema.
 */
export function sourceTable<S extends Schema>(
  name: string,
  schema: S,
  options: { readonly eventTime: PathOfType<S, 'TIMESTAMP'> }
): SourceTable<S> {
  checkMemberNames(name, schema)
  const eventTime: string = options.eventTime
  if (typeAt(schema, eventTime) !== 'TIMESTAMP') {
    throw new MillraceError('TABLE_INVALID', {
      table: name,
      reason: `the event-time column ${eventTime} is not a TIMESTAMP column of it`
    })
  }
  return new SourceTable({ name, schema, eventTime })
}

/**
 * Declares a sink: its name, which Kafka must accept as a topic's, and its columns in the order of the rows.
 *
 * @throws MillraceError TABLE_INVALID for a name or column name that cannot be used.
 */
export function sinkTable<C extends SinkSchema>(name: string, columns: C): SinkTable<C> {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
    throw new MillraceError('TABLE_INVALID', {
      table: name,
      reason: 'the name may hold letters, digits, ".", "_" and "-" only, at most 249'
    })
  }
  const wrong = Object.keys(columns).find((column) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(column))
  if (wrong !== undefined) {
    throw new MillraceError('TABLE_INVALID', {
      table: name,
      reason: `column name "${wrong}" must be letters, digits and "_", and start with no digit`
    })
  }
  return new SinkTable(name, columns)
}

function checkMemberNames(table: string, schema: Schema): void {
  for (const [member, node] of Object.entries(schema)) {
    if (member === '' || member.includes('.')) {
      throw new MillraceError('TABLE_INVALID', {
        table,
        reason: `member name "${member}" is empty or holds a dot, so that no path can name it`
      })
    }
    if (!(node instanceof DataType) && !(node instanceof JsonType)) checkMemberNames(table, node)
  }
}
