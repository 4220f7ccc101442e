/** Where a chunk's records come from. */
export interface RecordOrigin {
  /** Name of the source. */
  readonly source: string
  /** `kafka`, `file`, … */
  readonly connector: string
  /** What the connector reads: a topic, paths. */
  readonly address: string
  readonly partition: number
}

/** Names of the headers of a dead letter; all values are text. */
const DEAD_LETTER_HEADERS = {
  source: 'millrace.source',
  /** Of a source that is a topic; others have an address. */
  topic: 'millrace.topic',
  address: 'millrace.address',
  partition: 'millrace.partition',
  /** Offset in the partition; line number, from 0, in a file. */
  offset: 'millrace.offset',
  /** `malformed`, `undated` or `future`. */
  reason: 'millrace.reason',
  /** Only where the value was cut: its length in bytes. */
  length: 'millrace.length'
} as const

/** What the kernels put around a record that could not be used; the layout is drawn in assembly/output/dead-letters.ts. */
export function encodeOrigin({ source, connector, address, partition }: RecordOrigin): Uint8Array {
  const { offset, reason, length } = DEAD_LETTER_HEADERS
  const origin = [
    header(DEAD_LETTER_HEADERS.source, source),
    header(connector === 'kafka' ? DEAD_LETTER_HEADERS.topic : DEAD_LETTER_HEADERS.address, address),
    header(DEAD_LETTER_HEADERS.partition, String(partition))
  ]
  const parts = [
    Buffer.concat(origin),
    withLength(offset),
    header(reason, 'malformed'),
    header(reason, 'undated'),
    header(reason, 'future'),
    withLength(length)
  ]
  const words = Buffer.alloc(4 * (1 + parts.length))
  words.writeUInt32LE(origin.length)
  parts.forEach((part, index) => words.writeUInt32LE(part.length, 4 * (1 + index)))
  return Buffer.concat([words, ...parts])
}

function header(key: string, value: string): Buffer {
  return Buffer.concat([withLength(key), withLength(value)])
}

/** Text after its length in bytes as a zigzag varint, as Kafka frames it. */
function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  const varint: number[] = []
  let rest = bytes.length * 2
  for (; rest >= 0x80; rest >>>= 7) varint.push((rest & 0x7f) | 0x80)
  return Buffer.concat([Buffer.from([...varint, rest]), bytes])
}
