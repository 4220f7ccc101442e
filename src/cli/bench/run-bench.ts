import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SETTINGS_TABLE } from '../../config/settings-table.js'
import { parseSettings } from '../../config/settings.js'
import type { KafkaConnectionOptions } from '../../connectors/kafka/transport/connection-options.js'
import { KafkaClient } from '../../connectors/kafka/transport/client.js'
import type { EventOptions } from '../../connectors/datagen/event-options.js'
import { createLogger } from '../../observability/log.js'
import { reachBroker } from '../broker.js'
import { deleteTopics } from '../../connectors/kafka/transport/topics.js'
import { EXIT, type CliIo } from '../io.js'
import type { BenchOptions } from './bench-options.js'
import { endToEndFigures, measureInTurns, type Entrant } from './end-to-end.js'
import { provideEvents, type EventTopic } from './event-topic.js'
import { describeMachine } from './machine.js'
import type { RowsBySink } from './rows.js'
import { serviceContender } from './service-contender.js'
import { showFigure, type Figure } from './summary.js'
import { owedRows } from './owed-rows.js'
import { workload } from './workload.js'

/** Found from src/ and from dist/ alike: what is measured is always what was built. */
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))
const LIMIT_SECONDS = 600
/** Settings that say what is computed, not how fast: the benchmark has its own. */
const OWN_GROUPS: readonly string[] = ['Jobs', 'Time']

/** `millrace bench`: the service on generated events, as often as asked, and how fast it was. */
export async function runBenchCommand(options: BenchOptions, io: CliIo): Promise<number> {
  const say = (line: string): void => void io.stderr.write(`${line}\n`)
  const machine = describeMachine()
  const broker = await reachBroker(parseSettings(io.env, io.file), say)
  const client = new KafkaClient(broker.connection)
  try {
    const figures = await measure(options, io, broker.connection, client, say)
    const { processor, cores, memoryGiB, system } = machine
    io.stdout.write(
      `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${process.versions.node}\n`
    )
    for (const [name, value] of Object.entries(figures)) io.stdout.write(`${name}: ${showFigure(value)}\n`)
    const report = { machine, node: process.versions.node, conditions: options, figures }
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
    return EXIT.ok
  } finally {
    client.close()
    await broker.stop()
  }
}

async function measure(
  options: BenchOptions,
  io: CliIo,
  connection: KafkaConnectionOptions,
  client: KafkaClient,
  say: (line: string) => void
): Promise<Record<string, Figure>> {
  const { events, partitions, sessions, batch, compression, repetitions } = options
  const shape = workload({ events, partitions, sessions })
  const name = ['millrace-bench', events, partitions, sessions, batch, compression].join('-')
  try {
    const topic = await provideEvents(client, name, shape, { recordsPerBatch: batch, compression }, say)
    const expected = await owed(shape, io, say)
    const runs = await measureInTurns({
      ...{ client, topic, expected, repetitions, limitSeconds: LIMIT_SECONDS },
      entrants: entrants(options, io, connection.bootstrapServers, topic, Object.keys(expected)),
      onProgress: say
    })
    return Object.fromEntries(
      [...runs].flatMap(([label, measured]) =>
        Object.entries(endToEndFigures(measured)).map(([figure, value]) => [`${label}: ${figure}`, value])
      )
    )
  } finally {
    if (options.keep !== true) await deleteTopics(client, [name])
  }
}

function owed(shape: EventOptions, io: CliIo, say: (line: string) => void): Promise<RowsBySink> {
  const { settings } = parseSettings(environmentOf(io))
  say('computing the rows that the jobs owe')
  return owedRows(shape, settings, createLogger({ ...settings, app_log_level: 'ERROR' }, io.stderr))
}

/** The service with the settings of the environment, once for every number of workers. */
function entrants(
  { parallelism }: BenchOptions,
  io: CliIo,
  bootstrapServers: string,
  { name: eventsTopic }: EventTopic,
  sinks: readonly string[]
): Entrant[] {
  const given = environmentOf(io)
  const entrant = (label: string, env: Readonly<Record<string, string>>): Entrant => ({
    label,
    contender: (name) =>
      serviceContender({ main: MAIN, bootstrapServers, eventsTopic, name, sinks, env: { ...given, ...env } })
  })
  if (parallelism === undefined) return [entrant('millrace', {})]
  return parallelism.map((workers) => entrant(`${workers} workers`, { FLINK_PARALLELISM: String(workers) }))
}

/** What of the environment the measured service gets: names in upper case, as the benchmark's own are. */
function environmentOf({ env }: CliIo): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    const key = name.toLowerCase()
    if (value !== undefined && !isOwn(key)) kept[key in SETTINGS_TABLE ? name.toUpperCase() : name] = value
  }
  return kept
}

/** True for settings that a run of the benchmark decides for itself. */
function isOwn(key: string): boolean {
  if (key.startsWith('kafka_topic_') || OWN_SETTINGS.has(key)) return true
  const row = Object.entries(SETTINGS_TABLE).find(([name]) => name === key)?.[1]
  return row !== undefined && OWN_GROUPS.includes(row.group)
}

const OWN_SETTINGS: ReadonlySet<string> = new Set([
  'kafka_bootstrap_servers',
  'kafka_transactional_id',
  'processing_journal_topic',
  'processing_kafka_consumer_group',
  'processing_state_dir'
])
