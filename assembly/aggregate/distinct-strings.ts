import { cellInteger } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { NULL_LENGTH } from '../column/vector'
import { allocate, allocateZeroed, release, roundedSize } from '../memory/allocator'
import { copyBytes, equalBytes } from '../memory/bytes'
import { indexCreate, indexFind, indexFree, indexGuess, indexInsert } from '../memory/hash-index'
import { hashBytes, hashU64 } from '../memory/hash'
import { checkCount, require, take } from './checks'
import { AggregateFamily } from './family'
import { inputRegister, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * COUNT(DISTINCT x) of strings: an exact set. Up to SMALL values are searched one by one, more by an index.
 *
 *     slot     | count u32 | index u32 (0 while small) | chunk u32 (the newest) | bytes u32 (of all entries) |
 *              gathered: the index is the address of a filter, GATHERED added to it
 *     filter   FILTER_PLACES × | entry u32, 0 none | by the hash: what was gathered last there
 *     chunk    | previous chunk u32 | size u32 | used u32 | - u32 | entries… |
 *     entry    | hash u64 | length u32 | bytes |     not aligned
 *     partial  | count varint | entries… |
 *
 * Entries are laid into chunks that double in size up to MAX_CHUNK, so that freeing a set of a million values is a
 * matter of its chunks, and writing a partial copies them as they are.
 *
 * What is gathered for a partial need not be a set: merge makes it one. A filter keeps most of what comes again out, at
 * a fraction of the cost of an index that would be thrown away with the chunk.
 */
const SLOT: i32 = 16
const INDEX: usize = 4
const CHUNK: usize = 8
const BYTES: usize = 12
const CHUNK_HEADER: usize = 16
const CHUNK_SIZE: usize = 4
const CHUNK_USED: usize = 8
/** Bytes of an entry before its value. */
const ENTRY_HEADER: u32 = 12
const MAX_CHUNK: usize = 65536
const SMALL: u32 = 8
/** Addresses of filters are even. */
const GATHERED: u32 = 1
const FILTER_PLACES: u32 = 1024
const FILTER_BYTES: usize = <usize>FILTER_PLACES << 2
/** Entries of a partial whose places in a large set are read at once: a merge of many keys takes 0.8 of the time. */
const READ_AHEAD: u32 = 32
/** Where they most likely are: READ_AHEAD × | entry u32, 0 none |. */
const ahead = memory.data(32 * 4, 16)
/** What read-ahead saw: kept so that the compiler keeps the reads. */
let seen: u32 = 0

export const distinctStrings = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

distinctStrings.slotSize = SLOT
distinctStrings.update = update
distinctStrings.gather = gather
distinctStrings.writeSize = writeSize
distinctStrings.write = write
distinctStrings.merge = merge
distinctStrings.add = add
distinctStrings.absorb = absorb
distinctStrings.free = free
distinctStrings.touch = touch
distinctStrings.digest = digest
distinctStrings.check = check

/** AggregateFinish of COUNT(DISTINCT x). */
export function finishDistinctStrings(agg: usize, slot: usize, register: i32, row: i32): bool {
  cellInteger(register, row, <i64>load<u32>(slot))
  return true
}

function update(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const addresses = registerData(inputRegister(agg))
  const lengths = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i) << 2
    const length = load<u32>(lengths + row)
    if (length == NULL_LENGTH) continue
    const value = <usize>load<u32>(addresses + row)
    addString(slotOf(slots, offset, i), hashBytes(value, <i32>length, 0), value, length)
  }
}

function gather(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const addresses = registerData(inputRegister(agg))
  const lengths = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i) << 2
    const length = load<u32>(lengths + row)
    if (length == NULL_LENGTH) continue
    const value = <usize>load<u32>(addresses + row)
    gatherString(slotOf(slots, offset, i), hashBytes(value, <i32>length, 0), value, length)
  }
}

// @ts-ignore: decorator
@inline
function gatherString(slot: usize, hash: u64, value: usize, length: u32): void {
  const filter = <usize>(load<u32>(slot, INDEX) & ~GATHERED)
  if (filter == 0) {
    if (isAmongFew(slot, hash, value, length)) return
    appendEntry(slot, hash, value, length)
    if (load<u32>(slot) > SMALL) store<u32>(slot, <u32>allocateZeroed(FILTER_BYTES) | GATHERED, INDEX)
    return
  }
  const place = filter + ((<usize>hash & (FILTER_PLACES - 1)) << 2)
  const entry = <usize>load<u32>(place)
  if (entry != 0 && load<u64>(entry) == hash && load<u32>(entry, 8) == length) {
    if (equalBytes(entry + <usize>ENTRY_HEADER, value, length)) return
  }
  store<u32>(place, <u32>appendEntry(slot, hash, value, length))
}

