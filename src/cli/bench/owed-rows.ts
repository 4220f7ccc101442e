import type { Settings } from '../../config/settings.js'
import { BlackholeSink } from '../../connectors/blackhole/blackhole-sink.js'
import { DatagenSource } from '../../connectors/datagen/datagen-source.js'
import type { EventOptions } from '../../connectors/datagen/event-options.js'
import { forEachRow } from '../../connectors/rows.js'
import { events } from '../../jobs/index.js'
import type { Logger } from '../../observability/log.js'
import { createCoordinator } from '../coordinator.js'
import { TapSink } from '../demo/tap-sink.js'
import type { Row, RowsBySink } from './rows.js'

/**
 * The rows that all registered jobs owe for generated events: those that they give when the same events go straight
 * from the generator through the engine, without Kafka, restarts or transactions.
 */
export async function owedRows(
  options: EventOptions,
  settings: Settings,
  logger: Logger
): Promise<RowsBySink> {
  const coordinator = createCoordinator(settings)
  const targets = coordinator.statementSet().targets
  const rows: Readonly<Record<string, Row[]>> = Object.fromEntries(targets.map(({ name }) => [name, []]))
  const decoder = new TextDecoder()
  const sink = new TapSink(new BlackholeSink(), (segment) =>
    forEachRow(segment, (json) => rows[segment.sink]?.push(JSON.parse(decoder.decode(json)) as Row))
  )
  const sources = { [events.definition.name]: new DatagenSource(options) }
  await coordinator.execute({ sources, sink, logger }).finished
  return rows
}
