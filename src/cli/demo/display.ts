import type { Status } from '../../engine/status/status.js'
import { RateMeter } from './rate-meter.js'
import type { CliIo, Output } from '../io.js'
import { countersLine, jobLine, renderBoard } from './board.js'
import type { RecentRows } from './recent-rows.js'
import { Screen } from './screen.js'
import { formatValue } from './text-table.js'

/** What the demo shows while it runs. */
export interface Display {
  update(status: Status | undefined): void
  close(): void
}

export interface DisplayOptions {
  readonly title: string
  readonly totalSeconds: number
  readonly rows: RecentRows
  /** Seconds since the start. */
  readonly elapsed: () => number
}

/** A live table on a terminal; plain lines everywhere else. */
export function createDisplay(io: Pick<CliIo, 'stdout' | 'env'>, options: DisplayOptions): Display {
  return io.stdout.isTTY === true ? new LiveDisplay(io, options) : new PlainDisplay(io.stdout, options)
}

class LiveDisplay implements Display {
  readonly #screen: Screen
  readonly #options: DisplayOptions
  readonly #meter = new RateMeter()

  constructor(io: Pick<CliIo, 'stdout' | 'env'>, options: DisplayOptions) {
    this.#screen = new Screen(io.stdout, (io.env.NO_COLOR ?? '') === '')
    this.#options = options
  }

  update(status: Status | undefined): void {
    const { title, totalSeconds, rows, elapsed } = this.#options
    const state = {
      title,
      totalSeconds,
      elapsedSeconds: elapsed(),
      status,
      recordsPerSecond: status === undefined ? 0 : this.#meter.recordsPerSecond(status),
      rowsOf: (sink: string) => rows.of(sink)
    }
    this.#screen.draw(renderBoard(state, this.#screen.height))
  }

  close(): void {
    this.#screen.release()
  }
}

const PLAIN_INTERVAL_SECONDS = 1
const PLAIN_ROWS = 3

/** A line of counters a second, and below it the newest of the rows that came since. */
class PlainDisplay implements Display {
  readonly #output: Output
  readonly #options: DisplayOptions
  readonly #meter = new RateMeter()
  readonly #shown = new Map<string, number>()
  #due = 0

  constructor(output: Output, options: DisplayOptions) {
    this.#output = output
    this.#options = options
    output.write(`Millrace demo: ${options.title}, ${options.totalSeconds} s\n`)
  }

  update(status: Status | undefined): void {
    const elapsed = this.#options.elapsed()
    if (status === undefined || status.phase === 'starting' || elapsed < this.#due) return
    this.#due = elapsed + PLAIN_INTERVAL_SECONDS
    this.#output.write(
      `${elapsed.toFixed(1)} s   ${countersLine(status, this.#meter.recordsPerSecond(status))}\n`
    )
    for (const { sink } of status.jobs) this.#writeRows(sink)
  }

  #writeRows(sink: string): void {
    const { rows } = this.#options
    const fresh = rows.count(sink) - (this.#shown.get(sink) ?? 0)
    this.#shown.set(sink, rows.count(sink))
    const shown = rows.of(sink).slice(-PLAIN_ROWS).slice(-fresh)
    if (fresh === 0) return
    for (const row of shown) this.#output.write(`  ${sink}> ${JSON.stringify(row)}\n`)
    if (fresh > shown.length) this.#output.write(`  ${sink}> and ${formatValue(fresh - shown.length)} more\n`)
  }

  close(): void {
    // Nothing is held open.
  }
}

/** What came of it all, for the end of the demo. */
export function summary(status: Status, seconds: number): string {
  const { commits, jobs } = status
  const { total, malformed, undated } = status.records
  const rate = Math.round(total / Math.max(seconds, 0.001))
  return [
    '',
    `${formatValue(total)} events in ${seconds.toFixed(1)} s (${formatValue(rate)}/s), ` +
      `${formatValue(malformed)} malformed, ${formatValue(undated)} undated, ${formatValue(commits.count)} commits`,
    ...jobs.map((job) => `  ${jobLine(job)}`),
    ''
  ].join('\n')
}