function writeSize(slot: usize): i32 {
  return MAX_UNSIGNED_VARINT + load<i32>(slot, BYTES)
}

function write(slot: usize, out: usize): usize {
  let at = writeUnsignedVarint(out, <u64>load<u32>(slot))
  let chunk = <usize>load<u32>(slot, CHUNK)
  while (chunk) {
    const used = load<u32>(chunk, CHUNK_USED)
    copyBytes(at, chunk + CHUNK_HEADER, used)
    at += <usize>used
    chunk = <usize>load<u32>(chunk)
  }
  return at
}

function merge(slot: usize, partial: usize): usize {
  const count = <u32>readUnsignedVarint(partial)
  let entry = unsignedVarintEnd
  for (let i: u32 = 0; i < count; i++) {
    const place = i % READ_AHEAD
    if (place == 0) readAhead(slot, entry, min(READ_AHEAD, count - i))
    const guess = <usize>load<u32>(ahead + (<usize>place << 2))
    if (guess != 0 && isSameEntry(guess, entry)) entry += <usize>entrySize(load<u32>(entry, 8))
    else entry = addEntry(slot, entry)
  }
  return entry
}

/** Finds where the next entries of a partial are most likely in the set, and reads what is there. */
function readAhead(slot: usize, entry: usize, count: u32): void {
  const index = <usize>load<u32>(slot, INDEX)
  if (!index) {
    memory.fill(ahead, 0, <usize>READ_AHEAD << 2)
    return
  }
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(ahead + (<usize>i << 2), <u32>indexGuess(index, load<u64>(entry)))
    entry += <usize>entrySize(load<u32>(entry, 8))
  }
  let sum: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const guess = <usize>load<u32>(ahead + (<usize>i << 2))
    if (guess != 0) sum += <u32>load<u8>(guess + <usize>ENTRY_HEADER + <usize>load<u32>(guess, 8) - 1)
  }
  seen = sum
}

// @ts-ignore: decorator
@inline
function isSameEntry(a: usize, b: usize): bool {
  const length = load<u32>(a, 8)
  if (load<u64>(a) != load<u64>(b) || load<u32>(b, 8) != length) return false
  return equalBytes(a + <usize>ENTRY_HEADER, b + <usize>ENTRY_HEADER, length)
}

/** Adds the smaller set to the larger one, which ends up in `into`. */
function absorb(into: usize, from: usize): void {
  if (load<u32>(from) > load<u32>(into)) {
    const larger = v128.load(from)
    v128.store(from, v128.load(into))
    v128.store(into, larger)
  }
  add(into, from)
}

function add(into: usize, from: usize): void {
  let chunk = <usize>load<u32>(from, CHUNK)
  while (chunk) {
    const end = chunk + CHUNK_HEADER + <usize>load<u32>(chunk, CHUNK_USED)
    let entry = chunk + CHUNK_HEADER
    while (entry < end) entry = addEntry(into, entry)
    chunk = <usize>load<u32>(chunk)
  }
}

/** A digest of the set: a sum over its values, which come in no order. */
function digest(slot: usize): u64 {
  let digest: u64 = 0
  let chunk = <usize>load<u32>(slot, CHUNK)
  while (chunk) {
    const end = chunk + CHUNK_HEADER + <usize>load<u32>(chunk, CHUNK_USED)
    let entry = chunk + CHUNK_HEADER
    while (entry < end) {
      const length = load<u32>(entry, 8)
      digest += hashU64(load<u64>(entry), <u64>length)
      entry += <usize>entrySize(length)
    }
    chunk = <usize>load<u32>(chunk)
  }
  return digest
}

function touch(slot: usize): u32 {
  return load<u32>(<usize>load<u32>(slot, CHUNK))
}

function free(slot: usize): void {
  const index = load<u32>(slot, INDEX)
  if (index & GATHERED) release(<usize>(index & ~GATHERED), FILTER_BYTES)
  else if (index != 0) indexFree(<usize>index)
  let chunk = <usize>load<u32>(slot, CHUNK)
  while (chunk) {
    const previous = <usize>load<u32>(chunk)
    release(chunk, <usize>load<u32>(chunk, CHUNK_SIZE))
    chunk = previous
  }
  v128.store(slot, i64x2.splat(0))
}

