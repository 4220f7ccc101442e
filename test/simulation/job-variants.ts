import type { Settings } from '../../src/config/settings.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import type { StatementSet } from '../../src/engine/statement-set.js'
import { jobs, sources } from '../../src/jobs/index.js'
import type { Job } from '../../src/app/job.js'
import type { BuiltInJob } from '../../src/jobs/index.js'

/** Which jobs an application has, and what its operator changed in them. */
export type JobVariant = (settings: Settings) => Job[]

const make = (classes: readonly BuiltInJob[], settings: Settings): Job[] =>
  classes.map((Class) => new Class(settings))

export const JOB_VARIANTS: readonly JobVariant[] = [
  (settings) => make(jobs, settings),
  // Another window: another job under the same name.
  (settings) => {
    const size = settings.processing_performance_window_size_seconds + 1
    return make(jobs, { ...settings, processing_performance_window_size_seconds: size })
  },
  (settings) => make(jobs, settings).filter(({ name }) => name !== 'SessionTracker'),
  (settings) => make(jobs, settings).reverse()
]

/** The jobs of a variant, compiled when they are first asked for. */
export function allStatements(settings: Settings): (variant: number) => StatementSet {
  const compiled = new Map<number, StatementSet>()
  return (variant) => {
    let statements = compiled.get(variant)
    if (statements === undefined) {
      statements = statementsOf(JOB_VARIANTS[variant]?.(settings) ?? [], settings)
      compiled.set(variant, statements)
    }
    return statements
  }
}

/** These jobs as the service registers them. */
export function statementsOf(list: readonly Job[], settings: Settings): StatementSet {
  const coordinator = new JobCoordinator(settings)
  for (const source of sources) coordinator.registerSource(source)
  for (const job of list) coordinator.registerJob(job)
  return coordinator.statementSet()
}
