/** Sources of one's own: where records come from, what is in them and when they happened. */
import type { Schema } from '../types.js'
import type { EventTime } from './event-time.js'
import { eventTimeOf } from './event-time.js'
import { declareSource } from './declarations.js'
import type { SourceTable } from './declarations.js'
import { TableError } from './table-error.js'

/** What {@link defineSource} is told. */
export interface SourceSpec<S extends Schema> {
  /** The members of the documents, as a tree; what is not named is not read. */
  readonly schema: S
  /**
   * When a record happened: the path of a `timestamp()` column (epoch milliseconds), or `epochSeconds()`,
   * `epochMillis()`, `epochMicros()`, `iso8601()` of another one, or `recordTimestamp()`.
   */
  readonly eventTime: EventTime<S>
  /** The Kafka topic; left out: the source's name. The setting `kafka_topic_<name>` goes before it. */
  readonly topic?: string
  /** How far the watermark stays behind the greatest time of a partition, s; left out: as the settings say. */
  readonly watermarkDelaySeconds?: number
  /** After so long with nothing to read a partition no longer holds the watermark back, s; left out: as the settings say. */
  readonly idleTimeoutSeconds?: number
  /** How values are written; JSON documents, and nothing else for now. */
  readonly format?: 'json'
}

/**
 * Defines a source of records: its name, unique in an application, its schema and its event time. Columns of it are
 * `source.col('path')`, and `source.record` has those of the Kafka record around a document.
 *
 * @throws MillraceError TABLE_INVALID for a name, a member, a time or a format that cannot be used
 */
export function defineSource<N extends string, S extends Schema>(
  name: N,
  spec: SourceSpec<S>
): SourceTable<N, S> {
  const { schema, eventTime, format = 'json', ...rest } = spec
  checkFormat(name, format)
  return declareSource({ ...rest, name, schema, ...eventTimeOf(name, schema, eventTime) })
}

/** Formats that people ask for first, refused by name: what to do instead differs. */
const REFUSED: Readonly<Record<string, string>> = {
  avro: 'Avro is not read yet; write JSON, or convert the topic with a stream of your own',
  protobuf: 'Protobuf is not read yet; write JSON, or convert the topic with a stream of your own'
}

function checkFormat(name: string, format: string): void {
  if (format === 'json') return
  const refused = REFUSED[format.toLowerCase()]
  throw new TableError(name, refused ?? `its format "${format}" is not known; json is`)
}
