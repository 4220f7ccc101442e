import type { SettingReport } from '../config/present.js'
import type { ObservedService } from '../observability/observed-service.js'
import type { Observer } from '../observability/observer.js'
import type { Problem } from '../observability/recent-problems.js'

/** The last rows that were written to a sink, newest last, as they are there. */
export type RecentRows = (sink: string) => readonly string[]

/** What the answers are made of. */
export interface ApiContext {
  readonly service: ObservedService
  readonly observer: Observer
  /** Name of the application; in Flink's terms, of the job. */
  readonly name: string
  /** Version of this program. */
  readonly version: string
  /** Every setting as it is in force, secrets masked. */
  readonly settings: readonly SettingReport[]
  readonly recentRows: RecentRows
  /** What the log has said from WARNING on. */
  readonly problems: () => readonly Problem[]
  /** Records that may wait while the service is ready; 0: however many. */
  readonly maxLag: number
}
