import type { SinkTarget } from '../connectors/connector.js'
import { isEventTime, SettingsError, sinkTopic, type Settings } from '../config/settings.js'
import { sinkTopicProblems } from '../config/topic-uses.js'
import { compilePlan, type JobPipeline, type Plan } from '../table/index.js'

/** The pipelines of all jobs as one plan: checked together, started together, or not at all. */
export class StatementSet {
  readonly plan: Plan
  readonly targets: readonly SinkTarget[]

  /**
   * @throws MillraceError PLAN_… naming the first job and column that does not fit
   * @throws SettingsError when a sink's topic is one that something else writes to
   */
  constructor(pipelines: readonly JobPipeline[], settings: Settings) {
    this.plan = compilePlan(pipelines, {
      processingTime: !isEventTime(settings),
      notNullEnforcer: settings.processing_sink_not_null_enforcer
    })
    this.targets = targetsOf(pipelines, settings)
    const problems = sinkTopicProblems(settings, this.targets)
    if (problems.length > 0) throw new SettingsError(problems)
  }
}

/** One target a sink table, even when several jobs write to it. */
function targetsOf(pipelines: readonly JobPipeline[], settings: Settings): SinkTarget[] {
  const targets = new Map<string, SinkTarget>()
  for (const { sink } of pipelines) {
    targets.set(sink.name, {
      name: sink.name,
      topic: sinkTopic(settings, sink.name),
      columns: Object.keys(sink.columns)
    })
  }
  return [...targets.values()]
}
