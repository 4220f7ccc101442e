import {
  BOOLEAN,
  FAIL_BAD_PLAN,
  NONE,
  NULL_LENGTH,
  PLAN_AT_TRIE,
  STRING,
  TRIE_AT_CHILD_COUNT,
  TRIE_AT_FIELD,
  TRIE_CHILD_WORDS,
  TRIE_NODE_WORDS
} from '../contract'
import { registerAux, registerData, registerType } from '../column/registers'
import { NULL_BOOLEAN } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { equalBytes } from '../memory/bytes'
import { fail } from '../memory/failure'
import { planFieldCount, planLength } from '../plan'
import { firstBytesMask } from '../text/ascii'
import { storeNull } from '../column/store'
import { MAX_DEPTH } from './skip'

/**
 * The wanted paths as a tree of nodes, made from the plan's trie so that a key is found by its length and one
 * comparison of sixteen bytes. All nodes lie in one block:
 *
 *     node, NODE_BYTES, then its children: members sorted by key length, then elements of an array by number
 *     ┌──────────────┬──────────┬─────────┬────────────────┬────────────┬────────────────────────┐
 *     │ 0 field type │ 4 data   │ 8 aux   │ 12 child count │ 16 seen in │ 20 first child by key  │
 *     │ or NO_FIELD  │ address  │ address │                │ document   │ length: u16[LENGTHS+1] │
 *     └──────────────┴──────────┴─────────┴────────────────┴────────────┴────────────────────────┘
 *     child, CHILD_BYTES; of an element the key length is its number, from 1 on, and there is no key
 *     ┌─────────────────────────────────┬───────────────┬────────────────┬─────────┬───────┐
 *     │ 0 first 16 bytes of key, zeroed │ 16 key length │ 20 key address │ 24 node │ 28 -  │
 *     └─────────────────────────────────┴───────────────┴────────────────┴─────────┴───────┘
 *     then the cells to make null for a new row: u32 addresses of row 0, by width
 *     [u32 length cells][u8 null marks][u8 BOOLEAN cells]
 */

export const NO_FIELD: i32 = -1
/** Key lengths 0 to 31 have an entry each; all longer ones share entry 32. */
const LENGTHS: u32 = 33
/** Children are counted in u16. */
const MOST_CHILDREN: u32 = 0xffff
const NODE_DATA: usize = 4
const NODE_AUX: usize = 8
const NODE_CHILDREN: usize = 12
const NODE_SEEN: usize = 16
const NODE_BY_LENGTH: usize = 20
const NODE_BYTES: usize = 96
const CHILD_LENGTH: usize = 16
const CHILD_KEY: usize = 20
const CHILD_NODE: usize = 24
const CHILD_BYTES: usize = 32

// Of a node in the plan.
const PLAN_CHILDREN: u32 = TRIE_NODE_WORDS << 2
const PLAN_CHILD_BYTES: u32 = TRIE_CHILD_WORDS << 2

let block: usize = 0
let blockBytes: usize = 0
let nextFree: usize = 0
let root: usize = 0
let document: u32 = 0
let fieldCount: u32 = 0

let cells: usize = 0
let lengthCellsEnd: usize = 0
let markCellsEnd: usize = 0
let booleanCellsEnd: usize = 0

/**
 * Makes the nodes of a plan's trie; those of the plan before are given back. The plan stays in use for its
 * keys. Its registers must have been made. A trie that leaves the plan or its fields, or is deeper than
 * documents may be, fails with FAIL_BAD_PLAN.
 */
export function trieLoad(plan: usize, rootOffset: u32): void {
  const fields = planFieldCount(plan)
  if (block != 0) release(block, blockBytes)
  blockBytes = checkedBytes(plan, rootOffset, 0) + (<usize>fields << 2)
  block = allocate(blockBytes)
  memory.fill(block, 0, blockBytes)
  nextFree = block
  root = makeNode(plan, plan + rootOffset)
  document = 0
  fieldCount = fields
  listCells(fields)
}

/** The node of the document itself. Call at the start of each document: it also tells duplicates apart. */
export function trieRoot(): usize {
  document++
  return root
}

/** Checks the node at `offset` of the plan and those below it: the bytes that they need here. */
function checkedBytes(plan: usize, offset: u32, depth: i32): usize {
  const length = planLength(plan)
  if (depth > MAX_DEPTH || !fits(offset, PLAN_CHILDREN, length)) fail(FAIL_BAD_PLAN, PLAN_AT_TRIE)
  const node = plan + offset
  const field = load<u32>(node, TRIE_AT_FIELD << 2)
  const count = load<u32>(node, TRIE_AT_CHILD_COUNT << 2)
  if (field != NONE && field >= planFieldCount(plan)) fail(FAIL_BAD_PLAN, PLAN_AT_TRIE)
  if (count > MOST_CHILDREN || !fits(offset, PLAN_CHILDREN + count * PLAN_CHILD_BYTES, length)) {
    fail(FAIL_BAD_PLAN, PLAN_AT_TRIE)
  }
  let bytes = NODE_BYTES + <usize>count * CHILD_BYTES
  for (let i: u32 = 0; i < count; i++) {
    const entry = planChild(node, i)
    if (!isElement(entry) && !fits(load<u32>(entry), load<u32>(entry, 4), length)) {
      fail(FAIL_BAD_PLAN, PLAN_AT_TRIE)
    }
    bytes += checkedBytes(plan, load<u32>(entry, 8), depth + 1)
  }
  return bytes
}

