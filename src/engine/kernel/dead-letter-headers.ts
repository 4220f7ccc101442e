/** Names of the headers of a dead letter; all values are text. */
export const DEAD_LETTER_HEADERS = {
  source: 'millrace.source',
  /** Of a source that is a topic; others have an address. */
  topic: 'millrace.topic',
  address: 'millrace.address',
  partition: 'millrace.partition',
  /** Offset in the partition; line number, from 0, in a file. */
  offset: 'millrace.offset',
  /** `malformed`, `undated` or `future` of a record; `null` of a row that was dropped. */
  reason: 'millrace.reason',
  /** Of a row: its job, and the column that must not be null. */
  job: 'millrace.job',
  column: 'millrace.column',
  /** Only where the value was cut: its length in bytes. */
  length: 'millrace.length'
} as const

/** A header as Kafka frames it. */
export function header(key: string, value: string): Buffer {
  return Buffer.concat([withLength(key), withLength(value)])
}

/** Text after its length in bytes as a zigzag varint, as Kafka frames it. */
export function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  const varint: number[] = []
  let rest = bytes.length * 2
  for (; rest >= 0x80; rest >>>= 7) varint.push((rest & 0x7f) | 0x80)
  return Buffer.concat([Buffer.from([...varint, rest]), bytes])
}
