/** The fields that jobs use of a source, as columns of its Flink table. */
import type { Bound } from '../table/bound/bound.js'
import type { BoundJob } from '../table/check/job.js'
import type { SourceDefinition } from '../table/tree/node.js'
import type { TypeName } from '../table/types.js'
import type { Findings } from './findings.js'
import { quoted } from './text.js'
import { textToBoolean, textToDouble } from './twins/casts.js'

/** A member of a document: a value, or an object with members. */
interface Member {
  type: TypeName | undefined
  readonly members: Map<string, Member>
}

/** Fields of one source. */
export class UsedFields {
  readonly #root: Member = { type: undefined, members: new Map() }

  /** The fields of `source` that the jobs read, and its event time unless windows are of processing time. */
  static of(
    source: SourceDefinition,
    jobs: readonly BoundJob[],
    isEventTime: boolean,
    findings: Findings
  ): UsedFields {
    const fields = new UsedFields()
    if (isEventTime) fields.#add(source.eventTime, 'TIMESTAMP')
    for (const job of jobs) {
      for (const bound of boundsOf(job)) {
        for (const { path, type } of fieldsOf(bound, source.name)) {
          if (!fields.#add(path, type)) {
            const reason = 'it is used both whole and by its members, which no column of Flink can be'
            findings.differs({ job: job.name, column: path }, `field ${path} of ${source.name}`, reason, true)
          }
        }
      }
    }
    return fields
  }

  /** Declarations of the table's columns, without indentation. */
  columns(): string[] {
    return [...this.#root.members].map(([name, member]) => `${quoted(name)} ${declaredType(member)}`)
  }

  has(name: string): boolean {
    return this.#root.members.has(name)
  }

  /** False when the path is an object where it was a value, or the other way round. */
  #add(path: string, type: TypeName): boolean {
    let node = this.#root
    for (const name of path.split('.')) {
      if (node.type !== undefined) return false
      let next = node.members.get(name)
      if (next === undefined) node.members.set(name, (next = { type: undefined, members: new Map() }))
      node = next
    }
    if (node.members.size > 0) return false
    node.type = type
    return true
  }
}

/** A field as an expression of our meaning over the declared column. */
export function fieldText(path: string, type: TypeName): string {
  const column = path.split('.').map(quoted).join('.')
  if (type === 'TIMESTAMP') return `TO_TIMESTAMP_LTZ(${column}, 3)`
  if (type === 'DOUBLE') return textToDouble(column)
  return type === 'BOOLEAN' ? textToBoolean(column) : column
}

/** Times are milliseconds; numbers and truth values are read as text, since Flink takes other texts for them. */
function declaredType({ type, members }: Member): string {
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
