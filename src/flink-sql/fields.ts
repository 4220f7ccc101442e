/** The fields that jobs use of a source, as columns of its Flink table. */
import type { Bound } from '../table/bound/bound.js'
import type { BoundJob } from '../table/check/job.js'
import { stepsOf, type PathStep } from '../table/path.js'
import type { SourceDefinition } from '../table/tree/node.js'
import {
  headerOf,
  isRecordPath,
  RECORD_KEY,
  RECORD_OFFSET,
  RECORD_PARTITION,
  RECORD_TIME,
  RECORD_TIMESTAMP,
  RECORD_VALUE
} from '../table/record-fields.js'
import { typeAt, type Schema, type TypeName } from '../table/types.js'
import type { Findings } from './findings.js'
import { quoted, text } from './text.js'
import { textToBoolean, textToDouble } from './twins/casts.js'

/** A member of a document: a value, or an object with members, or an array, whose elements are of one type. */
interface Member {
  type: TypeName | undefined
  readonly members: Map<string, Member>
  element: Member | undefined
}

const newMember = (): Member => ({ type: undefined, members: new Map(), element: undefined })

/** Fields of one source. */
export class UsedFields {
  readonly #root = newMember()
  /** Declarations of columns of the records around the documents. */
  readonly #record = new Set<string>()

  /** The fields of `source` that the jobs read, and its event time unless windows are of processing time. */
  static of(
    source: SourceDefinition,
    jobs: readonly BoundJob[],
    isEventTime: boolean,
    findings: Findings
  ): UsedFields {
    const fields = new UsedFields()
    if (isEventTime) {
      fields.#add(source.eventTime, fieldType(source.schema, source.eventTime))
      if (source.timeFormat === 'iso8601') {
        const reason = 'Flink takes other forms of a time, and days that a month does not have'
        const place = { job: jobs.map(({ name }) => name).join(', '), column: 'the event time' }
        findings.differs(place, `ISO-8601 text in ${source.name}`, reason, true)
      }
    }
    for (const job of jobs) {
      for (const bound of boundsOf(job)) {
        for (const { path, type } of fieldsOf(bound, source.name)) {
          if (!fields.#add(path, type)) {
            const reason =
              path === RECORD_VALUE
                ? 'no column of a JSON table is the value as it came'
                : 'it is used both whole and by its members, which no column of Flink can be'
            findings.differs({ job: job.name, column: path }, `field ${path} of ${source.name}`, reason, true)
          }
        }
      }
    }
    return fields
  }

  /** Declarations of the table's columns, without indentation. */
  columns(): string[] {
    const members = [...this.#root.members].map(([name, member]) => `${quoted(name)} ${declaredType(member)}`)
    return [...members, ...this.#record]
  }

  /** Options of a table that has the records' keys. */
  keyOptions(): (readonly [string, string])[] {
    if (!this.#record.has(recordColumn(RECORD_KEY))) return []
    return [
      ['key.format', 'raw'],
      ['key.fields', RECORD_KEY],
      ['value.fields-include', 'EXCEPT_KEY']
    ]
  }

  /** False when the path is an object or array where it was a value, or the other way round, or nothing that Flink has. */
  #add(path: string, type: TypeName): boolean {
    if (path === RECORD_VALUE) return false
    if (isRecordPath(path)) {
      if (path !== RECORD_TIME) this.#record.add(recordColumn(path))
      return true
    }
    let node = this.#root
    for (const step of stepsOf(path)) {
      if (node.type !== undefined) return false
      const isArray = node.element !== undefined
      if (typeof step === 'number' ? node.members.size > 0 : isArray) return false
      node = below(node, step)
    }
    if (node.members.size > 0 || node.element !== undefined) return false
    node.type = type
    return true
  }
}

function below(node: Member, step: PathStep): Member {
  if (typeof step === 'number') return (node.element ??= newMember())
  const next = node.members.get(step) ?? newMember()
  node.members.set(step, next)
  return next
}

/** A field as an expression of our meaning over the declared column. */
export function fieldText(path: string, type: TypeName): string {
  const header = headerOf(path)
  if (header !== null) return `DECODE(${quoted(HEADERS)}[${text(header)}], 'UTF-8')`
  if (path === RECORD_TIME) return quoted(TIME)
  if (isRecordPath(path)) return quoted(path)
  const column = columnOf(path)
  if (type === 'TIMESTAMP') return `TO_TIMESTAMP_LTZ(${column}, 3)`
  if (type === 'DOUBLE') return textToDouble(column)
  return type === 'BOOLEAN' ? textToBoolean(column) : column
}

/** The event time of a source's records in ms since 1970. */
export function eventTimeMs({ eventTime, timeFormat = 'millis', schema }: SourceDefinition): string {
  if (eventTime === RECORD_TIMESTAMP) {
    const time = quoted(RECORD_TIMESTAMP)
    return `(EXTRACT(EPOCH FROM ${time}) * 1000 + EXTRACT(MILLISECOND FROM ${time}))`
  }
  if (timeFormat === 'micros') return `${columnOf(eventTime)} / 1000`
  if (timeFormat !== 'seconds') return columnOf(eventTime)
  const seconds = fieldText(eventTime, fieldType(schema, eventTime))
  return `CAST(${seconds} * 1000 AS BIGINT)`
}

/** The column of the time that windows are made of, in every table. */
export const TIME = '$time'
const HEADERS = '$record.headers'

function columnOf(path: string): string {
  const steps = stepsOf(path).map((step) =>
    typeof step === 'number' ? `[${String(step)}]` : `.${quoted(step)}`
  )
  return steps.join('').slice(1)
}

function fieldType(schema: Schema, path: string): TypeName {
  return typeAt(schema, path) ?? 'TIMESTAMP'
}

/** The declaration of a column of the record. */
function recordColumn(path: string): string {
  if (headerOf(path) !== null) return `${quoted(HEADERS)} MAP<STRING, BYTES> METADATA FROM 'headers' VIRTUAL`
  const name = quoted(path)
  if (path === RECORD_KEY) return `${name} STRING`
  if (path === RECORD_PARTITION) return `${name} INT METADATA FROM 'partition' VIRTUAL`
  if (path === RECORD_OFFSET) return `${name} BIGINT METADATA FROM 'offset' VIRTUAL`
  return `${name} TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL`
}

/** Times are milliseconds; numbers and truth values are read as text, since Flink takes other texts for them. */
function declaredType({ type, members, element }: Member): string {
  if (element !== undefined) return `ARRAY<${declaredType(element)}>`
  if (type === undefined) {
    return `ROW<${[...members].map(([name, member]) => `${quoted(name)} ${declaredType(member)}`).join(', ')}>`
  }
  return type === 'BIGINT' || type === 'TIMESTAMP' ? 'BIGINT' : 'STRING'
}

/** Every expression of a job that ends at fields. */
function boundsOf(job: BoundJob): readonly Bound[] {
  const conditions = job.branches.flatMap(({ conjuncts }) => conjuncts)
  if (job.kind === 'rows') return [...conditions, ...job.branches.flatMap(({ values }) => values)]
  const operands = [...job.keys, ...job.aggregates].flatMap((each) => [...each.operands])
  return [...conditions, ...operands.filter((operand) => operand !== null)]
}

function fieldsOf(bound: Bound, source: string): { path: string; type: TypeName }[] {
  if (bound.kind === 'field') return bound.source === source ? [bound] : []
  return bound.operands.flatMap((operand) => fieldsOf(operand, source))
}
