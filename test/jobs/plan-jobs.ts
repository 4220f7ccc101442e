import { jobs } from '../../src/jobs/index.js'
import type { BuiltInJob } from '../../src/jobs/index.js'
import type { JobSettings } from '../../src/jobs/settings.js'
import { checkJobs, compilePlan } from '../../src/plan/compile.js'
import { lowerJobs } from '../../src/plan/lower/plan.js'
import type { CompileOptions } from '../../src/plan/lower/plan.js'
import type { PhysicalPlan } from '../../src/plan/physical.js'
import type { Plan } from '../../src/plan/plan.js'
import type { JobPipeline } from '../../src/table/index.js'

export const defaultSettings: JobSettings = {
  processing_allowed_event_types: ['page_view', 'click', 'conversion', 'add_to_cart'],
  processing_metrics_window_size_seconds: 60,
  processing_performance_window_size_seconds: 300,
  processing_session_gap_seconds: 1800,
  processing_flink_compatibility: false
}

export const defaultOptions: CompileOptions = {
  processingTime: false,
  notNullEnforcer: 'keep',
  keyGroups: 128
}

/** Compiles job classes as the coordinator does. */
export function planJobs(
  classes: readonly BuiltInJob[] = jobs,
  settings: JobSettings = defaultSettings,
  options: CompileOptions = defaultOptions
): Plan {
  return compilePlan(pipelinesOf(classes, settings), options)
}

/** The plan that {@link planJobs} encodes. */
export function lowerJobClasses(
  classes: readonly BuiltInJob[] = jobs,
  settings: JobSettings = defaultSettings,
  options: CompileOptions = defaultOptions
): PhysicalPlan {
  return lowerJobs(checkJobs(pipelinesOf(classes, settings)), options)
}

function pipelinesOf(classes: readonly BuiltInJob[], settings: JobSettings): JobPipeline[] {
  return classes.map((JobType) => {
    const job = new JobType(settings)
    return { name: job.name, sink: job.sink, table: job.buildPipeline() }
  })
}
