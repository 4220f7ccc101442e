/**
 * Letters in another case, by a table in the plan (src/table/functions/case-table.ts makes it). It holds every code
 * point that has another form, ascending, all of them little endian:
 *
 *     | count u32 | count x (code point u32, form u32) | forms: (length u8, UTF-8) … |
 *
 * A form is an offset from the table's beginning. A plan's constants may begin at any address.
 */
import { STRING } from '../contract'
import { copyBytes } from '../memory/bytes'
import { scratchAllocate } from '../memory/scratch'
import { pointAt, pointBytes } from '../text/code-points'
import { cellString } from './cell'
import { instructionA, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { blockLength, blockOf, eachRow, hasBlock, hasTypes, lengthAt, textAt } from './rowwise'

/** No form of a letter takes more than three times its bytes: "ΐ" of two becomes three letters of two. */
// @ts-ignore: decorator
@inline
const GROWTH: u32 = 3

/** Defines a function that gives a text another case: which one is the table's affair. */
export function defineCaseMap(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING) && hasBlock(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, mapCase)
}

/** STRING dst := the text of a with every letter in its other form. A text that has none stays where it is. */
function mapCase(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = instructionA(at)
  const table = blockOf(plan, at)
  const text = textAt(a, row)
  const length = lengthAt(a, row)
  const end = text + length
  if (blockLength(plan, at) < 4 || firstToChange(table, text, end) == end) return cellString(dst, row, text, length)
  const out = scratchAllocate(<usize>length * GROWTH)
  let to = out
  for (let from = text; from < end; ) {
    const bytes = pointBytes(load<u8>(from))
    const form = formOf(table, pointAt(from))
    if (form == 0) {
      copyBytes(to, from, bytes)
      to += bytes
    } else {
      const formBytes = <u32>load<u8>(form)
      copyBytes(to, form + 1, formBytes)
      to += formBytes
    }
    from += bytes
  }
  cellString(dst, row, out, <u32>(to - out))
}

function firstToChange(table: usize, text: usize, end: usize): usize {
  while (text < end && formOf(table, pointAt(text)) == 0) text += pointBytes(load<u8>(text))
  return text
}

/** The address of the form of a code point, 0 when it has no other. */
function formOf(table: usize, point: u32): usize {
  let low: u32 = 0
  let high = load<u32>(table)
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = table + 4 + (<usize>middle << 3)
    const found = load<u32>(entry)
    if (found == point) return table + load<u32>(entry, 4)
    if (found < point) low = middle + 1
    else high = middle
  }
  return 0
}
