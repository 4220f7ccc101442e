/** The plan compiler: from what jobs say to one plan for all of them. */
import { createHash } from 'node:crypto'
import { MillraceError } from '../errors.js'
import type { Bound } from './bind.js'
import { encodePlan } from './encode.js'
import type { SourceDefinition } from './logical.js'
import { lower } from './lower.js'
import type { Instruction, PhysicalJob, PhysicalPlan, Plan, PlanField } from './plan.js'
import { expressionText, windowText } from './print.js'
import { SelectionTree, placeExpressions } from './selections.js'
import type { Selection } from './selections.js'
import type { TypeName } from './types.js'
import { typeAt } from './types.js'
import { validateJob } from './validate.js'
import type { BoundJob, JobPipeline } from './validate.js'

export interface CompileOptions {
  /** The arrival time takes the place of the event time: the event-time column is read only where a job uses it. */
  readonly processingTime: boolean
  /** What happens to a row with a null in a NOT NULL column of its sink. */
  readonly notNullEnforcer: 'keep' | 'drop'
}

/**
 * Compiles all jobs into one plan: one scan, common subexpressions and common filters computed once.
 *
 * @throws MillraceError PLAN_* or JOB_DUPLICATE when a job is wrong; nothing is compiled then.
 */
export function compilePlan(pipelines: readonly JobPipeline[], options: CompileOptions): Plan {
  const source = commonSource(pipelines)
  const jobs = pipelines.map(validateJob)
  const physical = new PlanBuilder(source, jobs, options).build()
  return {
    bytes: encodePlan(physical),
    fields: physical.fields,
    jobs: jobs.map((job) => ({
      name: job.name,
      keys: job.keys.map((key, index) => keyName(job, index) ?? expressionText(key.expression)),
      sink: { name: job.sink.name, columns: job.columns.map(({ name, type }) => ({ name, type })) },
      fingerprint: fingerprint(job, source, options)
    }))
  }
}

function keyName(job: BoundJob, index: number): string | undefined {
  return job.columns.find((column) => column.source === 'KEY' && column.index === index)?.name
}

function commonSource(pipelines: readonly JobPipeline[]): SourceDefinition {
  const [first] = pipelines
  if (first === undefined) {
    throw new MillraceError('PLAN_INVALID', { job: '(none)', reason: 'no job is registered' })
  }
  const names = new Set<string>()
  const { source } = first.table.query
  for (const { name, table } of pipelines) {
    if (names.has(name)) throw new MillraceError('JOB_DUPLICATE', { job: name })
    names.add(name)
    if (table.query.source !== source) {
      const reason = `it reads ${table.query.source.name}, but ${first.name} reads ${source.name}; all jobs share one source table`
      throw new MillraceError('PLAN_INVALID', { job: name, reason })
    }
  }
  return source
}

/** The fields a job's expressions read, the filter as a set, and all that shapes its state and rows; not its name. */
function fingerprint(job: BoundJob, source: SourceDefinition, options: CompileOptions): string {
  const fields = new Map<string, TypeName>()
  const collect = ({ expression, type, operands }: Bound) => {
    if (expression.kind === 'field') fields.set(expression.path, type)
    operands.forEach(collect)
  }
  const operands = job.aggregates.flatMap(({ operand }) => (operand === null ? [] : [operand]))
  ;[...job.conjuncts, ...job.keys, ...operands].forEach(collect)
  const canonical = JSON.stringify({
    time: options.processingTime ? null : source.eventTime,
    fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)),
    filter: job.conjuncts.map(({ key }) => key).sort(),
    window: windowText(job.window),
    keys: job.keys.map(({ key }) => key),
    aggregates: job.aggregates.map(({ key }) => key),
    sink: job.sink.name,
    columns: job.columns
  })
  return createHash('sha256').update(canonical).digest('hex')
}

/** Emits instructions on demand: what a job reads, after what that reads, each once. */
class PlanBuilder {
  private readonly tree = new SelectionTree()
  private readonly jobSelections: readonly Selection[]
  private readonly placed: ReadonlyMap<string, Selection>
  private readonly fields: PlanField[]
  private readonly registers: TypeName[]
  private readonly registerByKey = new Map<string, number>()
  private readonly selectionNumbers = new Map<Selection, number>([[this.tree.all, 0]])
  private readonly instructions: Instruction[] = []

