import type { Column, Grouped, TypeName } from '../../src/table/index.js'

type Of<T extends TypeName> = Column<T, 'events' | Grouped<'events'>>

/** The same value said twice: as a column of the language and as SQL for DuckDB. */
export interface Pair<T extends TypeName = TypeName> {
  readonly type: T
  readonly column: Of<T>
  readonly sql: string
}

export function pair<T extends TypeName>(type: T, column: Column<T>, sql: string): Pair<T> {
  return { type, column: column as Of<T>, sql }
}
