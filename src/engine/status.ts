/** What a running pipeline says of itself. Counters are totals since the start. */
export interface JobStatus {
  readonly name: string
  readonly sink: string
  readonly rows: number
  /** Records that came after their window had closed. */
  readonly lateRecords: number
  /** Rows dropped because a NOT NULL column was null and the enforcer says drop. */
  readonly droppedNotNull: number
  /** Open groups of windows, or open sessions. */
  readonly openWindows: number
}

export interface PipelineStatus {
  /** Last epoch that was merged. */
  readonly epoch: number
  /** Milliseconds since 1970; null while there is none. In processing time the clock. */
  readonly watermark: number | null
  /** Records read, malformed and undated ones included. */
  readonly records: number
  /** Mean since the last status. */
  readonly recordsPerSecond: number
  readonly malformed: number
  /** Records without a usable timestamp. */
  readonly undated: number
  /** Record batches that could not be decoded and were passed over, as the setting says. */
  readonly skippedBatches: number
  readonly commits: number
  /** Tries of the sink that failed and were made again. */
  readonly retries: number
  readonly residentBytes: number
  /** Bytes that the kernels' state takes, over all workers. */
  readonly stateBytes: number
  readonly jobs: readonly JobStatus[]
}
