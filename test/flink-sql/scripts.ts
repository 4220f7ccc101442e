/** Scripts of jobs, as the command line writes them. */
import type { AnyJob } from '../../src/app/job.js'
import { jobSetOf } from '../../src/app/job-set.js'
import { exportFlinkSql, type ExportOptions } from '../../src/flink-sql/export.js'
import * as builtIn from '../../src/jobs/index.js'
import { configure } from '../../src/service/coordinator.js'

export interface ScriptOptions extends Partial<ExportOptions> {
  readonly env?: Readonly<Record<string, string>>
  /** Default: the built-in ones. */
  readonly jobs?: readonly AnyJob[]
}

/** @throws what an export throws */
export function scriptOf({ env = {}, jobs, ...options }: ScriptOptions = {}): string {
  const application = jobSetOf(jobs ?? Object.values(builtIn))
  const { parsed, coordinator } = configure(env, undefined, [], application)
  const statements = coordinator.statementSet()
  return exportFlinkSql(statements.checkedJobs(), parsed.settings, {
    flink: '2.2',
    cut: null,
    allowDifferences: false,
    sinkTopics: new Map(statements.targets.map(({ name, topic }) => [name, topic])),
    ...options
  })
}
