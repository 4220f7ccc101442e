import { frameRecord, type SectionPiece } from './cut-section.js'
import { framesOf } from './records-section.js'

/** Sections of one partition are joined up to so many bytes: beyond, a request of their own costs less than the copy. */
const JOINED_BYTES = 64 * 1024
/** What a record may grow by when its offset delta does: 4 bytes of the delta and 1 of its length. */
const GROWTH_BYTES = 5

/**
 * Joins neighbours among records sections that are small, in their order, into sections of at most `maxBytes`, whose
 * offset deltas run on. What is not joined is not copied.
 */
export function joinSections(sections: readonly SectionPiece[], maxBytes: number): readonly SectionPiece[] {
  const limit = Math.min(JOINED_BYTES, maxBytes)
  const joined: SectionPiece[] = []
  let open: SectionPiece[] = []
  let bytes = 0
  const close = (): void => {
    const [first, ...others] = open
    if (first !== undefined) joined.push(others.length === 0 ? first : join(open))
    open = []
    bytes = 0
  }
  for (const section of sections) {
    const most = section.bytes.byteLength + GROWTH_BYTES * section.count
    if (bytes + most > limit) close()
    open.push(section)
    bytes += most
  }
  close()
  return joined
}

function join(sections: readonly SectionPiece[]): SectionPiece {
  const records = sections.flatMap(({ bytes, count }) => [...framesOf(bytes, count)])
  return {
    bytes: Buffer.concat(records.map((frame, index) => frameRecord(frame, index))),
    count: records.length
  }
}
