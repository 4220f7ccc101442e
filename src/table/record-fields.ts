/** The columns of a source that are not in its documents but in the Kafka records around them. */
import type { TypeName } from './types.js'

/** First member of their paths: no document's member is called so. */
export const RECORD = '$record'

export const RECORD_KEY = `${RECORD}.key` as const
export const RECORD_PARTITION = `${RECORD}.partition` as const
export const RECORD_OFFSET = `${RECORD}.offset` as const
export const RECORD_TIMESTAMP = `${RECORD}.timestamp` as const
/** The value as it came. */
export const RECORD_VALUE = `${RECORD}.value` as const
/** The event time as it was read, whatever it was written as. */
export const RECORD_TIME = `${RECORD}.time` as const
const HEADER_PREFIX = `${RECORD}.headers.`

const TYPES: ReadonlyMap<string, TypeName> = new Map([
  [RECORD_KEY, 'STRING'],
  [RECORD_PARTITION, 'BIGINT'],
  [RECORD_OFFSET, 'BIGINT'],
  [RECORD_TIMESTAMP, 'TIMESTAMP'],
  [RECORD_TIME, 'TIMESTAMP'],
  [RECORD_VALUE, 'STRING']
])

export function headerPath(name: string): string {
  return `${HEADER_PREFIX}${name}`
}

/** The name of the header that a path means; null where it means none. */
export function headerOf(path: string): string | null {
  return path.startsWith(HEADER_PREFIX) ? path.slice(HEADER_PREFIX.length) : null
}

/** Whether the path is one of the record and not of the document in it. */
export function isRecordPath(path: string): boolean {
  return path.startsWith(`${RECORD}.`)
}

/** The type of a column of the record, null where the path is none. */
export function recordFieldType(path: string): TypeName | null {
  return headerOf(path) === null ? (TYPES.get(path) ?? null) : 'STRING'
}
