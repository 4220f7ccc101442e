/** What `millrace bench` was asked for. */
export interface BenchOptions {
  readonly events: number
  readonly partitions: number
  readonly sessions: number
  readonly batch: number
  readonly compression: 'none' | 'lz4'
  readonly repetitions: number
  readonly parallelism?: readonly number[]
  readonly keep?: boolean
  readonly json?: string
}
