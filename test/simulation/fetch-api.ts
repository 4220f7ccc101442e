import { leaderError, type Brokers, type Node } from './brokers.js'
import { ERROR } from './errors.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import { WireWriter, type WireReader } from './wire.js'

interface WaitingFetch {
  readonly node: Node
  readonly life: number
  attempt(): boolean
}

interface FetchedPart {
  readonly partition: number
  readonly error: number
  readonly highWatermark: number
  readonly stable: number
  readonly start: number
  readonly aborted: readonly { producerId: number; firstOffset: number }[]
  readonly records: Buffer
}

/** What is wanted of a topic; null where no topic has the id that was asked for. */
interface WantedTopic {
  readonly topic: string | null
  readonly id: Buffer
  readonly partitions: readonly WantedPart[]
}

interface WantedPart {
  readonly partition: number
  readonly offset: number
  readonly maxBytes: number
}

interface FetchedTopic extends Pick<WantedTopic, 'topic' | 'id'> {
  readonly parts: readonly FetchedPart[]
}

const READ_COMMITTED = 1
const ID_BYTES = 16
/** The first version by ids of topics. */
const BY_ID = 13

/**
 * Fetch v11 by names and v13 by ids: by isolation level, with the list of aborted transactions, waiting for records as
 * the request says.
 */
export class FetchApi {
  readonly #brokers: Brokers
  readonly #scheduler: Scheduler
  readonly #random: Random
  #waiting: WaitingFetch[] = []

  constructor(brokers: Brokers, scheduler: Scheduler, random: Random) {
    this.#brokers = brokers
    this.#scheduler = scheduler
    this.#random = random
    brokers.onChange = () => this.#wakeFetches()
  }

  serve(node: Node, reader: WireReader, reply: (body: Buffer) => void, version: number): void {
    const isById = version >= BY_ID
    const answer = isById ? answerById : answerByName
    if (isById) reader.uvarint()
    reader.int32()
    const maxWait = reader.int32()
    reader.int32()
    const maxBytes = reader.int32()
    const isolation = reader.int8()
    reader.int32()
    reader.int32()
    const topics = isById ? this.#topicsById(reader) : topicsByName(reader)
    const read = (): FetchedTopic[] => {
      let room = maxBytes
      return topics.map(({ topic, id, partitions }) => ({
        topic,
        id,
        parts: partitions.map((wanted) => {
          // Made anew under the same name it is another topic.
          const isThere = topic !== null && (!isById || this.#brokers.topicId(topic).equals(id))
          if (!isThere) return emptyPart(wanted.partition, ERROR.UNKNOWN_TOPIC_ID)
          const part = this.#read(
            node,
            topic,
            wanted,
            isolation,
            Math.min(room, wanted.maxBytes),
            room === maxBytes
          )
          room = Math.max(0, room - part.records.length)
          return part
        })
      }))
    }
    const attempt = (): boolean => {
      const found = read()
      const ready = found.some(({ parts }) =>
        parts.some(({ error, records }) => error !== 0 || records.length > 0)
      )
      if (!ready) return false
      const parts = found.flatMap((topic) => topic.parts.map(tell)).filter((text) => text !== '')
      this.#scheduler.trace(`broker: Fetch ${topics[0]?.topic ?? ''} on node ${node.id}: ${parts.join(', ')}`)
      reply(answer(found))
      return true
    }
    if (attempt()) return
    const waiting: WaitingFetch = { node, life: node.life, attempt }
    this.#waiting.push(waiting)
    this.#scheduler.after(maxWait, () => {
      if (!this.#waiting.includes(waiting)) return
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
      if (node.life === waiting.life) reply(answer(read()))
    })
  }

  #topicsById(reader: WireReader): WantedTopic[] {
    return reader.compactArray(() => {
      const id = Buffer.from(reader.bytesOf(ID_BYTES))
      const partitions = reader.compactArray(() => {
        const partition = reader.int32()
        reader.int32()
        const offset = reader.int64()
        reader.int32()
        reader.int64()
        const maxBytes = reader.int32()
        reader.uvarint()
        return { partition, offset, maxBytes }
      })
      reader.uvarint()
      return { topic: this.#brokers.topicOf(id), id, partitions }
    })
  }

  /** What a partition has from an offset on, batches whole but perhaps the last; the first fits whatever the limit. */
  #read(
    node: Node,
    topic: string,
    wanted: { partition: number; offset: number },
    isolation: number,
    maxBytes: number,
    isFirst: boolean
  ): FetchedPart {
    const { partition, offset } = wanted
    const log = this.#brokers.log(topic, partition)
    let error = leaderError(this.#brokers, node, topic, partition)
    if (error === ERROR.NONE) error = this.#brokers.troubles.topicError(topic, 'read')
    if (error === ERROR.NONE) error = this.#brokers.troubles.read()
    if (log === undefined || error !== ERROR.NONE) return emptyPart(partition, error)
    if (isolation === READ_COMMITTED && offset === log.lastStableOffset && log.isHeldBack) {
      this.#brokers.tally.fault('open transaction held records back')
    }
    if (offset < log.startOffset || offset > log.endOffset) error = ERROR.OFFSET_OUT_OF_RANGE
    const stable = log.lastStableOffset
    const known = { partition, error, highWatermark: log.endOffset, stable, start: log.startOffset }
    if (error !== ERROR.NONE) return { ...known, aborted: [], records: Buffer.alloc(0) }
    const end = isolation === READ_COMMITTED ? stable : log.endOffset
    const parts: Buffer[] = []
    let bytes = 0
    let reached = offset
    for (const batch of log.batchesFrom(offset)) {
      if (batch.baseOffset >= end) break
      const fits = bytes + batch.bytes.length <= maxBytes || (isFirst && bytes === 0)
      reached = batch.lastOffset + 1
      if (!fits) {
        parts.push(batch.bytes.subarray(0, Math.max(0, maxBytes - bytes)))
        break
      }
      parts.push(batch.bytes)
      bytes += batch.bytes.length
    }
    const aborted =
      isolation === READ_COMMITTED
        ? log.aborted.filter(({ firstOffset, lastOffset }) => lastOffset >= offset && firstOffset < reached)
        : []
    return { ...known, aborted: this.#shuffled(aborted), records: Buffer.concat(parts) }
  }

  /** The protocol promises no order. */
  #shuffled<T>(items: readonly T[]): T[] {
    return items.length > 1 && this.#random.chance(0.5) ? [...items].reverse() : [...items]
  }

  #wakeFetches(): void {
    for (const waiting of [...this.#waiting]) {
      const gone = waiting.node.life !== waiting.life
      if (gone || waiting.attempt()) this.#waiting = this.#waiting.filter((other) => other !== waiting)
    }
  }
}

