/** EXPLAIN: how a job is worked off, as text for people. Nothing is told apart by it. */
import type { BoundJob, JobPipeline } from '../../table/check/job.js'
import { checkJob } from '../../table/check/job.js'
import { SCALAR_FUNCTIONS } from '../../table/functions/index.js'
import { expressionText } from '../../table/print/sql.js'
import { jobTree } from './job-tree.js'
import { lowerJobs } from '../lower/plan.js'
import type { CompileOptions } from '../lower/plan.js'
import { programLines } from './listing.js'
import type {
  GroupColumn,
  PhysicalColumn,
  PhysicalMergeJob,
  PhysicalPlan,
  PhysicalScan
} from '../physical.js'

/**
 * The logical tree of a job, and the physical plan that it has when it is alone.
 *
 * @throws MillraceError PLAN_* when the job is wrong
 */
export function explain(pipeline: JobPipeline, options: CompileOptions): string {
  const job = checkJob(pipeline)
  const plan = lowerJobs([job], options)
  const parts = [
    `== Logical plan ==\n${jobTree(job)}`,
    ...plan.scans.map((scan) => `== Scan of ${scan.source} ==\n${scanText(scan)}`),
    ...mergeTexts(job, plan)
  ]
  return parts.join('\n\n')
}

function scanText(scan: PhysicalScan): string {
  const names = new Map(scan.fields.map(({ path }, register) => [register, path]))
  const name = (register: number | null) =>
    register === null ? '*' : (names.get(register) ?? `r${register}`)
  const [job] = scan.jobs
  const lines = [
    `fields ${scan.fields.map(({ path, type }) => `${path} ${type}`).join(', ')}`,
    ...programLines(scan.program, names, functionName)
  ]
  if (job?.kind === 'rows') lines.push(`write rows of s${job.selection}: ${columnsText(job.columns, name)}`)
  if (job?.kind === 'aggregate') {
    const operands = job.aggregates.map(({ register }) => name(register)).join(', ')
    lines.push(`aggregate rows of s${job.selection} by [${job.keys.map(name).join(', ')}]: [${operands}]`)
  }
  return lines.join('\n')
}

function mergeTexts(job: BoundJob, { merge }: PhysicalPlan): string[] {
  const [merged] = merge.jobs
  if (job.kind === 'rows' || merged?.kind !== 'aggregate') return []
  const names = new Map(
    merged.groupColumns.map((column) => [column.register, groupColumnName(job, column)] as const)
  )
  const name = (register: number) => names.get(register) ?? `r${register}`
  const lines = [
    ...programLines(rangeOf(merge.program, merged), names, functionName),
    `write groups of s${merged.selection}: ${columnsText(merged.columns, name)}`
  ]
  return [`== Merge ==\n${lines.join('\n')}`]
}

function rangeOf(
  { instructions }: PhysicalPlan['merge']['program'],
  { firstInstruction, instructionCount }: Extract<PhysicalMergeJob, { kind: 'aggregate' }>
): Pick<PhysicalPlan['merge']['program'], 'instructions'> {
  return { instructions: instructions.slice(firstInstruction, firstInstruction + instructionCount) }
}

function groupColumnName(
  job: Extract<BoundJob, { kind: 'aggregate' }>,
  { source, index }: GroupColumn
): string {
  if (source === 'KEY') return expressionText(job.keys[index]!.operands[0]!.expression)
  return source === 'AGGREGATE' ? expressionText(job.aggregates[index]!.expression) : source
}

function columnsText(columns: readonly PhysicalColumn[], name: (register: number) => string): string {
  return columns.map((column) => `${name(column.register)} AS ${column.name}`).join(', ')
}

function functionName(code: number): string {
  return SCALAR_FUNCTIONS.find((entry) => entry.code === code)?.name ?? `function ${code}`
}