function check(partial: usize, limit: usize): usize {
  const count = checkCount(partial, limit)
  let entry = unsignedVarintEnd
  for (let i: u64 = 0; i < count; i++) {
    const value = take(entry, ENTRY_HEADER, limit)
    const length = load<u32>(entry, 8)
    const end = take(value, length, limit)
    require(load<u64>(entry) == hashBytes(value, <i32>length, 0))
    entry = end
  }
  return entry
}

// @ts-ignore: decorator
@inline
function entrySize(length: u32): u32 {
  return ENTRY_HEADER + length
}

/** Adds a copy of an entry of a partial or of another set; returns where the next one begins. */
function addEntry(slot: usize, entry: usize): usize {
  const length = load<u32>(entry, 8)
  addString(slot, load<u64>(entry), entry + <usize>ENTRY_HEADER, length)
  return entry + <usize>entrySize(length)
}

function addString(slot: usize, hash: u64, value: usize, length: u32): void {
  const index = <usize>load<u32>(slot, INDEX)
  if (index) {
    if (!indexFind(index, hash, value, length)) indexInsert(index, appendEntry(slot, hash, value, length))
    return
  }
  if (isAmongFew(slot, hash, value, length)) return
  appendEntry(slot, hash, value, length)
  if (load<u32>(slot) > SMALL) makeIndex(slot)
}

function isAmongFew(slot: usize, hash: u64, value: usize, length: u32): bool {
  let chunk = <usize>load<u32>(slot, CHUNK)
  while (chunk) {
    const end = chunk + CHUNK_HEADER + <usize>load<u32>(chunk, CHUNK_USED)
    let entry = chunk + CHUNK_HEADER
    while (entry < end) {
      const entryLength = load<u32>(entry, 8)
      if (load<u64>(entry) == hash && entryLength == length) {
        if (equalBytes(entry + <usize>ENTRY_HEADER, value, length)) return true
      }
      entry += <usize>entrySize(entryLength)
    }
    chunk = <usize>load<u32>(chunk)
  }
  return false
}

function makeIndex(slot: usize): void {
  const index = indexCreate(ENTRY_HEADER)
  store<u32>(slot, <u32>index, INDEX)
  let chunk = <usize>load<u32>(slot, CHUNK)
  while (chunk) {
    const end = chunk + CHUNK_HEADER + <usize>load<u32>(chunk, CHUNK_USED)
    let entry = chunk + CHUNK_HEADER
    while (entry < end) {
      indexInsert(index, entry)
      entry += <usize>entrySize(load<u32>(entry, 8))
    }
    chunk = <usize>load<u32>(chunk)
  }
}

/** Lays a new entry into the newest chunk; returns its address. */
function appendEntry(slot: usize, hash: u64, value: usize, length: u32): usize {
  const size = entrySize(length)
  let chunk = <usize>load<u32>(slot, CHUNK)
  const room: u32 = chunk ? load<u32>(chunk, CHUNK_SIZE) - load<u32>(chunk, CHUNK_USED) - <u32>CHUNK_HEADER : 0
  if (room < size) chunk = addChunk(slot, size)
  const used = load<u32>(chunk, CHUNK_USED)
  const entry = chunk + CHUNK_HEADER + <usize>used
  store<u64>(entry, hash)
  store<u32>(entry, length, 8)
  copyBytes(entry + <usize>ENTRY_HEADER, value, length)
  store<u32>(chunk, used + size, CHUNK_USED)
  store<u32>(slot, load<u32>(slot) + 1)
  store<u32>(slot, load<u32>(slot, BYTES) + size, BYTES)
  return entry
}

/** A chunk for an entry of `least` bytes at least: as much again as the set has. */
function addChunk(slot: usize, least: u32): usize {
  const wanted = CHUNK_HEADER + <usize>max(least, load<u32>(slot, BYTES))
  const size = roundedSize(max(min(wanted, MAX_CHUNK), CHUNK_HEADER + <usize>least))
  const chunk = allocate(size)
  store<u32>(chunk, load<u32>(slot, CHUNK))
  store<u32>(chunk, <u32>size, CHUNK_SIZE)
  store<u32>(chunk, 0, CHUNK_USED)
  store<u32>(slot, <u32>chunk, CHUNK)
  return chunk
}
