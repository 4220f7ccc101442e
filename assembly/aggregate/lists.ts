import { cellNull, cellString } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { NULL_LENGTH } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { compareBytes, copyBytes } from '../memory/bytes'
import { hashBytes, hashU64 } from '../memory/hash'
import { scratchAllocate } from '../memory/scratch'
import { checkVarint, require, take } from './checks'
import { AggregateFamily } from './family'
import { orderedKey } from './ranks'
import { rowTimes } from './row-times'
import { flagsOf, inputRegister, parameter, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * LISTAGG(x, separator): the values in the order of the rows' times, those of one time by code point; of distinct
 * values, by code point alone. As many whole values as fit into a bound of bytes, from the first on.
 *
 *     slot     | entries u32 | used u32 (bytes) | capacity u32 | bound u32 | separator's length u32 | - u32 |
 *     entry    | time u64 (ordered key, 0 for distinct values) | length u32 | bytes |     in order, not aligned
 *     partial  | used varint | bound u32 | separator's length u32 | entries… |      used 0: the varint alone
 *
 * The first entry that does not fit is kept, those behind it are not: whatever comes before it moves it back only,
 * and nothing behind it can ever be part of the result, so that the order in which rows come has no part in it.
 */
const SLOT: i32 = 24
const USED: usize = 4
const CAPACITY: usize = 8
const BOUND: usize = 12
const SEPARATOR: usize = 16
const ENTRY_HEADER: u32 = 12
const PARTIAL_HEADER: u32 = 8
const FIRST_CAPACITY: u32 = 64

export const lists = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const distinctLists = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

listFamily(lists)
lists.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
  update(agg, slots, offset, rows, n, false)
lists.merge = (slot: usize, partial: usize): usize => merge(slot, partial, false)
lists.add = (into: usize, from: usize): void => add(into, from, false)
lists.absorb = (into: usize, from: usize): void => absorb(into, from, false)
listFamily(distinctLists)
distinctLists.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
  update(agg, slots, offset, rows, n, true)
distinctLists.merge = (slot: usize, partial: usize): usize => merge(slot, partial, true)
distinctLists.add = (into: usize, from: usize): void => add(into, from, true)
distinctLists.absorb = (into: usize, from: usize): void => absorb(into, from, true)

function listFamily(family: AggregateFamily): void {
  family.slotSize = SLOT
  family.writeSize = (slot: usize): i32 => MAX_UNSIGNED_VARINT + <i32>(PARTIAL_HEADER + used(slot))
  family.write = write
  family.free = free
  family.touch = (slot: usize): u32 => load<u32>(entriesOf(slot))
  family.digest = digest
  family.check = check
}

/** AggregateFinish: the separator is in the flags, up to four bytes, the first of which is the lowest. */
export function finishList(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (!used(slot)) {
    cellNull(register, row)
    return true
  }
  const separator = flagsOf(agg)
  const text = scratchAllocate(<usize>min(load<u32>(slot, BOUND), used(slot)) + 8)
  let at = text
  const end = entriesOf(slot) + <usize>used(slot)
  let joined: u64 = 0
  for (let entry = entriesOf(slot); entry < end; entry = entryEnd(entry)) {
    const length = entryLength(entry)
    const gap = entry == entriesOf(slot) ? 0 : load<u32>(slot, SEPARATOR)
    joined += <u64>length + <u64>gap
    if (joined > <u64>load<u32>(slot, BOUND)) break
    store<u32>(at, separator)
    at += <usize>gap
    copyBytes(at, entry + ENTRY_HEADER, length)
    at += <usize>length
  }
  cellString(register, row, text, <u32>(at - text))
  return true
}

function update(agg: usize, slots: usize, offset: usize, rows: usize, n: i32, distinct: bool): void {
  const addresses = registerData(inputRegister(agg))
  const lengths = registerAux(inputRegister(agg))
  const separator = separatorLength(flagsOf(agg))
  const bound = <u32>parameter(agg)
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    const length = load<u32>(lengths + (row << 2))
    if (length == NULL_LENGTH) continue
    const slot = slotOf(slots, offset, i)
    begin(slot, bound, separator)
    const time = distinct ? 0 : orderedKey(load<i64>(rowTimes + (row << 3)), false)
    insert(slot, time, <usize>load<u32>(addresses + (row << 2)), length, distinct)
  }
}

function separatorLength(separator: u32): u32 {
  return 4 - (clz(separator) >> 3)
}

/** The bound and the separator's length are the same in all slots of an aggregate. */
// @ts-ignore: decorator
@inline
function begin(slot: usize, bound: u32, separator: u32): void {
  store<u32>(slot, bound, BOUND)
  store<u32>(slot, separator, SEPARATOR)
}

/** Puts a value in its place, unless it is behind what does not fit, or there already and distinct. */
function insert(slot: usize, time: u64, bytes: usize, length: u32, distinct: bool): void {
  const bound = <u64>load<u32>(slot, BOUND)
  const gap = <u64>load<u32>(slot, SEPARATOR)
  const end = entriesOf(slot) + <usize>used(slot)
  let joined: u64 = 0
  let entry = entriesOf(slot)
  while (entry < end) {
    const order = compareEntry(entry, time, bytes, length)
    if (order == 0 && distinct) return
    if (order > 0) break
    joined += <u64>entryLength(entry) + gap
    // The entry itself does not fit.
    if (joined > bound + gap) return
    entry = entryEnd(entry)
  }
  const at = <u32>(entry - entriesOf(slot))
  place(slot, at, time, bytes, length)
  cut(slot, at, joined)
}

