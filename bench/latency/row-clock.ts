import { RowReader } from '../../src/cli/demo/row-reader.js'
import type { Row } from '../../src/cli/bench/rows.js'
import type { RowSegment } from '../../src/connectors/connector.js'
import { KafkaSource } from '../../src/connectors/kafka/source/source.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { sinkTopic } from '../../src/cli/bench/service-contender.js'
import type { Rows, SINKS } from '../baseline/rows.js'

type SinkName = (typeof SINKS)[number]

/** A row and when a committed reader had it, on the clock of `performance.now()`. */
export interface SeenRow {
  readonly row: Row
  /** End of its window, exclusive, epoch milliseconds. */
  readonly end: number
  readonly at: number
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
const END_COLUMN = {
  event_metrics: 'window_end',
  session_metrics: 'end_time',
  performance_metrics: 'window_end'
}

/** Reads all sinks of a run as a committed reader does, and notes when each row came. */
export class RowClock {
  readonly seen: Readonly<Record<SinkName, SeenRow[]>> = {
    event_metrics: [],
    session_metrics: [],
    performance_metrics: []
  }
  readonly #readers: RowReader[] = []
  #failure: Error | null = null

  async start(bootstrapServers: string, name: string): Promise<void> {
    for (const sink of Object.keys(this.seen) as SinkName[]) {
      const topic = sinkTopic(name, sink)
      const source = new KafkaSource({
        ...{ connection: { bootstrapServers }, topic, group: `${name}-reader`, logger: SILENT }
      })
      const target = { name: sink, topic, columns: [] }
      const reader = new RowReader(source, target, (segment) => this.#take(sink, segment))
      this.#readers.push(reader)
      await reader.start(
        (error) => (this.#failure ??= error instanceof Error ? error : new Error(String(error)))
      )
    }
  }

  /** @throws whatever a reader failed with */
  get count(): number {
    if (this.#failure !== null) throw this.#failure
    return Object.values(this.seen).reduce((sum, rows) => sum + rows.length, 0)
  }

  get rows(): Rows {
    const of = (sink: SinkName): Row[] => this.seen[sink].map(({ row }) => row)
    return {
      event_metrics: of('event_metrics'),
      session_metrics: of('session_metrics'),
      performance_metrics: of('performance_metrics')
    }
  }

  async stop(): Promise<void> {
    for (const reader of this.#readers) await reader.stop()
  }

  #take(sink: SinkName, segment: RowSegment): void {
    const at = performance.now()
    forEachRow(segment, (json) => {
      const row = JSON.parse(Buffer.from(json).toString()) as Row
      const end = Date.parse(String(row[END_COLUMN[sink]]).replace(' ', 'T'))
      this.seen[sink].push({ row, end, at })
    })
  }
}
