/** The settings that the built-in jobs read; see docs/settings.md for what they mean. */
export type JobSettings = {
  readonly processing_allowed_event_types: readonly string[]
  readonly processing_metrics_window_size_seconds: number
  readonly processing_performance_window_size_seconds: number
  readonly processing_session_gap_seconds: number
  /** Averages cut to integers and durations to seconds, as the PyFlink service has them. */
  readonly processing_flink_compatibility: boolean
}
