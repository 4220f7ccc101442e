/** Encodes what a plan says of records around documents; the layout is drawn in contract/plan-layout.ts. */
import {
  RECORD_KEY,
  RECORD_OFFSET,
  RECORD_PARTITION,
  RECORD_TIME,
  RECORD_TIMESTAMP,
  RECORD_VALUE,
  headerOf,
  isRecordPath
} from '../table/record-fields.js'
import type { TimeFormat } from '../table/tree/node.js'
import * as layout from './contract/plan-layout.js'
import type { PlanField } from './physical.js'
import type { PlanWriter } from './plan-writer.js'

export const TIME_FORMATS: Readonly<Record<TimeFormat, number>> = {
  millis: layout.TIME_MILLIS,
  seconds: layout.TIME_SECONDS,
  micros: layout.TIME_MICROS,
  iso8601: layout.TIME_TEXT
}

const SOURCES: ReadonlyMap<string, number> = new Map([
  [RECORD_KEY, layout.RECORD_KEY],
  [RECORD_PARTITION, layout.RECORD_PARTITION],
  [RECORD_OFFSET, layout.RECORD_OFFSET],
  [RECORD_TIMESTAMP, layout.RECORD_TIMESTAMP],
  [RECORD_TIME, layout.RECORD_TIME],
  [RECORD_VALUE, layout.RECORD_VALUE]
])

/** Appends those of `fields` that are not of documents; their numbers are their indexes. */
export function encodeRecordFields(
  out: PlanWriter,
  fields: readonly PlanField[]
): { readonly offset: number; readonly count: number } {
  const words = fields.flatMap(({ path }, register) => {
    if (!isRecordPath(path)) return []
    const header = headerOf(path)
    const name = header === null ? { offset: 0, length: 0 } : out.text(header)
    return [SOURCES.get(path) ?? layout.RECORD_HEADER, register, name.offset, name.length]
  })
  return { offset: out.words(words), count: words.length / layout.RECORD_FIELD_WORDS }
}
