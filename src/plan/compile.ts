/** The plan compiler: from what jobs say to one scan plan a source and one merge plan for all of them. */
import { MillraceError } from '../errors.js'
import { jobFingerprint } from '../table/check/fingerprint.js'
import { checkJob } from '../table/check/job.js'
import type { BoundJob, JobPipeline } from '../table/check/job.js'
import { expressionText } from '../table/print/sql.js'
import { encodeMergePlan, encodeScanPlan } from './encode.js'
import { lowerJobs, sourcesOf } from './lower/plan.js'
import type { CompileOptions } from './lower/plan.js'
import type { Plan, PlanJob } from './plan.js'

/**
 * Checks all jobs of an application.
 *
 * @throws MillraceError PLAN_*, JOB_DUPLICATE or SOURCE_DUPLICATE when a job is wrong
 */
export function checkJobs(pipelines: readonly JobPipeline[]): readonly BoundJob[] {
  if (pipelines.length === 0) {
    throw new MillraceError('PLAN_INVALID', { job: '(none)', reason: 'no job is registered' })
  }
  const names = new Set<string>()
  for (const { name } of pipelines) {
    if (names.has(name)) throw new MillraceError('JOB_DUPLICATE', { job: name })
    names.add(name)
  }
  return pipelines.map(checkJob)
}

/**
 * Compiles all jobs into one plan: records of a source are scanned once for all of them, with common subexpressions
 * and common filters computed once.
 *
 * @throws MillraceError PLAN_*, JOB_DUPLICATE or SOURCE_DUPLICATE when a job is wrong; nothing is compiled then.
 */
export function compilePlan(pipelines: readonly JobPipeline[], options: CompileOptions): Plan {
  const jobs = checkJobs(pipelines)
  const physical = lowerJobs(jobs, options)
  const sources = sourcesOf(jobs)
  return {
    scans: physical.scans.map((scan, i) => ({
      source: sources[i]!,
      bytes: encodeScanPlan(physical, scan),
      fields: scan.fields,
      jobs: scan.jobs.flatMap(({ kind }, number) => (kind === 'none' ? [] : [number]))
    })),
    merge: encodeMergePlan(physical),
    jobs: jobs.map((job) => planJob(job, options))
  }
}

function planJob(job: BoundJob, options: CompileOptions): PlanJob {
  return {
    name: job.name,
    keys: keyNames(job),
    sink: {
      name: job.sink.name,
      columns: job.columns.map(({ name, type, notNull }) => ({ name, type, notNull }))
    },
    fingerprint: jobFingerprint(job, options.processingTime),
    sources: job.branches.map(({ source }) => source.name).sort(),
    isStateless: job.kind === 'rows'
  }
}

function keyNames(job: BoundJob): string[] {
  if (job.kind === 'rows') return []
  return job.keys.map(({ expression }, index) => {
    const column = job.columns.find(
      ({ value }) => value.kind === 'group' && value.source === 'KEY' && value.index === index
    )
    return column?.name ?? expressionText(expression)
  })
}
