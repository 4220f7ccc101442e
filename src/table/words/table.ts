/** Tables: rows of sources, and the pipelines that lead from them to the rows of a sink. */
import { callSite } from '../call-site.js'
import type { NamedExpression, RelationNode } from '../tree/node.js'
import type { Window } from '../tree/expression.js'
import type { RowOf, SinkSchema, TypeName } from '../types.js'
import { Column, toExpression } from './column.js'
import type { Grouped } from './column.js'

/** The columns of rows: name to data type. */
export type RowTypes = Readonly<Record<string, TypeName>>

/** The data types of what was selected. */
export type SelectedTypes<C extends Readonly<Record<string, Column>>> = {
  readonly [K in keyof C]: C[K]['type']
}

/** Rows of the source named `S` after some filters. */
export class Table<S extends string = string> {
  constructor(readonly node: RelationNode) {}

  /** The rows for which `condition` is true, not false or null. Several filters must all hold. */
  filter(condition: Column<'BOOLEAN', S>): Table<S> {
    return new Table({ kind: 'filter', input: this.node, condition: toExpression(condition), at: callSite() })
  }

  /** Cuts the rows into windows of time. */
  window(window: Window): WindowedTable<S> {
    return new WindowedTable(this.node, window)
  }

  /** No word of a table without a window: says so where one was forgotten. */
  groupBy(_: 'call window(…) first; its groups are what groupBy() makes', ...__: readonly unknown[]): never {
    throw new TypeError('there is no groupBy() without a window: call window(…) before it')
  }

  /** One row of these columns, in this order, for each row: a pipeline without state. */
  select<C extends Readonly<Record<string, Column<TypeName, S>>>>(columns: C): Projection<SelectedTypes<C>> {
    return new Projection({ kind: 'project', input: this.node, columns: named(columns), at: callSite() })
  }
}

/** A table cut into windows of time. */
export class WindowedTable<S extends string = string> {
  readonly #input: RelationNode
  readonly #window: Window

  constructor(input: RelationNode, window: Window) {
    this.#input = input
    this.#window = window
  }

  /** Groups by window and `keys`; a null is a key of its own. Without keys: one group a window. */
  groupBy(...keys: readonly Column<TypeName, S>[]): GroupedTable<S> {
    return new GroupedTable({
      kind: 'windowAggregate',
      input: this.#input,
      window: this.#window,
      keys: keys.map(toExpression),
      at: callSite()
    })
  }

  /** No word of a window without groups: says so where they were forgotten. */
  select(_: 'call groupBy(…) first; without keys it makes one group a window'): never {
    throw new TypeError(FORGOTTEN_GROUPS)
  }

  /** As {@link select}. */
  having(_: 'call groupBy(…) first; without keys it makes one group a window'): never {
    throw new TypeError(FORGOTTEN_GROUPS)
  }
}

const FORGOTTEN_GROUPS =
  'a window has rows and no groups yet: call groupBy(…) before select() and having(), without keys for one group a window'

/** A table by window and keys: one group for each. */
export class GroupedTable<S extends string = string> {
  readonly #groups: RelationNode

  constructor(groups: RelationNode) {
    this.#groups = groups
  }

  /** The groups for which `condition` is true: of keys, aggregates and window functions. Several must all hold. */
  having(condition: Column<'BOOLEAN', S | Grouped<S>>): GroupedTable<S> {
    return new GroupedTable({
      kind: 'filter',
      input: this.#groups,
      condition: toExpression(condition),
      at: callSite()
    })
  }

  /**
   * One row per group when its window closes: keys, aggregates, window functions and expressions of them by column
   * name, in this order.
   */
  select<C extends Readonly<Record<string, Column<TypeName, S | Grouped<S>>>>>(
    columns: C
  ): ResultTable<SelectedTypes<C>> {
    return new ResultTable({ kind: 'project', input: this.#groups, columns: named(columns), at: callSite() })
  }
}

/** A finished pipeline, whatever its columns. */
export interface Pipeline {
  readonly node: RelationNode
}

/** A finished pipeline whose rows have the columns `R` (name to data type), neither more nor fewer. */
export class ResultTable<R extends RowTypes> implements Pipeline {
  /** For the type checker only: in and out, so that a missing column is an error and an extra one too. */
  declare readonly row: (row: R) => R

  constructor(readonly node: RelationNode) {}
}

/** A finished pipeline without a window; several of them make a union. */
export class Projection<R extends RowTypes> extends ResultTable<R> {
  /** For the type checker only: groups of a window cannot take its place. */
  declare readonly isStateless: true
}

/** The rows of several sources under the same columns `R`, named `N`; finished by itself, or to be worked on. */
export class UnionTable<N extends string, R extends RowTypes> extends Table<N> implements Pipeline {
  declare readonly row: (row: R) => R
  readonly #name: N

  constructor(name: N, tables: readonly Pipeline[]) {
    super({ kind: 'union', name, inputs: tables.map((table) => table.node), at: callSite() })
    this.#name = name
  }

  /** The column of that name. */
  readonly col = <P extends keyof R & string>(name: P): Column<R[P], N> =>
    new Column({ kind: 'field', source: this.#name, path: name })
}

/**
 * The rows of several tables, which must have the same columns: of sources with unlike documents, once their
 * `select()` says what they have in common. `name` is what messages call it.
 */
export function union<N extends string, R extends RowTypes>(
  name: N,
  first: Projection<R>,
  ...others: readonly Projection<R>[]
): UnionTable<N, R> {
  return new UnionTable(name, [first, ...others])
}

/** Where result rows go: a name (of a topic, unless settings give another) and its columns in order. */
export class SinkTable<C extends SinkSchema = SinkSchema> {
  constructor(
    readonly name: string,
    readonly columns: C
  ) {}
}

/** The pipeline that fits a sink table. */
export type ResultFor<S extends SinkTable> = Pick<ResultTable<RowOf<S['columns']>>, 'node' | 'row'>

/** None at all, which plain JavaScript may say, is refused by the sink that expects some. */
function named(columns: Readonly<Record<string, Column>> | undefined): NamedExpression[] {
  return Object.entries(columns ?? {}).map(([name, column]) => ({ name, expression: toExpression(column) }))
}
