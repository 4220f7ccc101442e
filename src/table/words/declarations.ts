/** Declarations of sources and sinks. */
import {
  headerPath,
  RECORD,
  RECORD_KEY,
  RECORD_OFFSET,
  RECORD_PARTITION,
  RECORD_TIME,
  RECORD_TIMESTAMP,
  RECORD_VALUE
} from '../record-fields.js'
import type { SourceDefinition } from '../tree/node.js'
import { isElementName } from '../path.js'
import { ArrayType, DataType, JsonType, typeAt } from '../types.js'
import type { Path, PathOfType, Schema, SchemaNode, SinkSchema, TypeAt, TypeName } from '../types.js'
import { Column } from './column.js'
import { SinkTable, Table } from './table.js'
import { TableError } from './table-error.js'

/** The columns of the Kafka record around a document. Only those that a job reads cost anything. */
export interface RecordColumns<N extends string> {
  /** The key as text; null where there is none, or it is no UTF-8. */
  readonly key: Column<'STRING', N>
  /** The header of that name as text, of several the last; null where there is none, or it is no UTF-8. */
  header(name: string): Column<'STRING', N>
  readonly partition: Column<'BIGINT', N>
  /** In a file the number of the line, from 0. */
  readonly offset: Column<'BIGINT', N>
  /** The record's own timestamp; null in a file. */
  readonly timestamp: Column<'TIMESTAMP', N>
  /** The event time that the source is read by; in processing time the time of arrival. */
  readonly time: Column<'TIMESTAMP', N>
  /** The whole value as it came, byte for byte: what a router passes on. */
  readonly value: Column<'STRING', N>
}

/** A source of rows named `N`, and the maker of its columns. */
export class SourceTable<N extends string, S extends Schema> extends Table<N> {
  readonly definition: SourceDefinition

  constructor(definition: SourceDefinition & { readonly name: N; readonly schema: S }) {
    super({ kind: 'scan', source: definition })
    this.definition = definition
  }

  /** The column at `path`, members joined by dots, elements of arrays by number from 1: `items[1].price`; typed by the schema. */
  readonly col = <P extends Path<S>>(path: P): Column<TypeAt<S, P>, N> =>
    new Column({ kind: 'field', source: this.definition.name, path })

  /** The columns of the record around a document. */
  get record(): RecordColumns<N> {
    const at = <T extends TypeName>(path: string): Column<T, N> =>
      new Column({ kind: 'field', source: this.definition.name, path })
    return {
      key: at(RECORD_KEY),
      header: (name) => at(headerPath(name)),
      partition: at(RECORD_PARTITION),
      offset: at(RECORD_OFFSET),
      timestamp: at(RECORD_TIMESTAMP),
      time: at(RECORD_TIME),
      value: at(RECORD_VALUE)
    }
  }
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
  return declareSource({ ...options, name, schema })
}

/** As {@link sourceTable}, the event time in whichever way it is written. */
export function declareSource<N extends string, S extends Schema>(
  definition: SourceDefinition & { readonly name: N; readonly schema: S }
): SourceTable<N, S> {
  const { name, schema, eventTime, timeFormat } = definition
  checkName(name)
  if (definition.topic !== undefined) checkName(definition.topic, name)
  checkMemberNames(name, schema)
  const isOfRecord = eventTime === RECORD_TIMESTAMP
  if (!isOfRecord && timeFormat === undefined && typeAt(schema, eventTime) !== 'TIMESTAMP') {
    throw new TableError(name, `the event-time column ${eventTime} is not a TIMESTAMP column of it`)
  }
  checkSeconds(name, 'watermark delay', definition.watermarkDelaySeconds)
  checkSeconds(name, 'idle time-out', definition.idleTimeoutSeconds)
  return new SourceTable(definition)
}

function checkSeconds(table: string, what: string, seconds: number | undefined): void {
  if (seconds === undefined || (Number.isFinite(seconds) && seconds >= 0)) return
  throw new TableError(table, `its ${what} of ${seconds} seconds must be a number, at least 0`)
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
    throw new TableError(
      name,
      `column name "${wrong}" must be letters, digits and "_", and start with no digit`
    )
  }
  return new SinkTable(name, columns)
}

function checkName(name: string, table = name): void {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
    throw new TableError(table, 'the name may hold letters, digits, ".", "_" and "-" only, at most 249')
  }
}

function checkMemberNames(table: string, schema: Schema): void {
  for (const [member, node] of Object.entries(schema)) {
    if (member === '' || member.includes('.')) {
      throw new TableError(
        table,
        `member name "${member}" is empty or holds a dot, so that no path can name it`
      )
    }
    if (isElementName(member)) {
      throw new TableError(table, `member name "${member}" would be taken for an element of an array`)
    }
    if (member === RECORD) {
      throw new TableError(table, `member name "${RECORD}" stands for the record around a document`)
    }
    checkBelow(table, node)
  }
}

function checkBelow(table: string, node: SchemaNode): void {
  if (node instanceof ArrayType) checkBelow(table, node.element)
  else if (!(node instanceof DataType) && !(node instanceof JsonType)) checkMemberNames(table, node)
}
