import { allocate } from '../memory/allocator'
import { CLOSE_BRACE, OPEN_BRACE, QUOTE } from '../text/ascii'
import { skipColon, skipValue } from './skip'
import { plainEnd } from './strings'
import {
  KIND_END,
  KIND_VALUE,
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
  STEP_UNIT,
  TEMPLATE_ABSENT,
  TEMPLATE_ABSENT_COUNT,
  TEMPLATE_HEADER,
  TEMPLATE_MOST_BYTES,
  TEMPLATE_REGIONS
} from './template'
import {
  findChild,
  markSeen,
  NO_FIELD,
  nodeAux,
  nodeData,
  nodeHasChildren,
  nodeHasElements,
  nodeType,
  trieFieldCount,
  trieRoot,
  writeUnseen
} from './trie'
import { skipSpace } from './whitespace'

/**
 * Learning the layout of a document that the scanner has found valid. Not learned is a layout with
 *
 * - keys that have escapes or control bytes,
 * - two members for one wanted path, the last of which wins,
 * - an object that is both a field and holds fields, or of which elements are wanted, should it be an array,
 * - more holes or literal bytes than a template may have.
 *
 * Arrays, objects that are fields, and unwanted objects that are empty or deep are holes as a whole: their
 * members vary.
 */

/** Objects are looked into this deep. */
const DEEPEST: i32 = 16
const MOST_HOLES: i32 = 1024
/** Unwanted objects beyond these are not noted: they must have the layout that was learned. */
const MOST_REGIONS: usize = 64
const REGIONS = memory.data(64 * 20, 16)

/** Where templates are built; made by the first. */
let buffer: usize = 0
let bufferEnd: usize = 0
/** Where the next step goes. */
let out: usize = 0
/** First byte of the document that is in no step yet. */
let runStart: usize = 0
let holes: i32 = 0
let regionsEnd: usize = REGIONS

/**
 * Learns the layout of the valid text [p, end), which is followed by a NUL.
 * @returns address of the template, which stands until the next call; 0 = not learned
 */
export function learnTemplate(p: usize, end: usize): usize {
  if (buffer == 0) {
    buffer = allocate(TEMPLATE_MOST_BYTES)
    bufferEnd = buffer + TEMPLATE_MOST_BYTES
  }
  out = buffer + TEMPLATE_HEADER
  runStart = p
  holes = 0
  regionsEnd = REGIONS
  const root = trieRoot()
  if (learnObject(skipSpace(p) + 1, root, 1, false) == 0 || addStep(end, end, KIND_END, 0, 0) == 0) return 0
  if (out + (<usize>trieFieldCount() << 2) + (regionsEnd - REGIONS) > bufferEnd) return 0
  const absent = out
  const regions = writeUnseen(root, out)
  memory.copy(regions, REGIONS, regionsEnd - REGIONS)
  store<u32>(buffer, <u32>(regions + (regionsEnd - REGIONS) - buffer))
  store<u32>(buffer, <u32>(absent - buffer), TEMPLATE_ABSENT)
  store<u32>(buffer, <u32>((regions - absent) >> 2), TEMPLATE_ABSENT_COUNT)
  store<u32>(buffer, <u32>(regions - buffer), TEMPLATE_REGIONS)
  return buffer
}

/**
 * Takes the members of an object after its brace: the address after it, 0 = not to be learned.
 * @param isInRegion whether it is or lies in an unwanted object
 */
function learnObject(p: usize, node: usize, depth: i32, isInRegion: bool): usize {
  p = skipSpace(p)
  if (load<u8>(p) == CLOSE_BRACE) return p + 1
  while (true) {
    const key = p + 1
    const quote = plainEnd(key)
    if (load<u8>(quote) != QUOTE) return 0
    const child: usize = node == 0 ? 0 : findChild(node, key, quote - key, v128.load(key))
    if (child != 0 && !markSeen(child)) return 0
    p = learnValue(skipColon(quote + 1), child, depth, isInRegion)
    if (p == 0) return 0
    p = skipSpace(p)
    if (load<u8>(p) == CLOSE_BRACE) return p + 1
    p = skipSpace(p + 1)
  }
}

function learnValue(p: usize, node: usize, depth: i32, isInRegion: bool): usize {
  const char = load<u8>(p)
  if (char == OPEN_BRACE) {
    if (node != 0 && nodeHasChildren(node)) {
      if (depth >= DEEPEST || nodeType(node) != NO_FIELD || nodeHasElements(node)) return 0
      return learnObject(p + 1, node, depth + 1, false)
    }
    if (node == 0 && depth < DEEPEST && load<u8>(skipSpace(p + 1)) != CLOSE_BRACE) {
      return isInRegion ? learnObject(p + 1, 0, depth + 1, true) : learnRegion(p, depth)
    }
  }
  // NaN, which only fields may be, is refused here.
  const end = skipValue(p, depth)
  return end == 0 ? 0 : addStep(p, end, kindOf(char, node, KIND_VALUE), node, depth)
}

/** Takes an unwanted object that has members, and notes where it begins and ends. */
function learnRegion(p: usize, depth: i32): usize {
  const openStep = out
  const brace = p - runStart
  const end = learnObject(p + 1, 0, depth + 1, true)
  if (end == 0 || regionsEnd == REGIONS + MOST_REGIONS * REGION_BYTES) return end
  store<u32>(regionsEnd, <u32>(openStep - buffer))
  store<u32>(regionsEnd, <u32>brace, REGION_BRACE)
  store<u32>(regionsEnd, <u32>(out - buffer), REGION_CLOSE_STEP)
  store<u32>(regionsEnd, <u32>(end - runStart), REGION_CLOSE_END)
  store<u32>(regionsEnd, <u32>depth, REGION_DEPTH)
  regionsEnd += REGION_BYTES
  return end
}

/** Adds the literal up to `p` and the hole [p, end): returns `end`, 0 = no room. */
function addStep(p: usize, end: usize, kind: u8, node: usize, depth: i32): usize {
  const length = p - runStart
  const padded = (length + STEP_UNIT - 1) & ~(STEP_UNIT - 1)
  const bytes = STEP_LITERAL + padded
  holes++
  if (bytes > bufferEnd - out || holes > MOST_HOLES) return 0
  memory.fill(out, 0, bytes)
  store<u8>(out, kind)
  store<u16>(out, <u16>depth, STEP_DEPTH)
  store<u32>(out, <u32>length, STEP_LENGTH)
  store<u32>(out, <u32>node, STEP_NODE)
  if (node != 0) {
    store<u32>(out, <u32>nodeData(node), STEP_DATA)
    store<u32>(out, <u32>nodeAux(node), STEP_AUX)
  }
  store<u32>(out, <u32>bytes, STEP_BYTES)
  memory.copy(out + STEP_LITERAL, runStart, length)
  out += bytes
  runStart = end
  return end
}
