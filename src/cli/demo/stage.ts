import { BlackholeSink } from '../../connectors/blackhole/blackhole-sink.js'
import type { Sink, Source } from '../../connectors/connector.js'
import { DatagenSource } from '../../connectors/datagen/datagen-source.js'
import type { ParsedSettings, Settings } from '../../config/settings.js'
import type { Logger } from '../../observability/log.js'
import { demoEvents } from './demo-settings.js'
import type { RecentRows } from './recent-rows.js'
import { TapSink } from './tap-sink.js'
import { formatValue } from './text-table.js'

/** The two ends between which the jobs run, and what has to be set up around them. */
export interface Stage {
  readonly title: string
  readonly settings: Settings
  readonly sources: Readonly<Record<string, Source>>
  readonly sink: Sink
  close(): Promise<void>
}

export interface StageOptions {
  readonly parsed: ParsedSettings
  readonly rate: number
  readonly rows: RecentRows
  readonly logger: Logger
  /** Called with a line whenever something slow begins. */
  readonly onProgress: (line: string) => void
  /** Called when something around the service fails. */
  readonly onFailure: (error: unknown) => void
}

/** Everything in this process. */
export function embeddedStage({ parsed, rate, rows }: StageOptions): Stage {
  return {
    title: `${formatValue(rate)} generated events a second, all jobs, this table`,
    settings: parsed.settings,
    sources: { events: new DatagenSource(demoEvents(rate)) },
    sink: new TapSink(new BlackholeSink(), (segment) => rows.add(segment)),
    close: () => Promise.resolve()
  }
}
