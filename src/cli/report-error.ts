import { SettingsError } from '../config/settings.js'
import { MillraceError, type ErrorCode } from '../errors.js'
import { EXIT, type CliIo } from './io.js'

/** Errors of what the user asked for, found before anything is connected. */
const USAGE_ERRORS: readonly ErrorCode[] = [
  'SETTINGS_INVALID',
  'SETTINGS_FILE',
  'CONNECTOR_OPTION',
  'CONNECTOR_UNKNOWN',
  'SOURCE_SPEC_UNKNOWN',
  'SOURCE_SPEC_SHARED',
  'JOBS_UNREADABLE',
  'JOBS_NONE'
]

/** An error as one line: its code and sentence, or what is known of an error without a code. */
export function describeError(error: unknown): string {
  if (error instanceof MillraceError) {
    return `${error.code}: ${error.message}${error.at === undefined ? '' : `\n    at ${error.at}`}`
  }
  return `UNEXPECTED: ${error instanceof Error ? error.message : String(error)}`
}

/** Tells the user on standard error why nothing started, and answers with the exit code. */
export function reportError(error: unknown, io: CliIo): number {
  if (error instanceof SettingsError) {
    for (const problem of error.problems) io.stderr.write(`${problem}\n`)
    return EXIT.usage
  }
  io.stderr.write(`${describeError(error)}\n`)
  if (error instanceof MillraceError) return USAGE_ERRORS.includes(error.code) ? EXIT.usage : EXIT.failure
  // Nobody has foreseen it: whoever mends it needs to know where.
  if (error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`)
  return EXIT.failure
}