/** Order of an entry against a value: below 0 when it comes first. */
function compareEntry(entry: usize, time: u64, bytes: usize, length: u32): i32 {
  const own = load<u64>(entry)
  if (own != time) return own < time ? -1 : 1
  return compareBytes(entry + ENTRY_HEADER, entryLength(entry), bytes, length)
}

/** Makes an entry at `at` bytes from the first. */
function place(slot: usize, at: u32, time: u64, bytes: usize, length: u32): void {
  const size = ENTRY_HEADER + length
  const before = used(slot)
  const capacity = load<u32>(slot, CAPACITY)
  if (before + size > capacity) {
    const larger = max(max(before + size, capacity << 1), FIRST_CAPACITY)
    const entries = allocate(<usize>larger)
    copyBytes(entries, entriesOf(slot), before)
    release(entriesOf(slot), <usize>capacity)
    store<u32>(slot, <u32>entries)
    store<u32>(slot, larger, CAPACITY)
  }
  const entry = entriesOf(slot) + <usize>at
  memory.copy(entry + <usize>size, entry, <usize>(before - at))
  store<u64>(entry, time)
  store<u32>(entry, length, 8)
  copyBytes(entry + ENTRY_HEADER, bytes, length)
  store<u32>(slot, before + size, USED)
}

/** Gives up what is behind the first entry that does not fit; `joined` is the length before the entry at `at`. */
function cut(slot: usize, at: u32, joined: u64): void {
  const bound = <u64>load<u32>(slot, BOUND)
  const gap = <u64>load<u32>(slot, SEPARATOR)
  const end = entriesOf(slot) + <usize>used(slot)
  let entry = entriesOf(slot) + <usize>at
  while (entry < end) {
    joined += <u64>entryLength(entry) + gap
    entry = entryEnd(entry)
    if (joined > bound + gap) break
  }
  store<u32>(slot, <u32>(entry - entriesOf(slot)), USED)
}

function write(slot: usize, out: usize): usize {
  const at = writeUnsignedVarint(out, <u64>used(slot))
  if (!used(slot)) return at
  store<u32>(at, load<u32>(slot, BOUND))
  store<u32>(at, load<u32>(slot, SEPARATOR), 4)
  copyBytes(at + PARTIAL_HEADER, entriesOf(slot), used(slot))
  return at + <usize>(PARTIAL_HEADER + used(slot))
}

function merge(slot: usize, partial: usize, distinct: bool): usize {
  const bytes = <usize>readUnsignedVarint(partial)
  const at = unsignedVarintEnd
  if (!bytes) return at
  begin(slot, load<u32>(at), load<u32>(at, 4))
  insertAll(slot, at + PARTIAL_HEADER, at + PARTIAL_HEADER + bytes, distinct)
  return at + PARTIAL_HEADER + bytes
}

function add(into: usize, from: usize, distinct: bool): void {
  if (!used(from)) return
  begin(into, load<u32>(from, BOUND), load<u32>(from, SEPARATOR))
  insertAll(into, entriesOf(from), entriesOf(from) + <usize>used(from), distinct)
}

/** The longer list ends up in `into`, and takes the other's values. */
function absorb(into: usize, from: usize, distinct: bool): void {
  if (used(from) > used(into)) {
    const longer = v128.load(from)
    v128.store(from, v128.load(into))
    v128.store(into, longer)
    const rest = load<u64>(from, 16)
    store<u64>(from, load<u64>(into, 16), 16)
    store<u64>(into, rest, 16)
  }
  add(into, from, distinct)
}

function insertAll(slot: usize, from: usize, end: usize, distinct: bool): void {
  for (let entry = from; entry < end; entry = entryEnd(entry)) {
    insert(slot, load<u64>(entry), entry + ENTRY_HEADER, entryLength(entry), distinct)
  }
}

function free(slot: usize): void {
  release(entriesOf(slot), <usize>load<u32>(slot, CAPACITY))
  memory.fill(slot, 0, SLOT)
}

function digest(slot: usize): u64 {
  let digest: u64 = 0
  const end = entriesOf(slot) + <usize>used(slot)
  for (let entry = entriesOf(slot); entry < end; entry = entryEnd(entry)) {
    digest = hashU64(load<u64>(entry), hashBytes(entry + ENTRY_HEADER, <i32>entryLength(entry), digest))
  }
  return digest
}

function check(partial: usize, limit: usize): usize {
  const bytes = checkVarint(partial, limit)
  const header = unsignedVarintEnd
  if (!bytes) return header
  const end = take(take(header, PARTIAL_HEADER, limit), bytes, limit)
  require(load<u32>(header, 4) <= 4)
  let entry = header + PARTIAL_HEADER
  while (entry < end) entry = take(take(entry, ENTRY_HEADER, end), load<u32>(entry, 8), end)
  return end
}

// @ts-ignore: decorator
@inline
function entriesOf(slot: usize): usize {
  return <usize>load<u32>(slot)
}

// @ts-ignore: decorator
@inline
function used(slot: usize): u32 {
  return load<u32>(slot, USED)
}

// @ts-ignore: decorator
@inline
function entryLength(entry: usize): u32 {
  return load<u32>(entry, 8)
}

// @ts-ignore: decorator
@inline
function entryEnd(entry: usize): usize {
  return entry + <usize>(ENTRY_HEADER + entryLength(entry))
}
