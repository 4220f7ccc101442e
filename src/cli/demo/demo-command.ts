import { KAFKA_NAMES } from '../../config/kafka-names.js'
import type { Service } from '../../engine/service.js'
import { createLogger, type Logger } from '../../observability/log.js'
import { createCoordinator } from '../coordinator.js'
import { endingOnSignal } from '../ending-on-signal.js'
import { EXIT, type CliIo } from '../io.js'
import { supervise } from '../supervise.js'
import { describeError } from '../report-error.js'
import { demoSettings } from './demo-settings.js'
import { createDisplay, summary, type Display } from './display.js'
import { kafkaStage } from './kafka-stage.js'
import { RecentRows } from './recent-rows.js'
import { embeddedStage, type Stage } from './stage.js'

export interface DemoOptions {
  readonly kafka?: boolean
  readonly seconds: number
  readonly rate: number
}

const REFRESH_MS = 250
/** More than a terminal shows for a job. */
const KEPT_ROWS = 30
const MILLISECONDS = 1000

/** `millrace demo`: generated events through the real engine, the rows in a live table. */
export async function runDemoCommand(options: DemoOptions, io: CliIo): Promise<number> {
  const log = new HeldLog(io)
  const parsed = demoSettings(io.env, options.kafka === true ? [KAFKA_NAMES] : [])
  const logger = createLogger(parsed.settings, log)
  for (const warning of parsed.warnings) logger.warn(warning)
  const rows = new RecentRows(KEPT_ROWS)
  const createStage = options.kafka === true ? kafkaStage : embeddedStage
  const setUp = {
    parsed,
    rate: options.rate,
    rows,
    logger,
    onProgress: (line: string) => io.stderr.write(`${line}\n`),
    onFailure: (error: unknown) => logger.error({ err: error }, describeError(error))
  }
  try {
    const stage = await endingOnSignal(io, () => createStage(setUp))
    try {
      return await runStage(stage, options, rows, log, logger)
    } finally {
      await endingOnSignal(io, () => stage.close())
    }
  } finally {
    log.release()
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
  const { sources, sink } = stage
  const service = createCoordinator(stage.settings).execute({ sources, sink, logger })
  const refresh = setInterval(() => display.update(service.status()), REFRESH_MS)
  const end = setTimeout(() => void service.stop().catch(() => undefined), options.seconds * MILLISECONDS)
  try {
    const code = await supervise(service, log.guard(display), logger)
    if (code === EXIT.ok) finish(service, display, elapsed(), io)
    return code
  } finally {
    clearInterval(refresh)
    clearTimeout(end)
    display.close()
  }
}

function finish(service: Service, display: Display, seconds: number, io: CliIo): void {
  const status = service.status()
  display.update(status)
  display.close()
  io.stdout.write(summary(status, seconds))
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
