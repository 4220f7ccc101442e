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

const READ_COMMITTED = 1

/** Fetch v11: by isolation level, with the list of aborted transactions, waiting for records as the request says. */
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

  serve(node: Node, reader: WireReader, reply: (body: Buffer) => void): void {
    reader.int32()
    const maxWait = reader.int32()
    reader.int32()
    const maxBytes = reader.int32()
    const isolation = reader.int8()
    reader.int32()
    reader.int32()
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => {
        const partition = reader.int32()
        reader.int32()
        const offset = reader.int64()
        reader.int64()
        return { partition, offset, maxBytes: reader.int32() }
      })
    }))
    const read = (): { topic: string; parts: FetchedPart[] }[] => {
      let room = maxBytes
      return topics.map(({ topic, partitions }) => ({
        topic,
        parts: partitions.map((wanted) => {
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
      reply(fetchAnswer(found))
      return true
    }
    if (attempt()) return
    const waiting: WaitingFetch = { node, life: node.life, attempt }
    this.#waiting.push(waiting)
    this.#scheduler.after(maxWait, () => {
      if (!this.#waiting.includes(waiting)) return
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
      if (node.life === waiting.life) reply(fetchAnswer(read()))
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

function fetchAnswer(topics: readonly { topic: string; parts: readonly FetchedPart[] }[]): Buffer {
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
