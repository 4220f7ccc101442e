import { crc32c } from '@node-rs/crc32'

/**
 * Encodes values as Kafka record batches v2, uncompressed, independently of the sources under test:
 * a 61-byte header (see the Kafka protocol guide) and zigzag varints.
 */
export function recordBatch(values: readonly (Buffer | null)[], baseOffset: number): Buffer {
  const records = recordsSection(values)
  const header = Buffer.alloc(61)
  header.writeBigInt64BE(BigInt(baseOffset), 0)
  header.writeInt32BE(49 + records.length, 8)
  header.writeInt8(2, 16)
  header.writeInt32BE(values.length - 1, 23)
  header.writeBigInt64BE(-1n, 43)
  header.writeInt16BE(-1, 51)
  header.writeInt32BE(-1, 53)
  header.writeInt32BE(values.length, 57)
  const batch = Buffer.concat([header, records])
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}

/** The records of a batch without its header; null is a tombstone. */
export function recordsSection(values: readonly (Buffer | null)[]): Buffer {
  return Buffer.concat(values.map((value, index) => record(value, index)))
}

function record(value: Buffer | null, offsetDelta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(0),
    varint(offsetDelta),
    varint(-1),
    varint(value === null ? -1 : value.length),
    value ?? Buffer.alloc(0),
    varint(0)
  ])
  return Buffer.concat([varint(body.length), body])
}

function varint(value: number): Buffer {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1
  const bytes: number[] = []
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
