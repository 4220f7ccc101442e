import type { Source } from '../connectors/connector.js'
import type { JournalOwner } from '../connectors/journal.js'
import { isEventTime, type Settings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import { usableRecord, type SourceDefinition } from '../table/index.js'
import { Inputs, type EngineSource } from './inputs.js'
import type { PlannedJob } from './merge/merger.js'
import type { JobIdentity } from './recovery/job-match.js'
import { FINGERPRINT_DIGITS, schemaFingerprint } from './schema-fingerprint.js'
import type { ServiceOptions } from './service-options.js'
import type { StatementSet } from './statement-set.js'

/** What runs: the jobs of a statement set, the sources that they read, and whose all of it is. */
export interface Application {
  readonly owner: JournalOwner
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly jobs: readonly (PlannedJob & JobIdentity)[]
  /** How each job is worked off, as text. */
  readonly plans: readonly string[]
  readonly processingTime: boolean
}

const MILLISECONDS = 1000

/** @throws MillraceError SOURCE_NOT_CONNECTED for a source that the jobs read and the options lack */
export function applicationOf(statements: StatementSet, options: ServiceOptions): Application {
  const { settings } = options
  const sources = statements.sources.map((declared): EngineSource => {
    const source = options.sources[declared.name]
    if (source === undefined) throw new MillraceError('SOURCE_NOT_CONNECTED', { source: declared.name })
    return {
      name: declared.name,
      source,
      schema: schemaFingerprint(declared),
      expected: usableRecord(declared, !isEventTime(settings)),
      ...timeOf(declared, source, settings)
    }
  })
  const { plan, jobSources } = statements
  return {
    owner: {
      application: settings.processing_kafka_consumer_group,
      instance: settings.processing_instance_id,
      transactionalId: null
    },
    sources,
    inputs: new Inputs(
      sources.map(({ name }) => name),
      jobSources
    ),
    jobs: plan.jobs.map(({ name, sink, fingerprint }) => ({
      name,
      sink: sink.name,
      fingerprint: fingerprint.slice(0, FINGERPRINT_DIGITS)
    })),
    plans: plan.jobs.map((_, number) => statements.explain(number)),
    processingTime: !isEventTime(settings)
  }
}

/** Watermark delay and idle time-out: the source's own, else as the settings say; and the bound on the future. */
function timeOf(
  { watermarkDelaySeconds, idleTimeoutSeconds }: SourceDefinition,
  { isLive }: Source,
  settings: Settings
): Pick<EngineSource, 'watermarkDelayMs' | 'idleTimeoutMs' | 'maxFutureMs'> {
  const isBounded = isLive === true && isEventTime(settings)
  return {
    maxFutureMs: isBounded ? settings.processing_max_future_seconds * MILLISECONDS : 0,
    watermarkDelayMs: (watermarkDelaySeconds ?? settings.flink_watermark_delay_seconds) * MILLISECONDS,
    idleTimeoutMs: (idleTimeoutSeconds ?? settings.flink_idle_timeout_seconds) * MILLISECONDS
  }
}
