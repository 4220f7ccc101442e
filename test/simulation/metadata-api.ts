import type { Brokers } from './brokers.js'
import { ERROR } from './errors.js'
import { WireWriter, type WireReader } from './wire.js'

const WITH_IDS = 10
const HOST = 'node'
export const PORT = 9092

export function hostOf(node: number): string {
  return `${HOST}${node}`
}

/** Number of the simulated node at an address; NaN: there is none. */
export function nodeAt(address: string): number {
  return Number(/^node(\d+):/.exec(address)?.[1])
}

/** Metadata v6, and v10 and later with the ids of topics. */
export function metadataAnswer(brokers: Brokers, reader: WireReader, version: number): Buffer {
  return version < WITH_IDS ? byNames(brokers, reader) : withIds(brokers, reader)
}

function withIds(brokers: Brokers, reader: WireReader): Buffer {
  reader.uvarint()
  const names = reader.compactArray(() => {
    reader.bytesOf(16)
    const name = reader.compactString()
    reader.uvarint()
    return name
  })
  const alive = brokers.nodes.filter(({ up }) => up)
  const writer = new WireWriter().uvarint(0).int32(0)
  writer.compactArray(alive, ({ id }) =>
    writer.int32(id).compactString(hostOf(id)).int32(PORT).uvarint(0).uvarint(0)
  )
  writer.compactString('simulation').int32(alive[0]?.id ?? -1)
  writer.compactArray(names, (name) => {
    const logs = brokers.topics.get(name)
    writer
      .int16(logs === undefined ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.NONE)
      .compactString(name)
      .raw(brokers.topicId(name))
      .int8(0)
    writer.compactArray(logs ?? [], ({ partition, leader }) => {
      writer
        .int16(leader < 0 ? ERROR.LEADER_NOT_AVAILABLE : ERROR.NONE)
        .int32(partition)
        .int32(leader)
        .int32(0)
      for (const nodes of [[leader], [leader], []]) writer.compactArray(nodes, (id) => writer.int32(id))
      writer.uvarint(0)
    })
    writer.int32(0).uvarint(0)
  })
  return writer.int32(0).uvarint(0).finish()
}

function byNames(brokers: Brokers, reader: WireReader): Buffer {
  const names = reader.array(() => reader.string())
  const alive = brokers.nodes.filter(({ up }) => up)
  const writer = new WireWriter().int32(0)
  writer.array(alive, ({ id }) => writer.int32(id).string(hostOf(id)).int32(PORT).string(null))
  writer.string('simulation').int32(alive[0]?.id ?? -1)
  writer.array(names, (name) => {
    const logs = brokers.topics.get(name)
    writer
      .int16(logs === undefined ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.NONE)
      .string(name)
      .int8(0)
    writer.array(logs ?? [], ({ partition, leader }) => {
      writer
        .int16(leader < 0 ? ERROR.LEADER_NOT_AVAILABLE : ERROR.NONE)
        .int32(partition)
        .int32(leader)
      writer.array([leader], (id) => writer.int32(id)).array([leader], (id) => writer.int32(id))
      writer.array([], () => undefined)
    })
  })
  return writer.finish()
}
