import { events, jobs } from '../../src/jobs/index.js'
import type { JobClass, JobSettings } from '../../src/jobs/index.js'
import { compilePlan } from '../../src/table/index.js'
import type { CompileOptions, Plan } from '../../src/table/index.js'

export const defaultSettings: JobSettings = {
  processing_allowed_event_types: ['page_view', 'click', 'conversion', 'add_to_cart'],
  processing_metrics_window_size_seconds: 60,
  processing_performance_window_size_seconds: 300,
  processing_session_gap_seconds: 1800,
  processing_flink_compatibility: false
}

/** Compiles job classes as the coordinator does. */
export function planJobs(
  classes: readonly JobClass[] = jobs,
  settings: JobSettings = defaultSettings,
  options: CompileOptions = { processingTime: false, notNullEnforcer: 'keep' }
): Plan {
  const pipelines = classes.map((JobType) => {
    const job = new JobType(settings)
    return { name: job.name, sink: job.sink, table: job.buildPipeline(events) }
  })
  return compilePlan(pipelines, options)
}
