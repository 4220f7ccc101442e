import type { Logger, LogMethod } from './log.js'

/** So many kinds are kept; an older one goes. */
const MAX_PROBLEMS = 20

/** A line of the log from WARNING on, as often as it came. */
export interface Problem {
  readonly level: 'WARNING' | 'ERROR' | 'CRITICAL'
  /** Of an error of ours; its chapter in the runbook says what to do. */
  readonly code: string | null
  readonly message: string
  readonly count: number
  /** ms since 1970 */
  readonly firstAt: number
  readonly lastAt: number
}

/** Remembers what the log has said from WARNING on, for those who look at the dashboard in place of the log. Bounded. */
export class RecentProblems {
  readonly #problems = new Map<string, Problem>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Oldest first, by when each came last. */
  list(): readonly Problem[] {
    return [...this.#problems.values()]
  }

  /** The same logger, listened to. Fields are not kept: whatever is secret stays in the log. */
  around(logger: Logger): Logger {
    const heard = (level: Problem['level'], method: LogMethod): LogMethod => {
      return (...line: [fields: object | string, message?: string]) => {
        this.#add(level, line)
        ;(method as (...line: unknown[]) => void)(...line)
      }
    }
    return {
      debug: logger.debug,
      info: logger.info,
      warn: heard('WARNING', logger.warn),
      error: heard('ERROR', logger.error),
      fatal: heard('CRITICAL', logger.fatal),
      child: (fields) => this.around(logger.child(fields))
    }
  }

  #add(level: Problem['level'], [fields, text]: readonly [object | string, string?]): void {
    const message = typeof fields === 'string' ? fields : (text ?? '')
    const key = `${level} ${message}`
    const before = this.#problems.get(key)
    const now = this.#now()
    this.#problems.delete(key)
    this.#problems.set(key, {
      ...{ level, message, lastAt: now },
      code: codeOf(fields, message),
      count: (before?.count ?? 0) + 1,
      firstAt: before?.firstAt ?? now
    })
    const [oldest] = this.#problems.keys()
    if (this.#problems.size > MAX_PROBLEMS && oldest !== undefined) this.#problems.delete(oldest)
  }
}

/** In a field, in the error that is logged, or at the beginning of the message. */
function codeOf(fields: object | string, message: string): string | null {
  const { code, err } = (typeof fields === 'string' ? {} : fields) as {
    code?: unknown
    err?: { code?: unknown }
  }
  const found = [code, err?.code].find((one) => typeof one === 'string')
  return typeof found === 'string' ? found : (/^([A-Z]+_[A-Z_]+): /.exec(message)?.[1] ?? null)
}
