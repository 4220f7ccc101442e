/**
 * Regular expressions: a machine that is in many states at once (Pike's, as RE2 has it), so that time is at most the
 * text times the program. src/table/regex/ makes programs, whose constant block is, all little endian:
 *
 *     | instructions u32 | at the text's beginning alone u32 | prefix offset u32 | prefix bytes u32 |
 *     | instructions x (op u32, x u32, y u32) |
 *     | sets: (a bit for each ASCII character: 16 bytes, ranges x (first u32, last u32)) … |
 *     | prefix: UTF-8 that every match begins with |
 *
 *     MATCH   CHARACTER x = code point   SET x = offset, y = ranges   SPLIT x preferred, y   JUMP x
 *     SAVE x = 0 where the wanted group begins, 1 where it ends      ASSERT x = position
 *
 * Offsets are from the block's beginning, and that may be at any address. Of a vector's scratch, n = instructions:
 *
 *     | marks n x u32 | list n x thread | other list n x thread | stack n x thread |
 *     thread: | instruction u32 | group begins u32 | group ends u32 |     addresses, 0 = not yet
 */
import { scratchAllocate } from '../memory/scratch'
import { pointAt, pointBytes } from '../text/code-points'
import { isInside, planWord } from './checks'
import { instructionC } from './instruction'
import { findText } from './substring'
import { positionHolds } from './text-position'

const MATCH: u32 = 0
const CHARACTER: u32 = 1
const SET: u32 = 2
const SPLIT: u32 = 3
const JUMP: u32 = 4
const SAVE: u32 = 5
const ASSERT: u32 = 6

// @ts-ignore: decorator
@inline
const HEADER: u32 = 16
// @ts-ignore: decorator
@inline
const ENTRY: u32 = 12
/** Stands where the text has ended. */
// @ts-ignore: decorator
@inline
const NO_POINT: u32 = 0xffffffff

let block: usize = 0
let marks: usize = 0
let current: usize = 0
let next: usize = 0
let nextEnd: usize = 0
let stack: usize = 0
/** Marks with this number stand for states that the step has reached already. */
let step: u32 = 0
let textFrom: usize = 0
let textEnd: usize = 0
let groupFrom: usize = 0
let groupEnd: usize = 0

/** Whether the instruction has a program all of whose parts lie inside. */
export function isRegex(at: usize): bool {
  const offset = <u32>instructionC(at) + 4
  const bytes = planWord(offset - 4)
  const count = planWord(offset)
  if (bytes < HEADER || <u64>count * ENTRY + HEADER > <u64>bytes || count == 0) return false
  if (<u64>planWord(offset, 8) + <u64>planWord(offset, 12) > <u64>bytes) return false
  for (let i: u32 = 0; i < count; i++) {
    if (!isSound(offset + HEADER + i * ENTRY, count, bytes)) return false
  }
  return planWord(offset + HEADER + (count - 1) * ENTRY) == MATCH
}

function isSound(entry: u32, count: u32, bytes: u32): bool {
  const op = planWord(entry)
  const x = planWord(entry, 4)
  const y = planWord(entry, 8)
  if (op == SET) return <u64>x + 16 + ((<u64>y) << 3) <= <u64>bytes
  if (op == SPLIT) return x < count && y < count
  if (op == JUMP) return x < count
  return op <= ASSERT && isInside(entry, ENTRY)
}

/** The following searches are for this program. Its states are kept in the vector's scratch. */
export function regexBegin(program: usize): void {
  block = program
  const count = <usize>load<u32>(program)
  marks = scratchAllocate(count << 2)
  memory.fill(marks, 0, count << 2)
  current = scratchAllocate(count * ENTRY)
  next = scratchAllocate(count * ENTRY)
  stack = scratchAllocate(count * ENTRY)
  step = 0
}

/**
 * The first match in [from, end), of those that begin there the preferred one.
 *
 * @param whether only whether there is one is wanted; else its group is asked for afterwards
 * @returns whether there is one
 */
