import { leaderError, type Brokers, type CoordinatorKey, type Node } from './brokers.js'
import { ERROR } from './errors.js'
import { FetchApi } from './fetch-api.js'
import { hostOf, metadataAnswer, PORT } from './metadata-api.js'
import { GroupApi } from './group-api.js'
import type { OffsetKey } from './group-offsets.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import type { Member, ProducerClaim } from './transaction-coordinator.js'
import { WireReader, WireWriter } from './wire.js'

/** A request as it comes over the wire, without the header's client id. */
export interface Request {
  readonly apiKey: number
  readonly apiVersion: number
  readonly apiName: string
  readonly body: Buffer
}

export type Reply = (body: Buffer) => void

type Handler = (node: Node, reader: WireReader, reply: Reply, version: number) => void

const READ_COMMITTED = 1
const LATEST = -1
const FETCH = 1
const FETCH_BY_NAME = 12

/** What the brokers do with requests: decodes the bytes that the client encoded, answers with bytes it decodes. */
export class BrokerApi {
  readonly #brokers: Brokers
  readonly #scheduler: Scheduler
  readonly #fetches: FetchApi
  readonly #handlers: Readonly<Record<number, Handler>> = {
    0: (node, reader, reply) => reply(this.#produce(node, reader)),
    1: (node, reader, reply, version) => this.#fetches.serve(node, reader, reply, version),
    2: (node, reader, reply) => reply(this.#listOffsets(node, reader)),
    3: (_node, reader, reply, version) => reply(metadataAnswer(this.#brokers, reader, version)),
    8: (node, reader, reply) => reply(this.#offsetCommit(node, reader)),
    9: (node, reader, reply) => reply(this.#offsetFetch(node, reader)),
    10: (_node, reader, reply) => reply(this.#findCoordinator(reader)),
    11: (node, reader, reply) => this.#groups(node).join(reader, reply),
    12: (node, reader, reply) => this.#groups(node).heartbeat(reader, reply),
    13: (node, reader, reply) => this.#groups(node).leave(reader, reply),
    14: (node, reader, reply) => this.#groups(node).sync(reader, reply),
    19: (_node, reader, reply) => reply(this.#createTopics(reader)),
    21: (node, reader, reply) => reply(this.#deleteRecords(node, reader)),
    22: (node, reader, reply) => reply(this.#initProducerId(node, reader)),
    24: (node, reader, reply) => reply(this.#addPartitions(node, reader)),
    25: (node, reader, reply) => reply(this.#addOffsets(node, reader)),
    26: (node, reader, reply) => reply(this.#endTxn(node, reader)),
    28: (node, reader, reply) => reply(this.#txnOffsetCommit(node, reader))
  }

  constructor(brokers: Brokers, scheduler: Scheduler, random: Random) {
    this.#brokers = brokers
    this.#scheduler = scheduler
    this.#fetches = new FetchApi(brokers, scheduler, random)
  }

  /** Serves a request on a node; a Fetch may be answered later. */
  serve(node: Node, request: Request, reply: Reply): void {
    const handler = this.#handlers[request.apiKey]
    if (handler === undefined) throw new Error(`the simulated broker does not know ${request.apiName}`)
    handler(node, new WireReader(request.body), reply, request.apiVersion)
  }

  /** Of Fetch the version by ids only where the cluster is new enough; of the others every version that is asked for. */
  supports(apiKey: number, version: number): boolean {
    const isOfAge = apiKey !== FETCH || version <= FETCH_BY_NAME || this.#brokers.fetchesById
    return apiKey in this.#handlers && isOfAge
  }

  #groups(node: Node): GroupApi {
    return new GroupApi(this.#brokers, (group) => this.#coordinatorError(node, `group ${group}`))
  }

  #findCoordinator(reader: WireReader): Buffer {
    const key = reader.string()
    const type = reader.int8() === 0 ? 'group' : 'transaction'
    const node = this.#brokers.coordinator(`${type} ${key}`)
    const { troubles } = this.#brokers
    const denied = type === 'group' ? troubles.groupError() : troubles.transactionalIdError()
    const isThere = this.#brokers.isUp(node)
    const error = denied === ERROR.NONE && !isThere ? ERROR.COORDINATOR_NOT_AVAILABLE : denied
    const writer = new WireWriter().int32(0).int16(error).string(null)
    return writer.int32(node).string(hostOf(node)).int32(PORT).finish()
  }

  #createTopics(reader: WireReader): Buffer {
    const topics = reader.array(() => {
      const topic = reader.string()
      const partitions = reader.int32()
      reader.int16()
      reader.array(() => reader.int32())
      reader.array(() => [reader.string(), reader.nullableString()])
      return { topic, partitions }
    })
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      const exists = this.#brokers.topics.has(topic)
      if (!exists) this.#brokers.createTopic(topic, partitions < 0 ? undefined : partitions)
      this.#brokers.trace(`topic ${topic} created`, exists ? ERROR.TOPIC_ALREADY_EXISTS : ERROR.NONE)
      writer
        .string(topic)
        .int16(exists ? ERROR.TOPIC_ALREADY_EXISTS : ERROR.NONE)
        .string(null)
    })
    return writer.finish()
  }

  #listOffsets(node: Node, reader: WireReader): Buffer {
    reader.int32()
    const isolation = reader.int8()
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), timestamp: reader.int64() }))
    }))
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition, timestamp }) => {
        const log = this.#brokers.log(topic, partition)
        const notHere = leaderError(this.#brokers, node, topic, partition)
        const error = notHere === ERROR.NONE ? this.#readError(topic) : notHere
        const end = isolation === READ_COMMITTED ? log?.lastStableOffset : log?.endOffset
        const offset = timestamp === LATEST ? end : log?.startOffset
        writer
          .int32(partition)
          .int16(error)
          .int64(-1)
          .int64(error === ERROR.NONE ? (offset ?? -1) : -1)
      })
    })
    return writer.finish()
  }

  #readError(topic: string): number {
    const denied = this.#brokers.troubles.topicError(topic, 'read')
    return denied === ERROR.NONE ? this.#brokers.troubles.read() : denied
  }

  #deleteRecords(node: Node, reader: WireReader): Buffer {
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), offset: reader.int64() }))
    }))
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition, offset }) => {
        const log = this.#brokers.log(topic, partition)
        const notHere = leaderError(this.#brokers, node, topic, partition)
        const error = notHere === ERROR.NONE ? (log?.trim(offset) ?? notHere) : notHere
        this.#brokers.trace(`DeleteRecords ${topic}/${partition} before ${offset}`, error)
        writer
          .int32(partition)
          .int64(log?.startOffset ?? -1)
          .int16(error)
      })
    })
    return writer.finish()
  }

  #offsetFetch(node: Node, reader: WireReader): Buffer {
    const group = reader.string()
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => reader.int32())
    }))
    const { committed, notes } = this.#brokers.group(group)
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, (partition) => {
        const offset = committed.get(`${topic}/${partition}`) ?? -1
        const note = notes.get(`${topic}/${partition}`) ?? null
        writer.int32(partition).int64(offset).string(note).int16(ERROR.NONE)
      })
    })
    return writer.int16(this.#coordinatorError(node, `group ${group}`)).finish()
  }

  #offsetCommit(node: Node, reader: WireReader): Buffer {
    const group = reader.string()
    reader.int32()
    reader.string()
    const topics = this.#readOffsets(reader)
    const error = this.#coordinatorError(node, `group ${group}`)
    if (error === ERROR.NONE) this.#brokers.group(group).commit(offsetsOf(topics))
    this.#brokers.trace(`OffsetCommit of ${group}`, error)
    return this.#offsetAnswer(topics, error)
  }

  #txnOffsetCommit(node: Node, reader: WireReader): Buffer {
    const id = reader.string()
    const name = reader.string()
    const claim = { id, producerId: reader.int64(), epoch: reader.int16() }
    const topics = this.#readOffsets(reader)
    const group = this.#brokers.group(name)
    let error = this.#coordinatorError(node, `group ${name}`)
    if (error === ERROR.NONE && !group.hasOpenTransaction(claim.producerId)) {
      error = this.#brokers.transactions.verify(claim, `group ${name}`)
    }
    const offsets = offsetsOf(topics)
    if (error === ERROR.NONE) {
      const note = topics[0]?.partitions[0]?.note ?? null
      error = group.commitInTransaction(claim.producerId, claim.epoch, offsets, note)
    }
    this.#brokers.trace(`TxnOffsetCommit by epoch ${claim.epoch}: ${[...offsets.values()].join()}`, error)
    return this.#offsetAnswer(topics, error)
  }

  #readOffsets(reader: WireReader): TopicOffsets[] {
    return reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => {
        return { partition: reader.int32(), offset: reader.int64(), note: reader.nullableString() }
      })
    }))
  }

  #offsetAnswer(topics: readonly TopicOffsets[], error: number): Buffer {
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition }) => writer.int32(partition).int16(error))
    })
    return writer.finish()
  }

  #initProducerId(node: Node, reader: WireReader): Buffer {
    const id = reader.string()
    const timeout = reader.int32()
    const notHere = this.#coordinatorError(node, `transaction ${id}`)
    const answer =
      notHere === ERROR.NONE
        ? this.#brokers.transactions.initProducerId(id, timeout)
        : { error: notHere, producerId: -1, epoch: -1 }
    this.#brokers.trace(`InitProducerId: epoch ${answer.epoch}`, answer.error)
    const { error, producerId, epoch } = answer
    return new WireWriter().int32(0).int16(error).int64(producerId).int16(epoch).finish()
  }

  #addPartitions(node: Node, reader: WireReader): Buffer {
    const claim = this.#readClaim(reader)
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => reader.int32())
    }))
    const members = topics.flatMap(({ topic, partitions }) =>
      partitions.map((partition): Member => `partition ${topic}/${partition}`)
    )
    const denied = new Map(
      topics.map(({ topic }) => [topic, this.#brokers.troubles.topicError(topic, 'write')] as const)
    )
    const isDenied = [...denied.values()].some((code) => code !== ERROR.NONE)
    let error = this.#coordinatorError(node, `transaction ${claim.id}`)
    if (error === ERROR.NONE && isDenied) error = ERROR.OPERATION_NOT_ATTEMPTED
    if (error === ERROR.NONE) error = this.#brokers.transactions.add(claim, members)
    this.#brokers.trace(`AddPartitionsToTxn by epoch ${claim.epoch}`, error)
    const writer = new WireWriter().int32(0)
    writer.array(topics, ({ topic, partitions }) => {
      // Of several topics the ones that are allowed are not looked at any more.
      const own = denied.get(topic) ?? ERROR.NONE
      const code = own === ERROR.NONE ? error : own
      writer.string(topic).array(partitions, (partition) => writer.int32(partition).int16(code))
    })
    return writer.finish()
  }

  #addOffsets(node: Node, reader: WireReader): Buffer {
    const claim = this.#readClaim(reader)
    const group = reader.string()
    let error = this.#coordinatorError(node, `transaction ${claim.id}`)
    if (error === ERROR.NONE) error = this.#brokers.transactions.add(claim, [`group ${group}`])
    this.#brokers.trace(`AddOffsetsToTxn by epoch ${claim.epoch}`, error)
    return new WireWriter().int32(0).int16(error).finish()
  }

  #endTxn(node: Node, reader: WireReader): Buffer {
    const claim = this.#readClaim(reader)
    const commit = reader.boolean()
    let error = this.#coordinatorError(node, `transaction ${claim.id}`)
    if (error === ERROR.NONE) error = this.#brokers.transactions.endTxn(claim, commit)
    this.#brokers.trace(`EndTxn by epoch ${claim.epoch}: ${commit ? 'commit' : 'abort'}`, error)
    return new WireWriter().int32(0).int16(error).finish()
  }

  #readClaim(reader: WireReader): ProducerClaim {
    return { id: reader.string(), producerId: reader.int64(), epoch: reader.int16() }
  }

  #produce(node: Node, reader: WireReader): Buffer {
    const id = reader.nullableString()
    reader.int16()
    reader.int32()
    const topics = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), bytes: reader.blob() }))
    }))
    const writer = new WireWriter()
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition, bytes }) => {
        const { error, baseOffset } = this.#append(node, id, topic, partition, bytes)
        this.#brokers.trace(`Produce ${topic}/${partition} at ${baseOffset}`, error)
        writer.int32(partition).int16(error).int64(baseOffset).int64(-1).int64(0)
      })
    })
    return writer.int32(0).finish()
  }

  #append(node: Node, id: string | null, topic: string, partition: number, bytes: Buffer) {
    const refuse = (error: number) => ({ error, baseOffset: -1 })
    const log = this.#brokers.log(topic, partition)
    const notHere = leaderError(this.#brokers, node, topic, partition)
    if (log === undefined || notHere !== ERROR.NONE) return refuse(notHere)
    const denied = this.#brokers.troubles.topicError(topic, 'write')
    if (denied !== ERROR.NONE) return refuse(denied)
    const trouble = this.#brokers.troubles.produce()
    if (trouble?.isWritten === false) return refuse(trouble.error)
    if (id !== null) {
      const producerId = Number(bytes.readBigInt64BE(43))
      const claim = { id, producerId, epoch: bytes.readInt16BE(51) }
      if (!log.hasOpenTransaction(producerId)) {
        const error = this.#brokers.transactions.verify(claim, `partition ${topic}/${partition}`)
        if (error !== ERROR.NONE) return refuse(error)
      }
    }
    const appended = log.append(bytes)
    this.#brokers.onChange()
    return trouble === null ? appended : refuse(trouble.error)
  }

  #coordinatorError(node: Node, key: CoordinatorKey): number {
    const { troubles } = this.#brokers
    const denied = key.startsWith('group ') ? troubles.groupError() : troubles.transactionalIdError()
    if (denied !== ERROR.NONE) return denied
    if (this.#brokers.coordinator(key) !== node.id) return ERROR.NOT_COORDINATOR
    if (node.loadingUntil > this.#scheduler.now) return ERROR.COORDINATOR_LOAD_IN_PROGRESS
    return troubles.coordinator()
  }
}

interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly {
    readonly partition: number
    readonly offset: number
    readonly note: string | null
  }[]
}

function offsetsOf(topics: readonly TopicOffsets[]): Map<OffsetKey, number> {
  return new Map(
    topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }): [OffsetKey, number] => [`${topic}/${partition}`, offset])
    )
  )
}
