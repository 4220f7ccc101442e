import { firstBytesMask, OPEN_BRACE, OPEN_BRACKET, QUOTE, WORD_NULL } from '../text/ascii'
import { storeNull } from '../column/store'
import { readField } from './field'
import { readInteger, skipNumber } from '../text/decimal'
import { skipValue } from './skip'
import {
  KIND_END,
  KIND_INTEGER,
  KIND_NUMBER,
  KIND_STRING,
  KIND_TEXT,
  kindOf,
  REGION_BRACE,
  REGION_BYTES,
  REGION_CLOSE_END,
  REGION_CLOSE_STEP,
  REGION_DEPTH,
  STEP_AUX,
  STEP_BYTES,
  STEP_DATA,
  STEP_DEPTH,
  STEP_LENGTH,
  STEP_LITERAL,
  STEP_NODE,
  TEMPLATE_ABSENT,
  TEMPLATE_ABSENT_COUNT,
  TEMPLATE_MOST_BYTES,
  TEMPLATE_REGIONS
} from './template'
import { clearBelow, NO_FIELD, nodeAux, nodeData, nodeHasChildren, nodeHasElements, nodeType } from './trie'
import { isUtf8 } from '../text/utf8'
import { readValue } from './walk'

/**
 * Laying a template over a document. The template comes from a valid document, its literal runs are compared
 * byte by byte, and what stands in holes is checked as the scanner does: what fits is valid.
 */

/**
 * Where in the document the steps of the last attempt began, by the step's offset in the template. Another
 * template that begins with the same steps can go on from there.
 */
const STARTS = memory.data(TEMPLATE_MOST_BYTES >> 2, 16)

/**
 * Offset of the step at which the last attempt failed, and where in the document its literal was to begin; 0
 * when the attempt passed over an unwanted object, so that no other template can go on from it.
 */
export let failedStep: usize = 0
export let failedAt: usize = 0
let failedPassed: usize = 0
let failedInHole: bool = false

/** Where in the document the step at `offset` began in the last attempt. */
// @ts-ignore: decorator
@inline
export function stepStart(offset: usize): usize {
  return <usize>load<u32>(STARTS + (offset >> 2))
}

/**
 * Lays the steps from `offset` on over the text [p, end) and writes its fields into row `row`. An unwanted
 * object of another layout than the template's, or another value in its place, is checked as by the scanner.
 * @returns whether they fit; if not, the row's fields are undefined
 */
export function matchTemplate(template: usize, offset: usize, p: usize, end: usize, row: usize): bool {
  if (fitSteps(template, template + offset, 0, p, end, row)) return true
  let region = regionOfFailure(template, end)
  if (region == 0) return false
  while (region != 0) {
    const brace = stepStart(regionWord(region, 0)) + regionWord(region, REGION_BRACE)
    const after = skipValue(brace, load<i32>(region, REGION_DEPTH))
    if (after == 0 || !isUtf8(brace, after - brace)) break
    const step = template + regionWord(region, REGION_CLOSE_STEP)
    if (fitSteps(template, step, regionWord(region, REGION_CLOSE_END), after, end, row)) return true
    region = regionOfFailure(template, end)
  }
  failedStep = 0
  return false
}

/**
 * Lays `step` and those after it over the text [p, end), the first one without the first `passed` bytes of
 * its literal.
 */
function fitSteps(template: usize, step: usize, passed: usize, p: usize, end: usize, row: usize): bool {
  while (true) {
    store<u32>(STARTS + ((step - template) >> 2), <u32>(p - passed))
    const length = <usize>load<u32>(step, STEP_LENGTH) - passed
    if (length > end - p || !isLiteral(p, step + STEP_LITERAL + passed, length)) {
      failedInHole = false
      break
    }
    const value = p + length
    const kind = load<u8>(step)
    let after: usize = 0
    if (kind == KIND_STRING || kind == KIND_TEXT) {
      if (load<u8>(value) == QUOTE) {
        const stop = plainAsciiEnd(value + 1)
        if (load<u8>(stop) == QUOTE) {
          after = stop + 1
          if (kind == KIND_TEXT) {
            store<u32>(<usize>load<u32>(step, STEP_DATA) + (row << 2), <u32>(value + 1))
            store<u32>(<usize>load<u32>(step, STEP_AUX) + (row << 2), <u32>(stop - value - 1))
          }
        }
      }
    } else if (kind == KIND_INTEGER) {
      const data = <usize>load<u32>(step, STEP_DATA) + (row << 3)
      after = readInteger(value, data, <usize>load<u32>(step, STEP_AUX) + row)
    } else if (kind == KIND_NUMBER) {
      after = skipNumber(value)
    } else if (kind == KIND_END && value == end) {
      clearAbsent(template, row)
      return true
    }
    if (after == 0) {
      after = kind == KIND_END ? 0 : takeValue(value, step, row)
      if (after == 0) {
        failedInHole = true
        break
      }
    }
    p = after
    passed = 0
    step += <usize>load<u32>(step, STEP_BYTES)
  }
  failedStep = step - template
  failedAt = p - passed
  failedPassed = passed
  return false
}

