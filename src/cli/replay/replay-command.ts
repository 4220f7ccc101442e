import { forGroup, type Settings } from '../../config/settings.js'
import { sourceTopic } from '../../config/topics.js'
import type { AcceptJournal, JournalOwner, JournalRecord } from '../../connectors/journal.js'
import type { Sink, SinkTarget, Source } from '../../connectors/connector.js'
import { FileSink } from '../../connectors/file/file-sink.js'
import { FileSource } from '../../connectors/file/file-source.js'
import { listInputFiles } from '../../connectors/file/input-files.js'
import { KafkaSink } from '../../connectors/kafka/sink/sink.js'
import { KafkaSource } from '../../connectors/kafka/source/source.js'
import { createKafkaClient } from '../../connectors/kafka/transport/client.js'
import { deleteTopics } from '../../connectors/kafka/transport/topics.js'
import { OptionReader, parseSpec } from '../../connectors/spec.js'
import type { Service } from '../../engine/service.js'
import { DEAD_LETTERS } from '../../engine/side-outputs.js'
import { MillraceError } from '../../errors.js'
import type { SourceDefinition } from '../../table/index.js'
import { createLogger, type Logger } from '../../observability/log.js'
import { BUILT_IN, configured, createCoordinator } from '../coordinator.js'
import { EXIT, type CliIo } from '../io.js'
import { kafkaConnection } from '../../service/kafka-options.js'
import { supervise } from '../supervise.js'
import { BoundedSource } from './bounded-source.js'
import { fileRanges, parseBound, topicRanges } from './range.js'
import { ReplayProgress } from './replay-progress.js'

export interface ReplayOptions {
  readonly into: string
  readonly from: string
  readonly to: string
  readonly json?: boolean
}

/** What a replay writes to, and what of it is of no more use afterwards. */
interface Target {
  readonly sink: Sink
  remove(): Promise<void>
}

/**
 * `millrace replay`: a part of a topic or of files once more through all jobs, into files or topics of its own. It has a
 * group, a transactional id and a journal of its own, commits no offsets and keeps no state: the service that has the
 * work does not notice.
 * @throws MillraceError REPLAY_RANGE, REPLAY_INTO, REPLAY_SOURCES, REPLAY_NO_TOPIC, CONNECTOR_UNKNOWN, and what the connectors throw
 */
export async function runReplayCommand(input: string, options: ReplayOptions, io: CliIo): Promise<number> {
  const { parsed } = configured(io)
  const settings = withNamesOfItsOwn(parsed.settings)
  const coordinator = createCoordinator(settings, io.application ?? BUILT_IN)
  const definition = onlySource(coordinator.statementSet().sources)
  const logger = createLogger(quiet(settings), io.stderr)
  const target = targetOf(options.into, settings, logger)
  const source = await sourceOf(input, definition, options, settings, logger)
  const sources = { [definition.name]: source }
  const service = coordinator.execute({ sources, sink: target.sink, logger })
  const progress = new ReplayProgress(service, io.stderr)
  try {
    const code = await supervise(service, io, logger)
    if (code === EXIT.ok) io.stdout.write(summary(service, progress.seconds, options.json === true))
    return code
  } finally {
    progress.end()
    await target.remove()
  }
}

/** Records of one topic cannot stand for those of several sources. */
function onlySource(sources: readonly SourceDefinition[]): SourceDefinition {
  const [only, another] = sources
  if (only !== undefined && another === undefined) return only
  throw new MillraceError('REPLAY_SOURCES', { sources: sources.map(({ name }) => name).join(', ') })
}

/** Another group, and with it another transactional id and journal: nobody is fenced, nothing is gone on with. */
function withNamesOfItsOwn(settings: Settings): Settings {
  const { processing_kafka_consumer_group: group } = settings
  return forGroup(settings, `${group}-replay-${Date.now().toString(36)}-${process.pid}`)
}

/** Its own progress says what the lines of a service would. */
function quiet(settings: Settings): Settings {
  return settings.app_log_level === 'INFO' ? { ...settings, app_log_level: 'WARNING' } : settings
}

async function sourceOf(
  input: string,
  definition: SourceDefinition,
  options: ReplayOptions,
  settings: Settings,
  logger: Logger
): Promise<Source> {
  const [from, to] = [parseBound('--from', options.from), parseBound('--to', options.to)]
  const spec = parseSpec(input)
  if (spec.kind === 'file') {
    const files = await listInputFiles(spec.values)
    return new BoundedSource(FileSource.fromSpec(input), fileRanges(files.length, from, to))
  }
  if (spec.kind !== 'topic') {
    throw new MillraceError('CONNECTOR_UNKNOWN', {
      role: 'replayed',
      found: input,
      expected: 'topic, topic:NAME, file:PATH'
    })
  }
  new OptionReader(spec).finish({ values: true })
  const [topic = sourceTopic(settings, definition)] = spec.values
  const connection = kafkaConnection(settings)
  const client = createKafkaClient(connection)
  try {
    const ranges = await topicRanges(client, topic, from, to)
    const group = settings.processing_kafka_consumer_group
    return new BoundedSource(new KafkaSource({ connection, topic, group, logger }), ranges)
  } finally {
    client.close()
  }
}

function targetOf(into: string, settings: Settings, logger: Logger): Target {
  const spec = parseSpec(into)
  if (spec.kind === 'file') return { sink: FileSink.fromSpec(into), remove: async () => undefined }
  const [suffix] = spec.values
  if (spec.kind !== 'topics' || suffix === undefined || spec.values.length > 1)
    throw new MillraceError('REPLAY_INTO', { found: into })
  new OptionReader(spec).finish({ values: true })
  const connection = kafkaConnection(settings)
  const { processing_kafka_consumer_group: group, processing_journal_topic: journalTopic } = settings
  const sink = new SuffixedSink(suffix, {
    connection,
    group,
    journalTopic,
    transactionalId: settings.kafka_transactional_id,
    sourceTopics: new Map(),
    transactionTimeoutMs: settings.processing_transaction_timeout_ms,
    takesOver: true,
    oversizedRows: settings.processing_oversized_rows,
    deadLetters: DEAD_LETTERS,
    logger
  })
  return {
    sink,
    remove: async () => {
      const client = createKafkaClient(connection)
      await deleteTopics(client, [journalTopic]).finally(() => client.close())
    }
  }
}

/** Writes to topics of other names. */
class SuffixedSink extends KafkaSink {
  readonly #suffix: string

  constructor(suffix: string, options: ConstructorParameters<typeof KafkaSink>[0]) {
    super(options)
    this.#suffix = suffix
  }

  override open(
    targets: readonly SinkTarget[],
    owner: JournalOwner,
    accept: AcceptJournal
  ): Promise<JournalRecord | null> {
    const renamed = targets.map((target) => ({ ...target, topic: target.topic + this.#suffix }))
    return super.open(renamed, owner, accept)
  }
}

function summary(service: Service, seconds: number, asJson: boolean): string {
  const { records, jobs } = service.status()
  if (asJson) {
    const rows = Object.fromEntries(jobs.map(({ sink, rows: count }) => [sink, count]))
    return `${JSON.stringify({ records, rows, seconds }, null, 2)}\n`
  }
  const lines = jobs.map(
    ({ name, sink, rows, lateRecords }) => `  ${name} -> ${sink}   rows ${rows}   late ${lateRecords}`
  )
  return `${[`${records.total} events in ${seconds.toFixed(1)} s`, ...lines].join('\n')}\n`
}