function fits(offset: u32, bytes: u32, length: u32): bool {
  return <u64>offset + <u64>bytes <= <u64>length
}

// @ts-ignore: decorator
@inline
function planChild(planNode: usize, i: u32): usize {
  return planNode + PLAN_CHILDREN + i * PLAN_CHILD_BYTES
}

/** Is the child of the plan's node an element of an array? */
// @ts-ignore: decorator
@inline
function isElement(entry: usize): bool {
  return load<u32>(entry, 4) == NONE
}

function makeNode(plan: usize, planNode: usize): usize {
  const node = nextFree
  const count = load<u32>(planNode, TRIE_AT_CHILD_COUNT << 2)
  nextFree += NODE_BYTES + <usize>count * CHILD_BYTES
  const field = load<u32>(planNode, TRIE_AT_FIELD << 2)
  store<i32>(node, NO_FIELD)
  if (field != NONE) {
    store<i32>(node, registerType(field))
    store<u32>(node, <u32>registerData(field), NODE_DATA)
    store<u32>(node, <u32>registerAux(field), NODE_AUX)
  }
  store<u32>(node, count, NODE_CHILDREN)
  let made: u32 = 0
  for (let length: u32 = 0; length < LENGTHS; length++) {
    store<u16>(node + (<usize>length << 1), <u16>made, NODE_BY_LENGTH)
    for (let i: u32 = 0; i < count; i++) {
      const entry = planChild(planNode, i)
      if (isElement(entry)) continue
      if (min(load<u32>(entry, 4), LENGTHS - 1) == length) makeChild(plan, entry, childAt(node, made++))
    }
  }
  store<u16>(node + (<usize>LENGTHS << 1), <u16>made, NODE_BY_LENGTH)
  for (let i: u32 = 0; i < count; i++) {
    const entry = planChild(planNode, i)
    if (isElement(entry)) makeElement(plan, entry, childAt(node, made++))
  }
  return node
}

function makeElement(plan: usize, entry: usize, child: usize): void {
  store<u32>(child, load<u32>(entry), CHILD_LENGTH)
  store<u32>(child, <u32>makeNode(plan, plan + load<u32>(entry, 8)), CHILD_NODE)
}

function makeChild(plan: usize, entry: usize, child: usize): void {
  const key = plan + load<u32>(entry)
  const length = load<u32>(entry, 4)
  v128.store(child, v128.and(v128.load(key), firstBytesMask(min(length, 16))))
  store<u32>(child, length, CHILD_LENGTH)
  store<u32>(child, <u32>key, CHILD_KEY)
  store<u32>(child, <u32>makeNode(plan, plan + load<u32>(entry, 8)), CHILD_NODE)
}

// @ts-ignore: decorator
@inline
function childAt(node: usize, index: u32): usize {
  return node + NODE_BYTES + <usize>index * CHILD_BYTES
}

/**
 * The child of a node whose key is the `length` bytes at `key`, 0 = none. Up to 15 bytes past the key are
 * read.
 * @param first the sixteen bytes at `key`
 */
// @ts-ignore: decorator
@inline
export function findChild(node: usize, key: usize, length: usize, first: v128): usize {
  const entry = node + NODE_BY_LENGTH + (min(length, <usize>(LENGTHS - 1)) << 1)
  const from = load<u16>(entry)
  const to = load<u16>(entry, 2)
  return from == to ? 0 : findAmong(childAt(node, from), childAt(node, to), key, length, first)
}

function findAmong(child: usize, end: usize, key: usize, length: usize, first: v128): usize {
  const masked = v128.and(first, firstBytesMask(min(length, 16)))
  do {
    if (!v128.any_true(v128.xor(v128.load(child), masked))) {
      if (length <= 16 || isLongKey(child, key, length)) return load<u32>(child, CHILD_NODE)
    }
    child += CHILD_BYTES
  } while (child < end)
  return 0
}

function isLongKey(child: usize, key: usize, length: usize): bool {
  if (load<u32>(child, CHILD_LENGTH) != <u32>length) return false
  return equalBytes(key + 16, load<u32>(child, CHILD_KEY) + 16, <u32>(length - 16))
}

/** Type of the field of a node, NO_FIELD when it has none. */
// @ts-ignore: decorator
@inline
export function nodeType(node: usize): i32 {
  return load<i32>(node)
}

