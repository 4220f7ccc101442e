import type { KafkaClient } from '../../connectors/kafka/transport/client.js'
import { committedBatches } from '../../records/committed.js'
import { fetchProtocol } from '../../connectors/kafka/transport/fetch.js'
import { listOffsets } from '../../connectors/kafka/transport/offsets.js'
import { check } from '../../connectors/kafka/transport/protocol-error.js'
import { recordsOf } from '../../records/records-section.js'
import { EARLIEST, LATEST, READ_COMMITTED } from '../../connectors/kafka/transport/requests.js'
import type { Row } from './rows.js'

const FETCH_BYTES = 8 << 20
const MAX_WAIT_MS = 100

/** All committed rows that a topic holds, as a committed reader sees them. Batches must not be compressed. */
export async function readCommittedRows(client: KafkaClient, topic: string): Promise<Row[]> {
  const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
  const nodes = new Map(leaders.entries())
  const starts = await listOffsets(client, topic, nodes, EARLIEST, READ_COMMITTED)
  const ends = await listOffsets(client, topic, nodes, LATEST, READ_COMMITTED)
  const rows: Row[] = []
  for (const [partition, node] of nodes) {
    let position = starts.get(partition) ?? 0
    while (position < (ends.get(partition) ?? 0)) {
      const fetched = await client.send(
        node,
        fetchProtocol({
          topic,
          positions: [[partition, position]],
          isolation: READ_COMMITTED,
          maxWaitMs: MAX_WAIT_MS,
          maxBytes: FETCH_BYTES,
          partitionMaxBytes: FETCH_BYTES
        })
      )
      for (const { error, records, aborted } of fetched) {
        check(error, 'Fetch', `topic ${topic}`)
        position = committedBatches(records, aborted, position, { topic, partition }, (batch) => {
          for (const { value } of recordsOf(batch.records, batch.recordCount)) rows.push(parseRow(value))
        })
      }
    }
  }
  return rows
}

function parseRow(value: Uint8Array | null): Row {
  return JSON.parse(Buffer.from(value ?? []).toString('utf8')) as Row
}
