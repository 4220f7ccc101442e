import { diag, DiagLogLevel } from '@opentelemetry/api'
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources'
import type { Logger } from './log.js'

/** Who sends metrics and traces. */
export interface Sender {
  readonly service: string
  readonly environment: string
  readonly version: string
  readonly instance: string
}

export function resourceOf({ service, environment, version, instance }: Sender): Resource {
  return resourceFromAttributes({
    'service.name': service,
    'service.version': version,
    'service.instance.id': instance,
    'deployment.environment.name': environment
  })
}

/** What OpenTelemetry's own code complains of goes into the log. */
export function tellInLog(logger: Pick<Logger, 'warn'>): void {
  const warn = (message: string): void =>
    logger.warn({ reason: message }, 'metrics or traces could not be sent over OTLP')
  const nothing = (): void => undefined
  const diagnosis = { error: warn, warn: nothing, info: nothing, debug: nothing, verbose: nothing }
  diag.setLogger(diagnosis, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true })
}
