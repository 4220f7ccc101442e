import { allocate, release } from '../memory/allocator'
import { equalBytes } from '../memory/bytes'
import { STEP_BYTES, STEP_DEPTH, TEMPLATE_ABSENT, TEMPLATE_HEADER, TEMPLATE_SLACK } from './template'
import { learnTemplate } from './template-learn'
import { failedAt, failedStep, matchTemplate, stepStart } from './template-match'

/**
 * The templates of the layouts seen lately, tried in the order of their last use.
 *
 * What templates may cost is kept in one account, in bytes of a document scanned without them: documents that
 * fit pay in, attempts that fail and learning draw from it, and a little is paid in for each document that is
 * scanned. With nothing in the account documents are only scanned: a stream whose layouts never repeat
 * costs little more than it would without templates. Layouts that were learned in vain make learning rarer.
 */

/** Templates kept. */
const MOST: i32 = 8
/** A new template gets this place, behind those that have proved their worth. */
const NEW_PLACE: i32 = 4

const START_CREDIT: i64 = 1 << 16
const MOST_CREDIT: i64 = 1 << 18
/** Gained by a document that fits, of 16 parts of its length; a fit takes about half of a scan. */
const FIT_GAIN: i64 = 6
/** Paid in for each document that is only scanned: (length >> 6) + 1. */
const SCAN_GRANT_SHIFT: i64 = 6
/** Cost of an attempt to fit beside half of the bytes that it went through. */
const ATTEMPT_COST: i64 = 16
/** At most every (1 << MOST_VAIN)-th miss is learned while learning is in vain. */
const MOST_VAIN: i32 = 6

/** Addresses of the templates by slot. */
const TEMPLATES = memory.data(MOST << 2, 16)
/** Slots in the order in which they are tried, u8 each. */
const ORDER = memory.data(MOST, 16)
/** Offset of the first step in which the templates of two slots differ, u32[MOST][MOST]. */
const COMMON = memory.data((MOST * MOST) << 2, 16)

let count: i32 = 0
let isOn: bool = true
let credit: i64 = START_CREDIT
/** The last learned slot, as long as no document has fitted it; -1 none. */
let unproven: i32 = -1
/** How often in a row a template was learned while the one before was unproven. */
let vain: i32 = 0
let missesToPass: i32 = 0
/** Whether the last miss may be learned. */
let mayLearn: bool = false
let fits: f64 = 0

/**
 * Switches templates on (1) or off (0), for tests and measurements. Those that there are stay; learning
 * starts afresh, as ready as in the beginning.
 */
export function templatesEnable(on: i32): void {
  isOn = on != 0
  startAfresh()
}

/** Documents that a template has fitted, since the start. */
export function templateFits(): f64 {
  return fits
}

/** Gives all templates back. */
export function templatesForget(): void {
  for (let slot = 0; slot < count; slot++) releaseSlot(slot)
  count = 0
  startAfresh()
}

function startAfresh(): void {
  credit = START_CREDIT
  unproven = -1
  vain = 0
  missesToPass = 0
}

// @ts-ignore: decorator
@inline
function templateOf(slot: i32): usize {
  return <usize>load<u32>(TEMPLATES + (<usize>slot << 2))
}

// @ts-ignore: decorator
@inline
function slotAt(place: i32): i32 {
  return <i32>load<u8>(ORDER + <usize>place)
}

// @ts-ignore: decorator
@inline
function commonAddress(a: i32, b: i32): usize {
  return COMMON + (<usize>(a * MOST + b) << 2)
}

/**
 * Looks for a template that fits the text [p, end), which is followed by a NUL, and writes its fields into
 * row `row`.
 * @returns false = none fits, the row's fields are then undefined
 */
export function matchAny(p: usize, end: usize, row: usize): bool {
  mayLearn = isOn && credit > 0
  if (!mayLearn) {
    credit += (<i64>(end - p) >> SCAN_GRANT_SHIFT) + 1
    missesToPass--
    return false
  }
  let last = -1
  for (let place = 0; place < count; place++) {
    const slot = slotAt(place)
    let from = TEMPLATE_HEADER
    let start = p
    if (last >= 0) {
      from = <usize>load<u32>(commonAddress(last, slot))
      // Where the last one failed this one is the same.
      if (from > failedStep) continue
      start = stepStart(from)
    }
    if (matchTemplate(templateOf(slot), from, start, end, row)) {
      noteFit(place, slot, <i64>(end - p))
      return true
    }
    credit -= ATTEMPT_COST + (<i64>(failedAt - start) >> 1)
    last = failedStep == 0 ? -1 : slot
  }
  return false
}

// @ts-ignore: decorator
@inline
function noteFit(place: i32, slot: i32, length: i64): void {
  fits += 1
  credit = min(credit + ((length * FIT_GAIN) >> 4), MOST_CREDIT)
  if (place != 0) moveToFront(place, slot)
  if (slot == unproven) {
    unproven = -1
    vain = 0
    missesToPass = 0
  }
}

function moveToFront(place: i32, slot: i32): void {
  for (; place > 0; place--) store<u8>(ORDER + <usize>place, load<u8>(ORDER + <usize>(place - 1)))
  store<u8>(ORDER, <u8>slot)
}

/** Told of the valid text [p, end), which no template fitted: learns its layout, or not. */
export function noteMiss(p: usize, end: usize): void {
  if (!mayLearn) return
  missesToPass--
  if (missesToPass >= 0) return
  credit -= <i64>(end - p) << 1
  if (unproven >= 0) vain = min(vain + 1, MOST_VAIN)
  missesToPass = (1 << vain) - 1
  const built = learnTemplate(p, end)
  if (built != 0) unproven = keep(built)
}

/** Copies a template to a slot, the least used one's when there is none free. */
function keep(built: usize): i32 {
  let place = min(count, MOST - 1)
  const slot = count < MOST ? count++ : slotAt(place)
  if (templateOf(slot) != 0) releaseSlot(slot)
  const bytes = load<u32>(built)
  const template = allocate(<usize>bytes + TEMPLATE_SLACK)
  memory.copy(template, built, bytes)
  store<u32>(TEMPLATES + (<usize>slot << 2), <u32>template)
  for (; place > NEW_PLACE; place--) store<u8>(ORDER + <usize>place, load<u8>(ORDER + <usize>(place - 1)))
  store<u8>(ORDER + <usize>place, <u8>slot)
  for (let other = 0; other < count; other++) {
    const offset = commonSteps(template, templateOf(other))
    store<u32>(commonAddress(slot, other), offset)
    store<u32>(commonAddress(other, slot), offset)
  }
  return slot
}

function releaseSlot(slot: i32): void {
  const template = templateOf(slot)
  release(template, <usize>load<u32>(template) + TEMPLATE_SLACK)
  store<u32>(TEMPLATES + (<usize>slot << 2), 0)
}

/** Offset of the first step in which two templates differ, but for the value that a hole expects. */
function commonSteps(a: usize, b: usize): u32 {
  const end = min(load<u32>(a, TEMPLATE_ABSENT), load<u32>(b, TEMPLATE_ABSENT))
  let offset = <u32>TEMPLATE_HEADER
  while (offset < end) {
    const bytes = load<u32>(a + offset, STEP_BYTES)
    if (offset + bytes > end || !isSameStep(a + offset, b + offset, bytes)) break
    offset += bytes
  }
  return offset
}

// @ts-ignore: decorator
@inline
function isSameStep(a: usize, b: usize, bytes: u32): bool {
  return equalBytes(a + STEP_DEPTH, b + STEP_DEPTH, bytes - <u32>STEP_DEPTH)
}
