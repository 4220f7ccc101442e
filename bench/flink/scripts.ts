/** Scripts of jobs, as the command line writes them. */
import type { AnyJob } from '../../src/app/job.js'
import { jobSetOf } from '../../src/app/job-set.js'
import { exportFlinkSql } from '../../src/flink-sql/export.js'
import type { ExportOptions } from '../../src/flink-sql/options.js'
import * as builtIn from '../../src/jobs/index.js'
import { configure } from '../../src/service/coordinator.js'
import type { BoundJob } from '../../src/table/check/job.js'

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Default: the built-in ones. */
  readonly jobs?: readonly AnyJob[]
}

export interface ScriptOptions extends JobOptions, Partial<ExportOptions> {}

function application({ env = {}, jobs }: JobOptions): ReturnType<typeof configure> {
  return configure(env, undefined, [], jobSetOf(jobs ?? Object.values(builtIn)))
}

/** @testing what the jobs of a script are made of */
export function checkedJobsOf(options: JobOptions): readonly BoundJob[] {
  return application(options).coordinator.statementSet().checkedJobs()
}

/** @throws what an export throws */
export function scriptOf({ env, jobs, ...options }: ScriptOptions = {}): string {
  const { parsed, coordinator } = application({ ...(env && { env }), ...(jobs && { jobs }) })
  const statements = coordinator.statementSet()
  return exportFlinkSql(statements.checkedJobs(), parsed.settings, {
    flink: '2.2',
    cut: null,
    allowDifferences: false,
    sinkTopics: new Map(statements.targets.map(({ name, topic }) => [name, topic])),
    ...options
  })
}
