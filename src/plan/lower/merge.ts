/** Lowering to the merge plan: windows and aggregates of all jobs, and what becomes of finished groups. */
import type { BoundAggregateJob, BoundJob } from '../../table/check/job.js'
import type { BoundGroup } from '../../table/bound/bound.js'
import type { GroupColumn, PhysicalMerge, PhysicalMergeJob } from '../physical.js'
import { physicalAggregate, physicalWindow } from './functions.js'
import { ProgramBuilder, ProgramSection } from './program.js'
import type { Leaf } from './program.js'
import { physicalColumns } from './scan.js'
import { SelectionTree, filtersOf } from './selections.js'
import type { Read } from './selections.js'

/**
 * The merge plan of all jobs. Every job has registers, selections and a range of instructions of its own, for the
 * groups of one job are never in a vector with those of another.
 */
export function lowerMerge(jobs: readonly BoundJob[]): PhysicalMerge {
  const program = new ProgramBuilder()
  const mergeJobs = jobs.map((job): PhysicalMergeJob =>
    job.kind === 'rows' ? { kind: 'none' } : lowerJob(program, job)
  )
  // A program has a selection even where no job has groups.
  if (mergeJobs.every(({ kind }) => kind === 'none')) program.selection()
  return { program: program.finish(), jobs: mergeJobs }
}

function lowerJob(program: ProgramBuilder, job: BoundAggregateJob): PhysicalMergeJob {
  const tree = new SelectionTree()
  const written = tree.of(job.having)
  const values = job.columns.map(({ value }): Read => [value, written])
  const groupColumns = new GroupColumns(program)
  const reads = [...filtersOf(written), ...values]
  const section = new ProgramSection(program, tree.all, reads, (leaf) => groupColumns.register(leaf))
  const firstInstruction = program.length
  const selection = section.emitSelection(written)
  const registers = job.columns.map(({ value }) => section.emit(value))
  return {
    kind: 'aggregate',
    window: physicalWindow(job.window),
    keyTypes: job.keys.map(({ type }) => type),
    aggregates: job.aggregates.map(physicalAggregate),
    groupColumns: groupColumns.all,
    firstInstruction,
    instructionCount: program.length - firstInstruction,
    allRows: section.allRows,
    selection,
    columns: physicalColumns(job.columns, registers)
  }
}

/** The registers that finished groups of one job fill: one for each property that is read. */
class GroupColumns {
  readonly all: GroupColumn[] = []
  readonly #program: ProgramBuilder
  readonly #byKey = new Map<string, number>()

  constructor(program: ProgramBuilder) {
    this.#program = program
  }

  register(leaf: Leaf): number {
    if (leaf.kind !== 'group') throw new RangeError('groups have no fields')
    return this.#byKey.get(leaf.key) ?? this.#add(leaf)
  }

  #add({ source, index, param, type, key }: BoundGroup): number {
    const register = this.#program.register(type)
    this.all.push({ source, index, param, register })
    this.#byKey.set(key, register)
    return register
  }
}
