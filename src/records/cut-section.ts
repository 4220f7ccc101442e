import { framesOf, varint, type RecordFrame } from './records-section.js'

/** Some records as a records section of their own. */
export interface SectionPiece {
  readonly bytes: Uint8Array
  readonly count: number
}

export interface CutSection {
  readonly pieces: readonly SectionPiece[]
  /** Records that are larger than a record may be. */
  readonly oversized: readonly RecordFrame[]
}

/** How large a piece should be, and how large a single record may be that is larger than that. */
export interface PieceLimits {
  readonly piece: number
  readonly record: number
}

/**
 * Cuts a records section into pieces of at most `limits.piece` bytes, whose offset deltas begin at 0 again. One that
 * fits is its own only piece, not a copy; a record that is larger is a piece alone, up to `limits.record`.
 */
export function cutSection(section: Uint8Array, count: number, limits: PieceLimits): CutSection {
  const maxBytes = Math.min(limits.piece, limits.record)
  if (section.byteLength <= maxBytes) return { pieces: [{ bytes: section, count }], oversized: [] }
  const pieces: SectionPiece[] = []
  const oversized: RecordFrame[] = []
  let parts: Uint8Array[] = []
  let [bytes, records] = [0, 0]
  const close = (): void => {
    if (records > 0) pieces.push({ bytes: Buffer.concat(parts, bytes), count: records })
    parts = []
    bytes = records = 0
  }
  for (const frame of framesOf(section, count)) {
    let framed = frameRecord(frame, records)
    if (bytes + framed.byteLength > maxBytes) {
      close()
      framed = frameRecord(frame, records)
    }
    if (framed.byteLength > limits.record) {
      oversized.push(frame)
      continue
    }
    parts.push(framed)
    bytes += framed.byteLength
    records += 1
  }
  close()
  return { pieces, oversized }
}

/** The record with another offset delta. */
export function frameRecord({ head, tail }: RecordFrame, offsetDelta: number): Uint8Array {
  const delta = varint(offsetDelta)
  const length = head.byteLength + delta.length + tail.byteLength
  const prefix = varint(length)
  const framed = new Uint8Array(prefix.length + length)
  framed.set(prefix, 0)
  framed.set(head, prefix.length)
  framed.set(delta, prefix.length + head.byteLength)
  framed.set(tail, prefix.length + head.byteLength + delta.length)
  return framed
}