  constructor(
    private readonly source: SourceDefinition,
    private readonly jobs: readonly BoundJob[],
    private readonly options: CompileOptions
  ) {
    this.jobSelections = jobs.map(({ conjuncts }) => this.tree.of(conjuncts))
    const roots = this.roots()
    this.placed = placeExpressions(roots, this.tree.all)
    this.fields = this.collectFields(roots.map(([root]) => root))
    this.registers = this.fields.map(({ type }) => type)
  }

  build(): PhysicalPlan {
    const jobs = this.jobs.map((job, i) => this.emitJob(job, this.jobSelections[i] ?? this.tree.all))
    const timeField = this.fields.findIndex(({ path }) => path === this.source.eventTime)
    return {
      fields: this.fields,
      registers: this.registers,
      selectionCount: this.selectionNumbers.size,
      instructions: this.instructions,
      jobs,
      timeField: this.options.processingTime ? null : timeField,
      notNullEnforcer: this.options.notNullEnforcer
    }
  }

  /** Every expression that a filter or a job reads, with the selection on whose rows it is read. */
  private roots(): (readonly [Bound, Selection])[] {
    return this.jobs.flatMap((job, i) => {
      const selection = this.jobSelections[i] ?? this.tree.all
      return [...filtersOf(selection), ...readBy(job).map((expression) => [expression, selection] as const)]
    })
  }

  /** The event time first, then the fields in the order of their first use. */
  private collectFields(roots: readonly Bound[]): PlanField[] {
    const fields = new Map<string, TypeName>()
    const { eventTime, schema } = this.source
    const timeType = typeAt(schema, eventTime)
    if (!this.options.processingTime && timeType !== null) fields.set(eventTime, timeType)
    const seen = new Set<string>()
    const visit = ({ key, expression, type, operands }: Bound) => {
      if (seen.has(key)) return
      seen.add(key)
      if (expression.kind === 'field') fields.set(expression.path, type)
      operands.forEach(visit)
    }
    roots.forEach(visit)
    return [...fields].map(([path, type]) => ({ path, type }))
  }

  private emitJob(job: BoundJob, selection: Selection): PhysicalJob {
    return {
      selection: this.emitSelection(selection),
      window: job.window,
      keys: job.keys.map((key) => this.emit(key)),
      aggregates: job.aggregates.map(({ call, operand }) => ({
        function: call.function,
        register: operand === null ? null : this.emit(operand),
        inputType: operand?.type ?? null,
        truncate: call.truncate,
        fraction: call.fraction
      })),
      columns: job.columns
    }
  }

  private emitSelection(selection: Selection): number {
    const known = this.selectionNumbers.get(selection)
    if (known !== undefined) return known
    if (selection.parent === null || selection.conjunct === null)
      throw new RangeError('only selection 0 has no parent')
    const sel = this.emitSelection(selection.parent)
    const condition = this.emit(selection.conjunct)
    const dst = this.selectionNumbers.size
    this.selectionNumbers.set(selection, dst)
    this.instructions.push({ op: 'FILTER', dst, sel, condition })
    return dst
  }

  private emit(bound: Bound): number {
    const { expression, key, type } = bound
    if (expression.kind === 'field') return this.fields.findIndex(({ path }) => path === expression.path)
    const known = this.registerByKey.get(key)
    if (known !== undefined) return known
    const sel = this.emitSelection(this.placed.get(key) ?? this.tree.all)
    const operation = lower(bound, (operand) => this.emit(operand))
    const dst = this.registers.push(type) - 1
    this.registerByKey.set(key, dst)
    this.instructions.push({ ...operation, dst, sel })
    return dst
  }
}

function readBy(job: BoundJob): Bound[] {
  return [...job.keys, ...job.aggregates.flatMap(({ operand }) => (operand === null ? [] : [operand]))]
}

/** The conjuncts that lead to `selection`, outermost first, each with the selection that it narrows. */
function filtersOf(selection: Selection): (readonly [Bound, Selection])[] {
  if (selection.parent === null || selection.conjunct === null) return []
  return [...filtersOf(selection.parent), [selection.conjunct, selection.parent]]
}