/** Address of the data area of its field. */
// @ts-ignore: decorator
@inline
export function nodeData(node: usize): usize {
  return load<u32>(node, NODE_DATA)
}

/** Address of the aux area of its field. */
// @ts-ignore: decorator
@inline
export function nodeAux(node: usize): usize {
  return load<u32>(node, NODE_AUX)
}

/** Has it members below? */
// @ts-ignore: decorator
@inline
export function nodeHasChildren(node: usize): bool {
  return load<u32>(node, NODE_CHILDREN) != 0
}

/** Are elements of it wanted, should it be an array? */
// @ts-ignore: decorator
@inline
export function nodeHasElements(node: usize): bool {
  return load<u32>(node, NODE_CHILDREN) > memberCount(node)
}

// @ts-ignore: decorator
@inline
function memberCount(node: usize): u32 {
  return load<u16>(node + (<usize>LENGTHS << 1), NODE_BY_LENGTH)
}

/** The wanted element with the least number; there is one. */
export function firstElement(node: usize): usize {
  return childAt(node, memberCount(node))
}

/** The wanted element after `element`, 0 = none. */
export function nextElement(node: usize, element: usize): usize {
  const next = element + CHILD_BYTES
  return next < childAt(node, load<u32>(node, NODE_CHILDREN)) ? next : 0
}

/** Its number in the array, from 1 on. */
export function elementIndex(element: usize): u32 {
  return load<u32>(element, CHILD_LENGTH)
}

export function elementNode(element: usize): usize {
  return load<u32>(element, CHILD_NODE)
}

/**
 * Notes that the document has a member for this node with children. When it had one before, what that one
 * gave is made null: the last of duplicate members wins whole.
 */
export function enterNode(node: usize, row: usize): void {
  if (load<u32>(node, NODE_SEEN) == document) clearBelow(node, row)
  store<u32>(node, document, NODE_SEEN)
}

/** Makes null what is below a node. */
export function clearBelow(node: usize, row: usize): void {
  const end = childAt(node, load<u32>(node, NODE_CHILDREN))
  for (let child = childAt(node, 0); child < end; child += CHILD_BYTES) {
    const below = <usize>load<u32>(child, CHILD_NODE)
    if (nodeType(below) != NO_FIELD) storeNull(nodeType(below), nodeData(below), nodeAux(below), row)
    clearBelow(below, row)
  }
}

/**
 * Notes that the document, which is being learned, has a member for this node.
 * @returns false = it had one before
 */
export function markSeen(node: usize): bool {
  const isFirst = load<u32>(node, NODE_SEEN) != document
  store<u32>(node, document, NODE_SEEN)
  return isFirst
}

/**
 * Writes the addresses (u32) of the nodes below `node` that have a field but were not marked as seen. What is
 * below the elements of a node that was seen is left out: whoever takes its value makes that null.
 */
export function writeUnseen(node: usize, out: usize): usize {
  const isSeen = load<u32>(node, NODE_SEEN) == document
  const end = childAt(node, isSeen ? memberCount(node) : load<u32>(node, NODE_CHILDREN))
  for (let child = childAt(node, 0); child < end; child += CHILD_BYTES) {
    const below = <usize>load<u32>(child, CHILD_NODE)
    if (nodeType(below) != NO_FIELD && load<u32>(below, NODE_SEEN) != document) {
      store<u32>(out, <u32>below)
      out += 4
    }
    out = writeUnseen(below, out)
  }
  return out
}

/** How many fields the trie has. */
export function trieFieldCount(): u32 {
  return fieldCount
}

/** Makes all fields of a row null. */
export function clearRow(row: usize): void {
  let cell = cells
  for (; cell < lengthCellsEnd; cell += 4) store<u32>(<usize>load<u32>(cell) + (row << 2), NULL_LENGTH)
  for (; cell < markCellsEnd; cell += 4) store<u8>(<usize>load<u32>(cell) + row, 1)
  for (; cell < booleanCellsEnd; cell += 4) store<u8>(<usize>load<u32>(cell) + row, NULL_BOOLEAN)
}

function listCells(fields: u32): void {
  cells = nextFree
  let cell = cells
  for (let i: u32 = 0; i < fields; i++) {
    if (registerType(i) != STRING) continue
    store<u32>(cell, <u32>registerAux(i))
    cell += 4
  }
  lengthCellsEnd = cell
  for (let i: u32 = 0; i < fields; i++) {
    if (registerType(i) == STRING || registerType(i) == BOOLEAN) continue
    store<u32>(cell, <u32>registerAux(i))
    cell += 4
  }
  markCellsEnd = cell
  for (let i: u32 = 0; i < fields; i++) {
    if (registerType(i) != BOOLEAN) continue
    store<u32>(cell, <u32>registerData(i))
    cell += 4
  }
  booleanCellsEnd = cell
}
