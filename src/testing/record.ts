/** Records of tests as Kafka frames them. */
import { HEADER_BYTES } from '../records/record-batch.js'

/** A document with what a Kafka record has around it. */
export interface EventRecord {
  readonly isRecord: true
  /** A document, or text that need not be one. */
  readonly value: object | string | null
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly timestamp?: number
  readonly partition?: number
}

const NO_TIMESTAMP = -1

/** The records section of one batch; the timestamps are told besides, each as its distance from the first. */
export function recordBatch(records: readonly EventRecord[], baseOffset: number): Uint8Array {
  const base = records[0]?.timestamp ?? NO_TIMESTAMP
  const section = Buffer.concat(records.map((record, index) => framed(record, index, base)))
  const batch = Buffer.alloc(HEADER_BYTES + section.byteLength)
  batch.writeBigInt64BE(BigInt(baseOffset), 0)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt8(2, 16)
  batch.writeInt32BE(records.length - 1, 23)
  batch.writeBigInt64BE(BigInt(base), 27)
  batch.writeBigInt64BE(BigInt(base), 35)
  batch.writeInt32BE(records.length, 57)
  batch.set(section, HEADER_BYTES)
  return batch
}

function framed(record: EventRecord, index: number, base: number): Buffer {
  const { value, key = null, headers = {}, timestamp = NO_TIMESTAMP } = record
  const text = value === null || typeof value === 'string' ? value : JSON.stringify(value)
  const names = Object.entries(headers)
  const body = Buffer.concat([
    Buffer.from([0]),
    ...[timestamp - base, index].map(zigzag),
    ...[key, text].map(bytes),
    zigzag(names.length),
    ...names.flat().map(bytes)
  ])
  return Buffer.concat([zigzag(body.length), body])
}

function bytes(text: string | null): Buffer {
  if (text === null) return zigzag(-1)
  const content = Buffer.from(text)
  return Buffer.concat([zigzag(content.length), content])
}

/** A whole number as a zigzag varint. */
function zigzag(value: number): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
  const out: number[] = []
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  out.push(Number(rest))
  return Buffer.from(out)
}
