import { DEAD_LETTER_HEADERS, header, withLength } from './dead-letter-headers.js'

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