export function regexSearch(from: usize, end: usize, whether: bool): bool {
  textFrom = from
  textEnd = end
  groupFrom = 0
  groupEnd = 0
  nextEnd = next
  step++
  const isAtBegin = load<u32>(block, 4) != 0
  let found = false
  let at = from
  while (true) {
    if (!found && (at == from || !isAtBegin)) {
      if (nextEnd == next) at = candidate(at)
      if (at == 0) return false
      enter(0, 0, 0, at)
    }
    if (nextEnd == next && (found || isAtBegin)) return found
    if (advance(at)) found = true
    if (at >= end || (found && whether)) return found
    at += pointBytes(load<u8>(at))
  }
}

/** Where the wanted group of the last match began; 0 when it took no part. */
export function regexGroupFrom(): usize {
  return groupEnd == 0 ? 0 : groupFrom
}

/** Where it ended. */
export function regexGroupEnd(): usize {
  return groupEnd
}

/** Where the next match can begin from `at` on, 0 when there is none. */
function candidate(at: usize): usize {
  const length = load<u32>(block, 12)
  if (length == 0) return at
  step++
  return findText(at, textEnd, block + load<u32>(block, 8), length)
}

/** Takes every thread past the character at `at`; whether one has matched before it. Those that are less preferred end. */
function advance(at: usize): bool {
  const threads = next
  const threadsEnd = nextEnd
  next = current
  current = threads
  nextEnd = next
  step++
  const point = at < textEnd ? pointAt(at) : NO_POINT
  const after = at + pointBytes(load<u8>(at))
  for (let thread = threads; thread < threadsEnd; thread += ENTRY) {
    const number = load<u32>(thread)
    const entry = block + HEADER + <usize>number * ENTRY
    const op = load<u32>(entry)
    if (op == MATCH) {
      groupFrom = load<u32>(thread, 4)
      groupEnd = load<u32>(thread, 8)
      return true
    }
    const fits = op == CHARACTER ? load<u32>(entry, 4) == point : isInSet(entry, point)
    if (fits) enter(number + 1, load<u32>(thread, 4), load<u32>(thread, 8), after)
  }
  return false
}

function isInSet(entry: usize, point: u32): bool {
  const set = block + load<u32>(entry, 4)
  if (point < 0x80) return ((load<u8>(set + (point >> 3)) >> <u8>(point & 7)) & 1) != 0
  if (point == NO_POINT) return false
  let low: u32 = 0
  let high = load<u32>(entry, 8)
  while (low < high) {
    const middle = (low + high) >> 1
    const range = set + 16 + (<usize>middle << 3)
    if (point < load<u32>(range)) high = middle
    else if (point > load<u32>(range, 4)) low = middle + 1
    else return true
  }
  return false
}

/** Adds the threads that `number` leads to without a character, in their order, to the next list. */
function enter(number: u32, from: u32, end: u32, at: usize): void {
  let top = stack
  while (true) {
    while (load<u32>(marks + (<usize>number << 2)) != step) {
      store<u32>(marks + (<usize>number << 2), step)
      const entry = block + HEADER + <usize>number * ENTRY
      const op = load<u32>(entry)
      if (op == SPLIT) {
        top = push(top, load<u32>(entry, 8), from, end)
        number = load<u32>(entry, 4)
      } else if (op == JUMP) {
        number = load<u32>(entry, 4)
      } else if (op == SAVE) {
        if (load<u32>(entry, 4) == 0) from = <u32>at
        else end = <u32>at
        number++
      } else if (op == ASSERT) {
        if (!positionHolds(load<u32>(entry, 4), textFrom, textEnd, at)) break
        number++
      } else {
        nextEnd = push(nextEnd, number, from, end)
        break
      }
    }
    if (top == stack) return
    top -= ENTRY
    number = load<u32>(top)
    from = load<u32>(top, 4)
    end = load<u32>(top, 8)
  }
}

// @ts-ignore: decorator
@inline
function push(to: usize, number: u32, from: u32, end: u32): usize {
  store<u32>(to, number)
  store<u32>(to, from, 4)
  store<u32>(to, end, 8)
  return to + ENTRY
}
