/**
 * Records that could not be used, framed as Kafka records again: no key, the value as it was, and headers that
 * say where it stood and why. Collected while a chunk is scanned, when the host asks for it.
 *
 * What the host gives, little endian; names and texts are its own, in Kafka's framing of headers
 * (| key length varint | key | value length varint | value |):
 *
 *     | origin headers u32, number | origin u32 | offset u32 | malformed u32 | undated u32 | future u32 | length u32 |  bytes
 *     | origin: whole headers | offset: a header without its value | malformed: a whole header |
 *     | undated: a whole header | future: a whole header | length: a header without its value |
 *
 * A record has the origin's headers, the offset, one reason, and the value's true length where it was cut.
 *
 *     bytes      sections of records, one after the other
 *     sections   count × | start u32 | length u32 | records u32 |     start from the beginning of bytes
 */
import { varintSize, writeVarint } from '../records/varint'
import { allocate, reallocate, release } from '../memory/allocator'
import { MAX_INTEGER_TEXT, writeInteger } from '../text/integer-text'

export const MALFORMED: u32 = 0
export const UNDATED: u32 = 1
export const FUTURE: u32 = 2

/** Most bytes of a section; a value that alone would pass it is cut. */
const SECTION_BYTES: u32 = 900_000
const FIRST_BYTES: u32 = 16_384
/** What is kept from one chunk to the next. */
const KEPT_BYTES: u32 = 2_000_000
const ENTRY_BYTES: u32 = 12
const ORIGIN_WORDS: usize = 28
/** Two numbers in decimal, each with its length. */
const NUMBERS_BYTES: u32 = 2 * (<u32>MAX_INTEGER_TEXT + 1)
/** Room for what is neither value nor headers: five varints, attributes and a timestamp delta. */
const FRAME_BYTES: u32 = 32

const ORIGIN: u32 = 0
const OFFSET: u32 = 1
const REASON: u32 = 2
const LENGTH: u32 = 5

// @ts-ignore: decorator
@unmanaged
class Entry {
  start: u32
  length: u32
  records: u32
}

let isCollecting: bool = false
/** What the host gave, and behind it room for the headers of one record. */
let origin: usize = 0
let originBytes: u32 = 0
let originRoom: u32 = 0

let bytes: usize = 0
let capacity: u32 = 0
let length: u32 = 0
let entries: usize = 0
let room: u32 = 0
let count: u32 = 0

const number: usize = memory.data(32, 16)

/** Begins a chunk of which nothing is collected. */
export function deadLettersReset(): void {
  isCollecting = false
  length = 0
  count = 0
  if (capacity > KEPT_BYTES) {
    release(bytes, capacity)
    bytes = 0
    capacity = 0
  }
}

/**
 * Collects the dead letters of the chunk that has just begun. Returns the place for `size` bytes, laid out as
 * above, which the host writes before it goes on.
 */
export function collectDeadLetters(size: u32): usize {
  const needed: u32 = 2 * size + NUMBERS_BYTES
  if (needed > originRoom) {
    release(origin, originRoom)
    origin = allocate(needed)
    originRoom = needed
  }
  originBytes = size
  isCollecting = true
  return origin
}

/** Sections of the chunk; they stand until the next one begins. */
export function deadLetterSectionCount(): u32 {
  return count
}

/** u32[3] for each section: start from {@link deadLettersPointer}, length in bytes, records. */
export function deadLetterSectionsPointer(): usize {
  return entries
}

/** Where the sections begin. */
export function deadLettersPointer(): usize {
  return bytes
}

/** Takes in the record at `offset`; a length of -1 is a value of null. `reason` is MALFORMED, UNDATED or FUTURE. */
export function deadLetter(reason: u32, offset: f64, value: usize, valueLength: i32): void {
  if (!isCollecting) return
  let headers = writeHeaders(reason, <i64>offset)
  let kept = valueLength
  const most = <i32>(SECTION_BYTES - FRAME_BYTES - NUMBERS_BYTES - originBytes - headers)
  const isCut = valueLength > most
  if (isCut) {
    kept = max(most, 0)
    headers = <u32>(writeNumber(copyPart(LENGTH, headersStart() + headers), valueLength) - headersStart())
  }
  const headerCount = load<u32>(origin) + (isCut ? 3 : 2)
  let section = openSection()
  let body = bodySize(section.records, kept, headers)
  if (section.length > 0 && section.length + <u32>varintSize(body) + <u32>body > SECTION_BYTES) {
    section = addSection()
    body = bodySize(0, kept, headers)
  }
  const start = reserve(<u32>varintSize(body) + <u32>body)
  let out = writeVarint(start, body)
  store<u16>(out, 0)
  out = writeVarint(out + 2, section.records)
  store<u8>(out++, 1)
  out = writeValue(out, value, kept)
  out = writeVarint(out, headerCount)
  memory.copy(out, headersStart(), headers)
  const written = <u32>(out + headers - start)
  length += written
  section.length += written
  section.records++
}

/** Attributes, timestamp delta, key and number of headers take a byte each. */
function bodySize(offsetDelta: u32, valueLength: i32, headers: u32): i32 {
  const value = valueLength < 0 ? 1 : varintSize(valueLength) + valueLength
  return 4 + varintSize(offsetDelta) + value + <i32>headers
}

function writeValue(out: usize, value: usize, valueLength: i32): usize {
  if (valueLength < 0) {
    store<u8>(out, 1)
    return out + 1
  }
  out = writeVarint(out, valueLength)
  memory.copy(out, value, valueLength)
  return out + valueLength
}

/** Writes origin, offset and reason to the place for headers; returns their length. */
function writeHeaders(reason: u32, offset: i64): u32 {
  let out = copyPart(ORIGIN, headersStart())
  out = writeNumber(copyPart(OFFSET, out), offset)
  return <u32>(copyPart(REASON + reason, out) - headersStart())
}

/** The value of a header: a number as text. */
function writeNumber(out: usize, value: i64): usize {
  const digits = writeInteger(value, number) - number
  out = writeVarint(out, <i32>digits)
  memory.copy(out, number, digits)
  return out + digits
}

/** Copies one of the host's parts. */
function copyPart(part: u32, out: usize): usize {
  let from = origin + ORIGIN_WORDS
  for (let before: u32 = 0; before < part; before++) from += partLength(before)
  memory.copy(out, from, partLength(part))
  return out + partLength(part)
}

function partLength(part: u32): usize {
  return load<u32>(origin + (<usize>part << 2), 4)
}

function headersStart(): usize {
  return origin + originBytes
}

function openSection(): Entry {
  return count == 0 ? addSection() : entry(count - 1)
}

function addSection(): Entry {
  if (count == room) {
    const more = max<u32>(room << 1, 8)
    entries = reallocate(entries, room * ENTRY_BYTES, more * ENTRY_BYTES)
    room = more
  }
  const added = entry(count++)
  added.start = length
  added.length = 0
  added.records = 0
  return added
}

function entry(section: u32): Entry {
  return changetype<Entry>(entries + <usize>section * ENTRY_BYTES)
}

/** Room for `more` bytes behind what there is; returns where they begin. */
function reserve(more: u32): usize {
  const needed = length + more
  if (needed > capacity) {
    const size = max(max(needed, capacity << 1), FIRST_BYTES)
    bytes = reallocate(bytes, capacity, size)
    capacity = size
  }
  return bytes + length
}
