import { MillraceError } from '../../errors.js'
import type { ErrorCode } from '../../errors.js'

/** The errors of one job. */
export class JobErrors {
  readonly #job: string

  constructor(job: string) {
    this.#job = job
  }

  mismatch(column: string, expected: string, found: string): MillraceError {
    return this.error('PLAN_TYPE_MISMATCH', { column, expected, found })
  }

  invalid(reason: string): MillraceError {
    return this.error('PLAN_INVALID', { reason })
  }

  error(code: ErrorCode, parameters: Readonly<Record<string, string>>): MillraceError {
    return new MillraceError(code, { job: this.#job, ...parameters })
  }
}

/** What `run` gives; an error of it gets the place of the word in the user's file that it is about. */
export function writtenAt<T>(at: string | undefined, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof MillraceError ? error.located(at) : error
  }
}
