/** An epoch that was merged, for whoever follows each of them. */
export interface EpochSummary {
  readonly epoch: number
  /** From the start of merging to its last row, ms since 1970. */
  readonly begunAt: number
  readonly endedAt: number
  readonly records: number
  /** Of all jobs. */
  readonly rows: number
  /** What was read. */
  readonly sources: readonly { readonly connector: string; readonly address: string }[]
}