function tell({ partition, error, records }: FetchedPart): string {
  if (error !== ERROR.NONE) return `${partition} -> error ${error}`
  return records.length > 0 ? `${partition} ${records.length} bytes` : ''
}

function emptyPart(partition: number, error: number): FetchedPart {
  const unknown = { highWatermark: -1, stable: -1, start: -1 }
  return { partition, error, ...unknown, aborted: [], records: Buffer.alloc(0) }
}

function topicsByName(reader: WireReader): WantedTopic[] {
  return reader.array(() => ({
    topic: reader.string(),
    id: Buffer.alloc(0),
    partitions: reader.array(() => {
      const partition = reader.int32()
      reader.int32()
      const offset = reader.int64()
      reader.int64()
      return { partition, offset, maxBytes: reader.int32() }
    })
  }))
}

function answerById(topics: readonly FetchedTopic[]): Buffer {
  const writer = new WireWriter().uvarint(0).int32(0).int16(ERROR.NONE).int32(0)
  writer.compactArray(topics, ({ id, parts }) => {
    writer.raw(id).compactArray(parts, (part) => {
      writer.int32(part.partition).int16(part.error)
      writer.int64(part.highWatermark).int64(part.stable).int64(part.start)
      writer.compactArray(part.aborted, ({ producerId, firstOffset }) =>
        writer.int64(producerId).int64(firstOffset).uvarint(0)
      )
      writer
        .int32(-1)
        .uvarint(part.records.length + 1)
        .raw(part.records)
        .uvarint(0)
    })
    writer.uvarint(0)
  })
  return writer.uvarint(0).finish()
}

function answerByName(topics: readonly FetchedTopic[]): Buffer {
  const writer = new WireWriter().int32(0).int16(ERROR.NONE).int32(0)
  writer.array(topics, ({ topic, parts }) => {
    writer.string(topic).array(parts, (part) => {
      writer.int32(part.partition).int16(part.error)
      writer.int64(part.highWatermark).int64(part.stable).int64(part.start)
      writer.array(part.aborted, ({ producerId, firstOffset }) => writer.int64(producerId).int64(firstOffset))
      writer.int32(-1).blob(part.records)
    })
  })
  return writer.finish()
}
