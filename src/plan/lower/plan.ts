/** Lowering of all jobs of an application: one scan plan a source, one merge plan. */
import { MillraceError } from '../../errors.js'
import type { BoundJob } from '../../table/check/job.js'
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
}

export function lowerJobs(jobs: readonly BoundJob[], options: CompileOptions): PhysicalPlan {
  return {
    scans: sourcesOf(jobs).map((source) => lowerScan(source, jobs, options.processingTime)),
    merge: lowerMerge(jobs),
    notNullEnforcer: options.notNullEnforcer,
    keyGroups: options.keyGroups
  }
}

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