// @ts-ignore: decorator
@inline
function regionWord(region: usize, word: usize): usize {
  return <usize>load<u32>(region + word)
}

/** The region in which the last attempt failed, 0 = none. */
function regionOfFailure(template: usize, end: usize): usize {
  let region = template + <usize>load<u32>(template, TEMPLATE_REGIONS)
  const regionsEnd = template + <usize>load<u32>(template)
  while (region < regionsEnd && regionWord(region, REGION_CLOSE_STEP) < failedStep) region += REGION_BYTES
  if (region == regionsEnd) return 0
  const fitting = fittingBytes(template + failedStep, end)
  for (; region < regionsEnd && regionWord(region, 0) <= failedStep; region += REGION_BYTES) {
    const isFromBrace = regionWord(region, 0) < failedStep || regionWord(region, REGION_BRACE) <= fitting
    const isBeforeEnd =
      regionWord(region, REGION_CLOSE_STEP) > failedStep || regionWord(region, REGION_CLOSE_END) > fitting
    if (isFromBrace && isBeforeEnd) return region
  }
  return 0
}

/** How many bytes of the failed step's literal the document has, all when it is the hole that failed. */
function fittingBytes(step: usize, end: usize): usize {
  const length = <usize>load<u32>(step, STEP_LENGTH)
  if (failedInHole) return length
  let i = failedPassed
  while (failedAt + i < end && load<u8>(failedAt + i) == load<u8>(step + i, STEP_LITERAL)) i++
  return i
}

/** Whether `length` bytes at `p` are those at `literal`, which is padded to sixteen. */
// @ts-ignore: decorator
@inline
function isLiteral(p: usize, literal: usize, length: usize): bool {
  if (length < 16) {
    const different = v128.xor(v128.load(p), v128.load(literal))
    return !v128.any_true(v128.and(different, firstBytesMask(length)))
  }
  return isLongLiteral(p, literal, length)
}

function isLongLiteral(p: usize, literal: usize, length: usize): bool {
  const last = length - 16
  let at: usize = 0
  for (; at + 16 < last; at += 32) {
    const first = v128.xor(v128.load(p + at), v128.load(literal + at))
    const second = v128.xor(v128.load(p + at, 16), v128.load(literal + at, 16))
    if (v128.any_true(v128.or(first, second))) return false
  }
  // The last two blocks may overlap those before, but stay in the literal.
  at = min(at, last)
  const first = v128.xor(v128.load(p + at), v128.load(literal + at))
  const second = v128.xor(v128.load(p + last), v128.load(literal + last))
  return !v128.any_true(v128.or(first, second))
}

/** The address of the first quote, backslash, control byte or byte that is not ASCII, at or after `p`. */
// @ts-ignore: decorator
@inline
function plainAsciiEnd(p: usize): usize {
  let stops = plainAsciiStops(v128.load(p))
  while (stops == 0) {
    p += 16
    stops = plainAsciiStops(v128.load(p))
  }
  return p + ctz(stops)
}

// @ts-ignore: decorator
@inline
function plainAsciiStops(block: v128): i32 {
  // With bit 1 flipped, quote and control bytes are all that is less than 0x21, beside the negative bytes.
  const stops = i8x16.lt_s(v128.xor(block, i8x16.splat(2)), i8x16.splat(0x21))
  return i8x16.bitmask(v128.or(stops, i8x16.eq(block, i8x16.splat(0x5c))))
}

/**
 * Takes a value that is not what its hole expects, or whose hole expects none: the address after it, 0 = it
 * does not fit.
 */
function takeValue(p: usize, step: usize, row: usize): usize {
  const node = <usize>load<u32>(step, STEP_NODE)
  if (node != 0 && nodeHasElements(node)) clearBelow(node, row)
  if (load<u32>(p) == WORD_NULL) {
    if (node != 0 && nodeType(node) != NO_FIELD) storeNull(nodeType(node), nodeData(node), nodeAux(node), row)
    return p + 4
  }
  const depth = <i32>load<u16>(step, STEP_DEPTH)
  const char = load<u8>(p)
  let end: usize
  if (node == 0) {
    end = skipValue(p, depth)
  } else {
    if (char == OPEN_BRACE && nodeHasChildren(node)) return 0
    if (nodeHasElements(node)) end = readValue(p, node, row, depth)
    else end = nodeType(node) == NO_FIELD ? skipValue(p, depth) : readField(p, node, row, depth)
  }
  if (end == 0) return 0
  if (char == QUOTE || char == OPEN_BRACE || char == OPEN_BRACKET) {
    if (!isUtf8(p, end - p)) return 0
  }
  store<u8>(step, kindOf(char, node, load<u8>(step)))
  return end
}

function clearAbsent(template: usize, row: usize): void {
  let at = template + <usize>load<u32>(template, TEMPLATE_ABSENT)
  const end = at + (<usize>load<u32>(template, TEMPLATE_ABSENT_COUNT) << 2)
  for (; at < end; at += 4) {
    const node = <usize>load<u32>(at)
    storeNull(nodeType(node), nodeData(node), nodeAux(node), row)
  }
}
