import { hostname } from 'node:os'
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino'
import type { Settings } from '../config/settings.js'
import { redactor, type Redact } from './redact.js'

/** Logs a message, with or without fields. An Error goes into a field, `{ err }` by custom. */
export interface LogMethod {
  (message: string): void
  (fields: object, message: string): void
}

/** What the parts of the service log with. */
export interface Logger {
  debug: LogMethod
  info: LogMethod
  warn: LogMethod
  error: LogMethod
  fatal: LogMethod
  /** A logger that adds these fields to each of its lines. */
  child(fields: Record<string, unknown>): Logger
}

export type LogSettings = Pick<
  Settings,
  'app_log_level' | 'app_log_redaction_patterns' | 'otel_service_name' | 'app_environment'
>

const LEVELS = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  WARN: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal'
} as const

/** How a level is printed: the words of the setting. */
const LABELS: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL'
}

/**
 * The service's logger: one JSON object a line, `{"level","timestamp","service","hostname","pid",
 * "environment",…fields,"msg"}`, the timestamp in ISO 8601.
 * It writes to standard error unless told otherwise, always, so that rows printed to standard output stay clean.
 */
export function createLogger(settings: LogSettings, destination?: DestinationStream): Logger {
  const redact = redactor(settings.app_log_redaction_patterns)
  const options = {
    level: LEVELS[settings.app_log_level],
    base: {
      service: settings.otel_service_name,
      hostname: hostname(),
      pid: process.pid,
      environment: settings.app_environment
    },
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: LABELS[label] ?? label }),
      log: redact
    },
    // Errors are already plain objects by then: redaction has to see their fields.
    serializers: { err: (error: unknown) => error }
  }
  return wrap(pino(options, destination ?? pino.destination({ dest: 2, sync: true })), redact)
}

/** pino leaves the fields of a child as they are: they are redacted here. */
function wrap(inner: PinoLogger, redact: Redact): Logger {
  return {
    debug: inner.debug.bind(inner),
    info: inner.info.bind(inner),
    warn: inner.warn.bind(inner),
    error: inner.error.bind(inner),
    fatal: inner.fatal.bind(inner),
    child: (fields) => wrap(inner.child(redact(fields)), redact)
  }
}
