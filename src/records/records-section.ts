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

/** A record taken apart around its offset delta; views into its section. */
export interface RecordFrame {
  /** Attributes and timestamp delta. */
  readonly head: Uint8Array
  /** Key, value and headers, each as it is framed. */
  readonly tail: Uint8Array
}

/** Walks the records of an uncompressed records section as they are framed. */
export function* framesOf(section: Uint8Array, count: number): Generator<RecordFrame, void, void> {
  const reader = new VarintReader(section)
  for (let i = 0; i < count; i++) {
    const length = reader.varint()
    const start = reader.position
    const end = start + length
    if (end > section.byteLength) throw new RangeError('a record reaches past its batch')
    reader.position++
    reader.skipVarlong()
    const head = section.subarray(start, reader.position)
    reader.varint()
    yield { head, tail: section.subarray(reader.position, end) }
    reader.position = end
  }
}

/** A header of a record. */
export type RecordHeader = readonly [key: string, value: string]

/** Key, value and headers of a record, as its tail frames them. */
export interface RecordParts {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
}

export function partsOf({ tail }: Pick<RecordFrame, 'tail'>): RecordParts {
  const reader = new VarintReader(tail)
  const key = reader.bytes()
  const value = reader.bytes()
  const text = (): string => Buffer.from(reader.bytes() ?? []).toString()
  const headers = Array.from({ length: reader.varint() }, (): RecordHeader => [text(), text()])
  return { key, value, headers }
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

/** A record to be framed. */
export type NewRecord = Pick<RecordParts, 'key' | 'value'> & Partial<Pick<RecordParts, 'headers'>>

/** The records section of a few records: what `buildBatch` takes. */
export function recordsSection(records: readonly NewRecord[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ key, value, headers = [] }, index) => {
      const head = Buffer.from([0, ...varint(0), ...varint(index)])
      const parts = [head, ...withLength(key), ...withLength(value), Buffer.from(varint(headers.length))]
      for (const header of headers) for (const text of header) parts.push(...withLength(Buffer.from(text)))
      const length = parts.reduce((sum, part) => sum + part.byteLength, 0)
      return [Buffer.from(varint(length)), ...parts]
    })
  )
}

function withLength(bytes: Uint8Array | null): Uint8Array[] {
  return bytes === null ? [Buffer.from(varint(-1))] : [Buffer.from(varint(bytes.byteLength)), bytes]
}

/** A number of at most 32 bits as a zigzag varint. */
export function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}
