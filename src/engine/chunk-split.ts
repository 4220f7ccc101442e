import type { Chunk } from '../connectors/connector.js'

const NEWLINE = 0x0a

/**
 * Cuts a chunk in two at an offset inside of it. Record batches stay as they are, in a copy for the first half: the
 * scan takes only the offsets that the chunk accounts for. Lines are cut by counting.
 */
export function splitChunk(chunk: Chunk, offset: number): [Chunk, Chunk] {
  if (offset <= chunk.fromOffset || offset >= chunk.toOffset) {
    throw new RangeError(`offset ${offset} does not lie inside of ${chunk.fromOffset} to ${chunk.toOffset}`)
  }
  const [headEnd, tailStart] = chunk.format === 'lines' ? lineCut(chunk, offset) : [chunk.byteLength, 0]
  return [
    part(chunk, 0, headEnd, { fromOffset: chunk.fromOffset, toOffset: offset }),
    part(chunk, tailStart, chunk.byteLength, { fromOffset: offset, toOffset: chunk.toOffset })
  ]
}

function part(
  chunk: Chunk,
  start: number,
  end: number,
  range: { fromOffset: number; toOffset: number }
): Chunk {
  const records = Math.min(chunk.records, range.toOffset - range.fromOffset)
  return { ...chunk, ...range, records, buffer: chunk.buffer.slice(start, end), byteLength: end - start }
}

function lineCut(chunk: Chunk, offset: number): [number, number] {
  const bytes = new Uint8Array(chunk.buffer, 0, chunk.byteLength)
  let at = 0
  for (let line = chunk.fromOffset; line < offset; line++) {
    const newline = bytes.indexOf(NEWLINE, at)
    at = newline < 0 ? bytes.length : newline + 1
  }
  return [at, at]
}
