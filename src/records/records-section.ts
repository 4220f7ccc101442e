/**
 * The records section of a record batch v2, uncompressed:
 *
 *     record: [length varint][attributes i8][timestampDelta varlong][offsetDelta varint]
 *             [keyLength varint, -1: no key][key][valueLength varint][value][headerCount varint][headers]
 *
 * All varints are zigzag-coded; `length` counts the bytes that follow it.
 */

/** Key and value of one record, views into its batch. */
export interface KafkaRecord {
  readonly offsetDelta: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

/** Reads the records of an uncompressed records section: for the few that are read in JavaScript. */
export function* recordsOf(section: Uint8Array, count: number): Generator<KafkaRecord, void, void> {
  const reader = new VarintReader(section)
  for (let i = 0; i < count; i++) {
    const length = reader.varint()
    const end = reader.position + length
    reader.position++
    reader.skipVarlong()
    const offsetDelta = reader.varint()
    const key = reader.bytes()
    const value = reader.bytes()
    reader.position = end
    yield { offsetDelta, key, value }
  }
}

class VarintReader {
  position = 0

  constructor(readonly section: Uint8Array) {}

  /** Zigzag varint of at most 32 bits. */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#next()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw new RangeError('a varint has more than 5 bytes')
  }

  skipVarlong(): void {
    while (this.#next() >= 0x80);
  }

  bytes(): Uint8Array | null {
    const length = this.varint()
    if (length < 0) return null
    const start = this.position
    this.position += length
    if (this.position > this.section.byteLength) throw new RangeError('a record reaches past its batch')
    return this.section.subarray(start, this.position)
  }

  #next(): number {
    const byte = this.section[this.position++]
    if (byte === undefined) throw new RangeError('a record reaches past its batch')
    return byte
  }
}

/** The records section of one record without a key: what `buildBatch` takes. */
export function singleRecordSection(value: Uint8Array): Buffer {
  return recordsSection([{ key: null, value }])
}

/** The records section of a few records without headers: what `buildBatch` takes. */
export function recordsSection(records: readonly Pick<KafkaRecord, 'key' | 'value'>[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ key, value }, index) => {
      const head = Buffer.from([0, ...zigzag(0), ...zigzag(index)])
      const parts = [head, ...withLength(key), ...withLength(value), Buffer.from(zigzag(0))]
      const length = parts.reduce((sum, part) => sum + part.byteLength, 0)
      return [Buffer.from(zigzag(length)), ...parts]
    })
  )
}

function withLength(bytes: Uint8Array | null): Uint8Array[] {
  return bytes === null ? [Buffer.from(zigzag(-1))] : [Buffer.from(zigzag(bytes.byteLength)), bytes]
}

function zigzag(value: number): number[] {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}
