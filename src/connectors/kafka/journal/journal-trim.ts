import Encoder from 'kafkajs/src/protocol/encoder.js'
import type { Protocol } from 'kafkajs/src/network/connection.js'
import type { JournalRecord } from '../../journal.js'
import type { KafkaClient } from '../transport/client.js'
import { check } from '../transport/protocol-error.js'
import { protocol } from '../transport/requests.js'

const DELETE_RECORDS = 21
const BROKER_TIMEOUT_MS = 5000
const PARTITION = 0
const MOST_KNOWN = 4096

/** Where records of the journal lie, as far as this process has seen or written them. */
export class JournalOffsets {
  #known: { readonly epoch: number; readonly offset: number }[] = []

  /** To be called in the order of the journal. */
  add(record: JournalRecord, offset: number): void {
    const epoch = record.epochs[0]?.epoch
    if (epoch === undefined || epoch <= (this.#known.at(-1)?.epoch ?? 0)) return
    this.#known.push({ epoch, offset })
    // Every other one is enough: trimming then keeps a record more than it must.
    if (this.#known.length > MOST_KNOWN) this.#known = this.#known.filter((_, index) => index % 2 === 0)
  }

  /** Offset of a record before which nothing is needed to read the epochs after `epoch`; null: none is known. */
  keepFrom(epoch: number): number | null {
    const keep = this.#known.findLastIndex((record) => record.epoch <= epoch + 1)
    if (keep < 0) return null
    this.#known.splice(0, keep)
    return this.#known[0]?.offset ?? null
  }
}

/**
 * Deletes the journal's records before `offset`.
 * @throws KafkaProtocolError, MillraceError KAFKA_NOT_ALLOWED
 */
export async function trimJournalBefore(client: KafkaClient, topic: string, offset: number): Promise<void> {
  const { topics } = await client.metadata([topic])
  const leader = topics.get(topic)?.leaders[PARTITION] ?? -1
  check(await client.send(leader, deleteRecordsProtocol(topic, offset)), 'DeleteRecords', `topic ${topic}`)
}

/** DeleteRecords v1: topics [name string, partitions [number i32, offset i64]], timeout i32. */
function deleteRecordsProtocol(topic: string, offset: number): Protocol<number> {
  const encode = async (): Promise<Encoder> =>
    new Encoder()
      .writeInt32(1)
      .writeString(topic)
      .writeInt32(1)
      .writeInt32(PARTITION)
      .writeInt64(offset)
      .writeInt32(BROKER_TIMEOUT_MS)
  const request = { apiKey: DELETE_RECORDS, apiVersion: 1, apiName: 'DeleteRecords', encode }
  return protocol(request, { decode: async (raw) => decodeError(raw) })
}

/**
 * Response: throttle i32, then topics [name string, partitions [number i32, low watermark i64, error i16]]; with one
 * partition the error comes last.
 */
function decodeError(raw: Buffer): number {
  return raw.readInt16BE(raw.length - 2)
}
