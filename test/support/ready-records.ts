/** A record as a consumer sees it. */
export interface ReadRecord {
  readonly offsetDelta: number
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/** Reads a records section, headers too, independently of what writes it; fails where a single byte is left over. */
export function readRecords(section: Uint8Array): ReadRecord[] {
  const bytes = Buffer.from(section.buffer, section.byteOffset, section.byteLength)
  const records: ReadRecord[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++)
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
  }
  const data = (): Buffer | null => {
    const length = varint()
    if (length < 0) return null
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const length = varint()
    const end = at + length
    if (bytes.readInt8(at++) !== 0 || varint() !== 0) throw new Error('attributes or a timestamp delta')
    const offsetDelta = varint()
    const key = data()?.toString() ?? null
    const value = data()
    const headers: Record<string, string> = {}
    for (let left = varint(); left > 0; left--) headers[String(data())] = String(data())
    if (at !== end) throw new Error(`the record ends at ${at}, not ${end}`)
    records.push({ offsetDelta, key, value, headers })
  }
  return records
}
