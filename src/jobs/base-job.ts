import type { Pipeline, ResultFor, SinkTable } from '../table/index.js'

/** The settings that jobs read; see docs/settings.md for what they mean. */
export interface JobSettings {
  readonly processing_allowed_event_types: readonly string[]
  readonly processing_metrics_window_size_seconds: number
  readonly processing_performance_window_size_seconds: number
  readonly processing_session_gap_seconds: number
  /** Averages cut to integers and durations to seconds, as the PyFlink service has them. */
  readonly processing_flink_compatibility: boolean
}

/** A job as the coordinator sees it. */
export interface Job {
  readonly name: string
  readonly sink: SinkTable
  /** From the sources' rows, whichever it reads, to rows of the sink. */
  buildPipeline(): Pipeline
}

/** A job's class: what src/jobs/index.ts lists. */
export type JobClass = new (settings: JobSettings) => Job

/**
 * A job: a name, a sink table and the pipeline from source tables to the sink's rows. The columns that
 * `buildPipeline` selects must be those of the sink, by name and type, or the job does not compile.
 */
export abstract class BaseJob<S extends SinkTable> implements Job {
  abstract readonly name: string
  abstract readonly sink: S

  constructor(protected readonly settings: JobSettings) {}

  abstract buildPipeline(): ResultFor<S>
}
