import type { JobSet } from '../app/job-set.js'

/** What the commands see of the process; tests hand in their own. */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Entries of the settings file, once `--config` has named one. */
  file?: ReadonlyMap<string, string>
  /** The application, once `--jobs` has named one; without it the built-in jobs run. */
  application?: JobSet
  readonly stdout: Output
  readonly stderr: Output
  readonly signals: SignalSource
  /** Ends the process at once. In tests it returns. */
  exit(code: number): void
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type StopSignal = (typeof STOP_SIGNALS)[number]

export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown
  off(signal: StopSignal, listener: () => void): unknown
}

export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** Stopped while the sink was out of reach: what had not been committed is done again at the next start. */
  uncommitted: 3,
  /** The service that was asked about answers, and is not ready. */
  notReady: 4,
  /** The rows that were compared are not the same. */
  different: 5,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143
} as const
