/** Lowering of all jobs of an application: one scan plan a source, one merge plan. */
import { MillraceError } from '../../errors.js'
import type { BoundJob } from '../../table/check/job.js'
import { boundCall, boundGroup, boundLiteral } from '../../table/bound/bound.js'
import type { WindowProperty } from '../../table/tree/expression.js'
import type { SourceDefinition } from '../../table/tree/node.js'
import type { PhysicalPlan } from '../physical.js'
import { lowerMerge } from './merge.js'
import { lowerScan } from './scan.js'

export interface CompileOptions {
  /** The arrival time takes the place of the event time: the event-time column is read only where a job uses it. */
  readonly processingTime: boolean
  /** What happens to a row with a null in a NOT NULL column of its sink. */
  readonly notNullEnforcer: 'keep' | 'drop'
  /** Into how many groups keys are hashed: the most shards that the state can be spread over. */
  readonly keyGroups: number
  /** Only windows that end after it are written, ms since 1970; left out: all. The state is the same with and without. */
  readonly after?: number | undefined
}

export function lowerJobs(jobs: readonly BoundJob[], options: CompileOptions): PhysicalPlan {
  return {
    scans: sourcesOf(jobs).map((source) => lowerScan(source, jobs, options.processingTime)),
    merge: lowerMerge(jobs.map((job) => cutAfter(job, options.after))),
    notNullEnforcer: options.notNullEnforcer,
    keyGroups: options.keyGroups
  }
}

/** The job with a condition over the ends of its windows, beside those that it has. */
function cutAfter(job: BoundJob, after: number | undefined): BoundJob {
  if (after === undefined || job.kind === 'rows') return job
  const end = boundGroup(WINDOW_END, 'TIMESTAMP', 'WINDOW_END', 0, 0)
  const isAfter = boundCall('GT', [end, boundLiteral(BigInt(after), 'TIMESTAMP')], 'BOOLEAN', {})
  return { ...job, having: [...job.having, isAfter] }
}

const WINDOW_END: WindowProperty = { kind: 'window', property: 'end', floorTo: 1 }

/**
 * The sources of all jobs in the order of their first use.
 *
 * @throws MillraceError SOURCE_DUPLICATE when two of them have one name
 */
export function sourcesOf(jobs: readonly BoundJob[]): SourceDefinition[] {
  const byName = new Map<string, SourceDefinition>()
  for (const { source } of jobs.flatMap(({ branches }) => [...branches])) {
    const known = byName.get(source.name)
    if (known !== undefined && known !== source) {
      throw new MillraceError('SOURCE_DUPLICATE', { source: source.name })
    }
    byName.set(source.name, source)
  }
  return [...byName.values()]
}
