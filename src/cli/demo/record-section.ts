/** Bytes of a record besides its value and varints: attributes, timestamp delta, key length, header count. */
const FIXED_BYTES = 4
const NEWLINE = 0x0a

/** The documents of some lines as records. */
export interface RecordSection {
  readonly count: number
  readonly bytes: Buffer
}

/**
 * JSON lines as the records section of a Kafka record batch v2 (drawn in connectors/rows.ts): a record a line,
 * neither key nor headers, timestamp deltas 0.
 */
export function recordSection(lines: Uint8Array): RecordSection {
  const parts: Uint8Array[] = []
  let count = 0
  let start = 0
  for (let end = lines.indexOf(NEWLINE); end >= 0; end = lines.indexOf(NEWLINE, start)) {
    const value = lines.subarray(start, end)
    start = end + 1
    const offsetDelta = varint(count++)
    const valueLength = varint(value.length)
    const length = FIXED_BYTES + offsetDelta.length + valueLength.length + value.length
    const head = [...varint(length), 0, ...varint(0), ...offsetDelta, ...varint(-1), ...valueLength]
    parts.push(Uint8Array.from(head), value, Uint8Array.of(0))
  }
  return { count, bytes: Buffer.concat(parts) }
}

/** Zigzag varint of up to 31 bits. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}
