import type { Sink, Source } from '../../connectors/connector.js'
import { BlackholeSink } from '../../connectors/blackhole/blackhole-sink.js'
import { DatagenSource } from '../../connectors/datagen/datagen-source.js'
import type { Settings } from '../../config/settings.js'
import type { Service } from '../../engine/service.js'
import { createLogger, type Logger } from '../../observability/log.js'
import { createCoordinator } from '../coordinator.js'
import type { CliIo } from '../io.js'
import { supervise } from '../supervise.js'
import { demoEvents, demoSettings } from './demo-settings.js'
import { createDisplay, summary, type Display } from './display.js'
import { RecentRows } from './recent-rows.js'
import { TapSink } from './tap-sink.js'

export interface DemoOptions {
  readonly kafka?: boolean
  readonly seconds: number
  readonly rate: number
}

/** The two ends between which the jobs run. */
export interface Stage {
  readonly title: string
  readonly settings: Settings
  readonly source: Source
  readonly sink: Sink
  close(): Promise<void>
}

const REFRESH_MS = 250
/** More than a terminal shows for a job. */
const KEPT_ROWS = 30
const MILLISECONDS = 1000

/** `millrace demo`: generated events through the real engine, the rows in a live table. */
export async function runDemoCommand(options: DemoOptions, io: CliIo): Promise<number> {
  const log = new HeldLog(io)
  const { settings } = demoSettings(io.env)
  const logger = createLogger(settings, log)
  const rows = new RecentRows(KEPT_ROWS)
  const stage = embeddedStage(settings, options, rows)
  try {
    return await runStage(stage, options, rows, log, logger)
  } finally {
    await stage.close()
  }
}

async function runStage(
  stage: Stage,
  options: DemoOptions,
  rows: RecentRows,
  log: HeldLog,
  logger: Logger
): Promise<number> {
  const { io } = log
  const startedAt = performance.now()
  const elapsed = (): number => (performance.now() - startedAt) / MILLISECONDS
  const display = createDisplay(io, { title: stage.title, totalSeconds: options.seconds, rows, elapsed })
  const service = createCoordinator(stage.settings).execute({ source: stage.source, sink: stage.sink })
  const refresh = setInterval(() => display.update(service.status()), REFRESH_MS)
  const end = setTimeout(() => void service.stop().catch(() => undefined), options.seconds * MILLISECONDS)
  try {
    const code = await supervise(service, log.guard(display), logger)
    finish(service, display, elapsed(), io)
    return code
  } finally {
    clearInterval(refresh)
    clearTimeout(end)
    display.close()
    log.release()
  }
}

function finish(service: Service, display: Display, seconds: number, io: CliIo): void {
  const status = service.status()
  if (status === undefined) return
  display.update(status)
  display.close()
  io.stdout.write(summary(status, seconds))
}

function embeddedStage(settings: Settings, options: DemoOptions, rows: RecentRows): Stage {
  return {
    title: `${options.rate} generated events a second through all jobs into this table`,
    settings,
    source: new DatagenSource(demoEvents(options.rate)),
    sink: new TapSink(new BlackholeSink(), (segment) => rows.add(segment)),
    close: () => Promise.resolve()
  }
}

/** Log lines wait until the table is done, which they would tear. */
class HeldLog {
  readonly io: CliIo
  #lines: string[] = []

  constructor(io: CliIo) {
    this.io = io
  }

  write(line: string): void {
    this.#lines.push(line)
  }

  release(): void {
    for (const line of this.#lines) this.io.stderr.write(line)
    this.#lines = []
  }

  /** Puts the terminal right before the process is ended at once. */
  guard(display: Display): CliIo {
    const exit = (code: number): void => {
      display.close()
      this.release()
      this.io.exit(code)
    }
    return { ...this.io, exit }
  }
}
