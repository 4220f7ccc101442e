const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const MAX_BLOCK_BYTES = 128 * 1024
const RAW = 0
const RLE = 1
const RESERVED = 3
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const

/**
 * Upper bound of the decompressed size of zstd frames (RFC 8878, section 3.1), from the headers of their blocks:
 *
 *     frame: magic u32 │ descriptor u8 │ window u8? │ dictionary id 0-4 │ content size 0-8 │ blocks… │ checksum u32?
 *     block: u24: last 1 bit, type 2 bits, size 21 bits │ content
 *
 * A raw or repeated block says its size, a compressed one has at most 128 KiB.
 *
 * @throws Error when the frames do not fill `bytes` exactly
 */
export function zstdBound(bytes: Buffer): number {
  let bound = 0
  let at = 0
  try {
    while (at < bytes.length) {
      const magic = bytes.readUInt32LE(at)
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
        at += 8 + bytes.readUInt32LE(at + 4)
      } else {
        if (magic !== FRAME_MAGIC) throw new RangeError('no frame begins here')
        const frame = frameBound(bytes, at)
        bound += frame.bound
        at = frame.end
      }
    }
  } catch (cause) {
    throw new Error('the frame is damaged', { cause })
  }
  if (at !== bytes.length) throw new Error('the frame is cut short')
  return bound
}

function frameBound(bytes: Buffer, start: number): { bound: number; end: number } {
  const descriptor = bytes.readUInt8(start + 4)
  const contentSizeFlag = descriptor >> 6
  const singleSegment = (descriptor & 0x20) !== 0
  const hasChecksum = (descriptor & 0x04) !== 0
  const contentSizeBytes =
    contentSizeFlag === 0 && singleSegment ? 1 : (CONTENT_SIZE_BYTES[contentSizeFlag] ?? 0)
  let at = start + 5 + (singleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0) + contentSizeBytes
  let bound = 0
  for (let last = false; !last;) {
    const header = bytes.readUIntLE(at, 3)
    last = (header & 1) !== 0
    const type = (header >> 1) & 3
    const size = header >> 3
    if (type === RESERVED) throw new RangeError('a block of the reserved type')
    bound += type === RAW || type === RLE ? size : MAX_BLOCK_BYTES
    at += 3 + (type === RLE ? 1 : size)
  }
  return { bound, end: at + (hasChecksum ? 4 : 0) }
}
