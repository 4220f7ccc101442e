import { parseSettings } from '../../config/settings.js'
import { createLogger } from '../../observability/log.js'
import { endingOnSignal } from '../ending-on-signal.js'
import { EXIT, type CliIo } from '../io.js'
import { compareBuckets, keyOf, type CompareOptions, type DiffResult } from './compare.js'
import { readRows } from './row-input.js'
import { RowBuckets, type Side } from './row-buckets.js'

export interface DiffOptions {
  readonly key?: readonly string[]
  readonly ignore?: readonly string[]
  readonly tolerance: number
  readonly examples: number
  readonly json?: boolean
}

const PROGRESS_MS = 2000

/**
 * `millrace diff`: the rows of two topics or files against each other, by key. Exit code 0 when they are the same, 5
 * when not.
 * @throws MillraceError CONNECTOR_UNKNOWN, and what the connectors throw
 */
export async function runDiffCommand(
  left: string,
  right: string,
  options: DiffOptions,
  io: CliIo
): Promise<number> {
  const { settings } = parseSettings(io.env, io.file)
  const logger = createLogger(settings, io.stderr)
  const compared: CompareOptions = {
    key: options.key ?? [],
    ignored: new Set(options.ignore ?? []),
    tolerance: options.tolerance,
    examples: options.examples
  }
  const buckets = new RowBuckets()
  const read = async (side: Side, spec: string): Promise<number> => {
    const progress = new Progress(io, spec)
    const take = (row: string): void => {
      buckets.add(side, keyOf(row, compared), row)
      progress.add()
    }
    await readRows(spec, settings, logger, take, (left) => progress.setLeft(left))
    return progress.end()
  }
  return endingOnSignal(io, async () => {
    try {
      const rows = { left: await read('left', left), right: await read('right', right) }
      const result = await compareBuckets(buckets, compared)
      io.stdout.write(options.json === true ? asJson(rows, result) : asText(left, right, rows, result))
      return result.missing + result.extra + result.different === 0 ? EXIT.ok : EXIT.different
    } finally {
      buckets.remove()
    }
  })
}

/** Rows read so far, how fast, and how long the rest will take, on standard error while it is a terminal. */
class Progress {
  readonly #io: CliIo
  readonly #what: string
  readonly #begun = performance.now()
  #saidAt = this.#begun
  #rows = 0
  /** Null: a file's length in rows is not known before its end. */
  #left: number | null = null

  constructor(io: CliIo, what: string) {
    this.#io = io
    this.#what = what
  }

  setLeft(rows: number): void {
    this.#left = rows
  }

  add(): void {
    this.#rows++
    if (this.#rows % 1000 !== 0 || this.#io.stderr.isTTY !== true) return
    const now = performance.now()
    if (now - this.#saidAt < PROGRESS_MS) return
    this.#saidAt = now
    const rate = Math.round(this.#rows / ((now - this.#begun) / 1000))
    const rest = this.#left === null ? '' : `, about ${Math.ceil(this.#left / Math.max(1, rate))} s left`
    this.#io.stderr.write(
      `${this.#what}: ${this.#rows.toLocaleString('en')} rows, ${rate.toLocaleString('en')}/s${rest}\n`
    )
  }

  end(): number {
    return this.#rows
  }
}

interface Rows {
  readonly left: number
  readonly right: number
}

function asJson(rows: Rows, result: DiffResult): string {
  return `${JSON.stringify({ rows, ...result }, null, 2)}\n`
}

function asText(left: string, right: string, rows: Rows, result: DiffResult): string {
  const { equal, missing, extra, different, examples } = result
  const lines = [
    `${left}: ${rows.left} rows, ${right}: ${rows.right} rows`,
    `equal ${equal}, missing ${missing}, extra ${extra}, different ${different}`,
    ...examples.flatMap(({ kind, key, left: lefts, right: rights }) => [
      '',
      `${kind}  ${key}`,
      ...lefts.map((row) => `  - ${row}`),
      ...rights.map((row) => `  + ${row}`)
    ])
  ]
  return `${lines.join('\n')}\n`
}
