import { DEAD_LETTER_HEADERS, header } from './dead-letter-headers.js'

/** What a dropped row's headers are made of. */
export interface DroppedRowNames {
  readonly job: string
  /** Of the sink, in its order. */
  readonly columns: readonly { readonly name: string; readonly notNull: boolean }[]
}

/** The headers of a job's dropped rows, for each column that must not be null; assembly/output/dropped-rows.ts draws them. */
export function encodeDroppedRowHeaders({ job, columns }: DroppedRowNames): Uint8Array {
  const parts = columns.map(({ name, notNull }) => (notNull ? headersOf(job, name) : Buffer.alloc(0)))
  const lengths = Buffer.alloc(4 * parts.length)
  parts.forEach((part, index) => lengths.writeUInt32LE(part.length, 4 * index))
  return Buffer.concat([lengths, ...parts])
}

function headersOf(job: string, column: string): Buffer {
  const headers = [
    header(DEAD_LETTER_HEADERS.reason, 'null'),
    header(DEAD_LETTER_HEADERS.job, job),
    header(DEAD_LETTER_HEADERS.column, column)
  ]
  // Their number as a zigzag varint of one byte.
  return Buffer.concat([Buffer.from([2 * headers.length]), ...headers])
}
