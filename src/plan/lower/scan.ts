/** Lowering to the scan plan of one source: its part of all jobs in one program. */
import type { Bound } from '../../table/bound/bound.js'
import type { BoundColumn, BoundJob } from '../../table/check/job.js'
import type { SourceDefinition } from '../../table/tree/node.js'
import { recordFieldType } from '../../table/record-fields.js'
import { typeAt } from '../../table/types.js'
import type { TypeName } from '../../table/types.js'
import type { PhysicalColumn, PhysicalScan, PhysicalScanJob, PlanField } from '../physical.js'
import { physicalAggregate, physicalWindow } from './functions.js'
import { ProgramBuilder, ProgramSection } from './program.js'
import { SelectionTree, filtersOf } from './selections.js'
import type { Read, Selection } from './selections.js'

/** What one job reads of the source. */
interface Reader {
  readonly job: BoundJob
  /** Of the job's branches the one of this source. */
  readonly branch: number
  readonly selection: Selection
}

/**
 * The scan plan of `source`: the fields that its jobs read, common filters and expressions once.
 *
 * @param jobs all jobs of the application, in the order of their numbers
 */
export function lowerScan(
  source: SourceDefinition,
  jobs: readonly BoundJob[],
  processingTime: boolean
): PhysicalScan {
  const tree = new SelectionTree()
  const readers = jobs.map((job) => readerOf(job, source, tree))
  const reads = readers.flatMap((reader) => (reader === null ? [] : readsOf(reader)))
  const timeField = processingTime ? null : source.eventTime
  const fields = fieldsOf(source, timeField, reads)
  const program = new ProgramBuilder()
  const registers = new Map(fields.map(({ path, type }) => [path, program.register(type)]))
  const section = new ProgramSection(program, tree.all, reads, (leaf) => {
    const register = leaf.kind === 'field' ? registers.get(leaf.path) : undefined
    if (register === undefined) throw new RangeError('a scan reads the fields of its source alone')
    return register
  })
  const scanJobs = readers.map((reader) => (reader === null ? NONE : lowerReader(section, reader)))
  return {
    source: source.name,
    fields,
    program: program.finish(),
    timeField: timeField === null ? null : (registers.get(timeField) ?? null),
    timeFormat: source.timeFormat ?? 'millis',
    zoneOffsetMs: source.zoneOffsetMs ?? 0,
    jobs: scanJobs
  }
}

const NONE: PhysicalScanJob = { kind: 'none' }

function readerOf(job: BoundJob, source: SourceDefinition, tree: SelectionTree): Reader | null {
  const branch = job.branches.findIndex((each) => each.source.name === source.name)
  if (branch < 0) return null
  return { job, branch, selection: tree.of(job.branches[branch]!.conjuncts) }
}

/** Every expression that the filters and the job read. */
function readsOf(reader: Reader): Read[] {
  const values = valuesOf(reader).map((value) => [value, reader.selection] as const)
  return [...filtersOf(reader.selection), ...values]
}

function valuesOf({ job, branch }: Reader): readonly Bound[] {
  if (job.kind === 'rows') return job.branches[branch]!.values
  const inputs = [
    ...job.keys.map(({ operands }) => operands[branch]),
    ...job.aggregates.flatMap(({ operands, bys }) => [operands[branch], bys[branch]])
  ]
  return inputs.flatMap((bound) => bound ?? [])
}

/** The event time first, then the fields in the order of their first use. */
function fieldsOf(source: SourceDefinition, timeField: string | null, reads: readonly Read[]): PlanField[] {
  const fields = new Map<string, TypeName>()
  const timeType = timeField === null ? null : fieldType(source, timeField)
  if (timeField !== null && timeType !== null) fields.set(timeField, timeType)
  const seen = new Set<string>()
  const visit = (bound: Bound) => {
    if (seen.has(bound.key)) return
    seen.add(bound.key)
    if (bound.kind === 'field') fields.set(bound.path, bound.type)
    bound.operands.forEach(visit)
  }
  reads.forEach(([expression]) => visit(expression))
  return [...fields].map(([path, type]) => ({ path, type }))
}

function fieldType({ schema }: SourceDefinition, path: string): TypeName | null {
  return recordFieldType(path) ?? typeAt(schema, path)
}

function lowerReader(section: ProgramSection, { job, branch, selection }: Reader): PhysicalScanJob {
  const number = section.emitSelection(selection)
  if (job.kind === 'rows') {
    const registers = job.branches[branch]!.values.map((value) => section.emit(value))
    return { kind: 'rows', selection: number, columns: physicalColumns(job.columns, registers) }
  }
  return {
    kind: 'aggregate',
    selection: number,
    window: physicalWindow(job.window),
    keys: job.keys.map(({ operands }) => section.emit(operands[branch]!)),
    aggregates: job.aggregates.map((aggregate) => {
      const [register, byRegister] = [aggregate.operands, aggregate.bys].map((each) => {
        const bound = each[branch] ?? null
        return bound === null ? null : section.emit(bound)
      })
      return { ...physicalAggregate(aggregate), register: register ?? null, byRegister: byRegister ?? null }
    })
  }
}

/** @param registers of the values of `columns` */
export function physicalColumns(
  columns: readonly BoundColumn[],
  registers: readonly number[]
): PhysicalColumn[] {
  return columns.map(({ name, type, notNull }, i) => ({ name, register: registers[i]!, type, notNull }))
}
