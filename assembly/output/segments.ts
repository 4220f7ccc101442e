/**
 * Output segments: rows of one job, framed as the records section of a Kafka record batch v2, ready to be
 * sent. All state lies in memory, so that a copy of the memory is a copy of the state.
 *
 *     entries      segments × what the host reads of one, see src/plan/contract/blocks.ts
 *     capacities   segments × | bytes allocated u32 |
 *     open         jobs × | number of the segment that the job's rows go to, NONE u32 |
 *
 * A segment starts small and doubles up to SEGMENT_BYTES; then the next one begins. The allocator keeps what
 * is released for the next ones.
 */
import { recordSize, writeRecord, writeRecordWithHeaders } from '../records/writer'
import { NONE, SEGMENT_WORDS } from '../contract'
import { allocate, reallocate, release } from '../memory/allocator'

/**
 * Most bytes of a segment, unless one row alone is larger: a batch with its header stays under Kafka's 1 MB.
 */
const SEGMENT_BYTES: u32 = 900_000
const FIRST_BYTES: u32 = 16_384
const ENTRY_BYTES: u32 = SEGMENT_WORDS << 2

// @ts-ignore: decorator
@unmanaged
class Segments {
  count: u32
  entries: usize
  /** Entries that there is room for. */
  room: u32
  /** capacities[i]: bytes allocated for segment i. */
  capacities: usize
  /** open[job]: the segment that the job's rows go to. */
  open: usize
  jobs: u32
}

// @ts-ignore: decorator
@unmanaged
class Entry {
  job: u32
  address: usize
  length: u32
  records: u32
}

const segments = changetype<Segments>(memory.data(32, 16))

/** Makes ready for rows of `jobs` jobs. */
export function segmentsCreate(jobs: u32): void {
  segments.jobs = jobs
  segments.open = allocate(<usize>jobs << 2)
  closeAll()
}

/** How many segments there are. */
export function outputSegmentCount(): u32 {
  return segments.count
}

/**
 * u32[4] for each segment: job, address, length in bytes, records. They stand until rows are added or
 * released.
 */
export function outputSegmentsPointer(): usize {
  return segments.entries
}

/** Gives back the segments, which the host has copied. */
export function outputRelease(): void {
  for (let i: u32 = 0; i < segments.count; i++) release(entry(i).address, load<u32>(capacity(i)))
  segments.count = 0
  closeAll()
}

/** Adds a row of a job. */
export function appendRow(job: u32, row: usize, length: u32): void {
  const segment = writableSegment(job, length)
  const target = entry(segment)
  const end = writeRecord(target.address + target.length, target.records, row, length)
  target.length = <u32>(end - target.address)
  target.records++
}

/** Adds a row with headers, as {@link writeRecordWithHeaders} takes them. */
export function appendRowWithHeaders(job: u32, row: usize, length: u32, headers: usize, headersLength: u32): void {
  const target = entry(writableSegment(job, length + headersLength))
  const start = target.address + target.length
  const end = writeRecordWithHeaders(start, target.records, row, length, headers, headersLength)
  target.length = <u32>(end - target.address)
  target.records++
}

/** The job's open segment when the row fits into it, else a new one. */
function writableSegment(job: u32, length: u32): u32 {
  const slot = segments.open + (<usize>job << 2)
  let segment = load<u32>(slot)
  if (segment != NONE) {
    const size = entry(segment).length + <u32>recordSize(entry(segment).records, length)
    if (size <= SEGMENT_BYTES) {
      ensureCapacity(segment, size)
      return segment
    }
  }
  segment = addSegment(job, <u32>recordSize(0, length))
  store<u32>(slot, segment)
  return segment
}

function addSegment(job: u32, bytes: u32): u32 {
  const segment = segments.count
  if (segment == segments.room) growEntries()
  segments.count = segment + 1
  const added = entry(segment)
  const size = max(bytes, FIRST_BYTES)
  added.job = job
  added.address = allocate(size)
  added.length = 0
  added.records = 0
  store<u32>(capacity(segment), size)
  return segment
}

function ensureCapacity(segment: u32, bytes: u32): void {
  const had = load<u32>(capacity(segment))
  if (bytes <= had) return
  const size = max(bytes, min(had << 1, SEGMENT_BYTES))
  entry(segment).address = reallocate(entry(segment).address, had, size)
  store<u32>(capacity(segment), size)
}

function growEntries(): void {
  const had = segments.room
  const room = max<u32>(had << 1, 16)
  segments.entries = reallocate(segments.entries, had * ENTRY_BYTES, room * ENTRY_BYTES)
  segments.capacities = reallocate(segments.capacities, had << 2, room << 2)
  segments.room = room
}

function closeAll(): void {
  for (let job: u32 = 0; job < segments.jobs; job++) store<u32>(segments.open + (<usize>job << 2), NONE)
}

// @ts-ignore: decorator
@inline
function entry(segment: u32): Entry {
  return changetype<Entry>(segments.entries + <usize>segment * ENTRY_BYTES)
}

// @ts-ignore: decorator
@inline
function capacity(segment: u32): usize {
  return segments.capacities + (<usize>segment << 2)
}
