/** Declarations of sources and sinks. */
import { MillraceError } from '../../errors.js'
import type { SourceDefinition } from '../tree/node.js'
import { DataType, JsonType, typeAt } from '../types.js'
import type { Path, PathOfType, Schema, SinkSchema, TypeAt } from '../types.js'
import { Column } from './column.js'
import { SinkTable, Table } from './table.js'

/** A source of rows named `N`, and the maker of its columns. */
export class SourceTable<N extends string, S extends Schema> extends Table<N> {
  readonly definition: SourceDefinition

  constructor(definition: SourceDefinition & { readonly name: N; readonly schema: S }) {
    super({ kind: 'scan', source: definition })
    this.definition = definition
  }

  /** The column at `path`, members joined by dots; typed by the schema. */
  readonly col = <P extends Path<S>>(path: P): Column<TypeAt<S, P>, N> =>
    new Column({ kind: 'field', source: this.definition.name, path })
}

/** The event-time column of a source, and its time settings where they differ from those of the application. */
export type SourceOptions<P extends string = string> = Omit<
  SourceDefinition,
  'name' | 'schema' | 'eventTime'
> & {
  readonly eventTime: P
}

/**
 * Declares a source: its name, unique in an application, the nested schema of its documents and its event-time
 * column.
 *
 * @throws MillraceError TABLE_INVALID for a name or a member name that cannot be used, or an event-time column that
 *   is not a TIMESTAMP of the schema.
 */
export function sourceTable<N extends string, S extends Schema>(
  name: N,
  schema: S,
  options: SourceOptions<PathOfType<S, 'TIMESTAMP'>>
): SourceTable<N, S> {
  checkName(name)
  checkMemberNames(name, schema)
  const eventTime: string = options.eventTime
  if (typeAt(schema, eventTime) !== 'TIMESTAMP') {
    throw invalid(name, `the event-time column ${eventTime} is not a TIMESTAMP column of it`)
  }
  checkSeconds(name, 'watermark delay', options.watermarkDelaySeconds)
  checkSeconds(name, 'idle time-out', options.idleTimeoutSeconds)
  return new SourceTable({ ...options, name, schema })
}

function checkSeconds(table: string, what: string, seconds: number | undefined): void {
  if (seconds === undefined || (Number.isFinite(seconds) && seconds >= 0)) return
  throw invalid(table, `its ${what} of ${seconds} seconds must be a number, at least 0`)
}

/**
 * Declares a sink: its name, which Kafka must accept as a topic's, and its columns in the order of the rows.
 *
 * @throws MillraceError TABLE_INVALID for a name or column name that cannot be used.
 */
export function sinkTable<C extends SinkSchema>(name: string, columns: C): SinkTable<C> {
  checkName(name)
  const wrong = Object.keys(columns).find((column) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(column))
  if (wrong !== undefined) {
    throw invalid(name, `column name "${wrong}" must be letters, digits and "_", and start with no digit`)
  }
  return new SinkTable(name, columns)
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
    throw invalid(name, 'the name may hold letters, digits, ".", "_" and "-" only, at most 249')
  }
}

function checkMemberNames(table: string, schema: Schema): void {
  for (const [member, node] of Object.entries(schema)) {
    if (member === '' || member.includes('.')) {
      throw invalid(table, `member name "${member}" is empty or holds a dot, so that no path can name it`)
    }
    if (!(node instanceof DataType) && !(node instanceof JsonType)) checkMemberNames(table, node)
  }
}

function invalid(table: string, reason: string): MillraceError {
  return new MillraceError('TABLE_INVALID', { table, reason })
}
