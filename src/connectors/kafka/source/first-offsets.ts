import { MillraceError } from '../../../errors.js'
import { systemClock } from '../../clock.js'
import { decompress, initCodecs } from '../../../records/codecs.js'
import { committedBatches } from '../../../records/committed.js'
import { recordsOf } from '../../../records/records-section.js'
import { KafkaClient } from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { check } from '../transport/errors.js'
import { listOffsets } from '../transport/offsets.js'
import { fetchRequest } from '../transport/requests/fetch.js'
import { EARLIEST, READ_COMMITTED } from '../transport/requests/offsets.js'

const FETCH_WAIT_MS = 100
/** Without progress for so long, what is searched for cannot come: it waits behind an open transaction, or is gone. */
const PATIENCE_MS = 30_000
const FETCH_BYTES = 8 << 20

export interface FirstOffsetsOptions {
  readonly connection: KafkaConnectionOptions
  readonly topic: string
  /** Where each partition's search ends: nothing at it or behind it is looked at. */
  readonly ends: ReadonlyMap<number, number>
  /** The search begins at the first record that Kafka has stamped so or later, ms; null: at the first there is. */
  readonly from: number | null
  /** Whether a value may be what is searched for; a tombstone never is. */
  readonly isWanted: (value: Uint8Array) => boolean
}

/**
 * The offset of each partition's first committed record that may be wanted; its end where there is none.
 * @throws MillraceError BOUNDARY_NONE where records wait behind an open transaction, or are gone
 * @throws KafkaProtocolError, MillraceError for brokers that cannot be reached or refuse
 */
export async function firstOffsets(options: FirstOffsetsOptions): Promise<Map<number, number>> {
  const { connection, topic, ends, from } = options
  await initCodecs()
  const client = new KafkaClient(connection)
  try {
    const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
    const nodes = new Map([...leaders.entries()].filter(([partition]) => ends.has(partition)))
    const starts = await listOffsets(client, topic, nodes, EARLIEST, READ_COMMITTED)
    const later = from === null ? starts : await listOffsets(client, topic, nodes, from, READ_COMMITTED)
    const found = new Map<number, number>()
    for (const [partition, end] of ends) {
      const asked = later.get(partition) ?? -1
      // Kafka answers -1 where every record is older.
      const start = asked < 0 && from !== null ? end : Math.max(asked, starts.get(partition) ?? 0)
      const node = nodes.get(partition)
      found.set(
        partition,
        node === undefined ? 0 : await search(client, options, { partition, node, start, end })
      )
    }
    return found
  } finally {
    client.close()
  }
}

interface Stretch {
  readonly partition: number
  readonly node: number
  readonly start: number
  readonly end: number
}

async function search(
  client: KafkaClient,
  { topic, isWanted }: FirstOffsetsOptions,
  { partition, node, start, end }: Stretch
): Promise<number> {
  let deadline = systemClock.monotonic() + PATIENCE_MS
  for (let position = start; position < end;) {
    const request = fetchRequest(
      {
        ...{ topic, positions: [[partition, position]] as const, isolation: READ_COMMITTED },
        ...{ maxWaitMs: FETCH_WAIT_MS, maxBytes: FETCH_BYTES, partitionMaxBytes: FETCH_BYTES }
      },
      null
    )
    const [fetched] = await client.send(node, request)
    if (fetched === undefined) return start
    check(fetched.error, 'Fetch', { topic })
    let wanted = end
    const from = position
    position = committedBatches(fetched.records, fetched.aborted, from, { topic, partition }, (batch) => {
      for (const { offsetDelta, value } of recordsOf(
        decompress(batch.codec, batch.records),
        batch.recordCount
      )) {
        const offset = batch.baseOffset + offsetDelta
        if (offset >= from && offset < wanted && value !== null && isWanted(value)) wanted = offset
      }
    })
    if (wanted < end) return wanted
    if (position > from) deadline = systemClock.monotonic() + PATIENCE_MS
    else if (systemClock.monotonic() > deadline)
      throw new MillraceError('BOUNDARY_NONE', {
        reason: `partition ${partition} of topic ${topic} gives nothing from offset ${from} to ${end}`
      })
  }
  return end
}
