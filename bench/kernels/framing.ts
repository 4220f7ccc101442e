/**
 * Calls `visit` with the value of each record of a records section, as text: what a program without kernels does
 * with the same bytes. connectors/rows.ts draws the layout.
 */
export function forEachDocument(section: Buffer, count: number, visit: (text: string) => void): void {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = section[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
  }
  for (let record = 0; record < count; record++) {
    const length = varint()
    const end = at + length
    // Attributes, then the deltas of timestamp and offset.
    at++
    varint()
    varint()
    const keyLength = varint()
    at += Math.max(0, keyLength)
    const valueLength = varint()
    visit(section.toString('utf8', at, at + valueLength))
    at = end
  }
}
