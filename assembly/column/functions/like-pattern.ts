import { BOOLEAN, STRING } from '../../contract'
import { pointAt, pointBytes } from '../../text/code-points'
import { cellBoolean } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { blockLength, blockOf, eachRow, hasBlock, hasTypes, lengthAt, textAt } from '../rowwise'

/** Stands for any one code point in a pattern … */
// @ts-ignore: decorator
@inline
const ANY_ONE: u32 = 0xffffffff
/** … and for any run of them. */
// @ts-ignore: decorator
@inline
const ANY_RUN: u32 = 0xfffffffe

/**
 * Whether text a fits a LIKE pattern that has `_` or an escape. The constant block is the pattern:
 *
 *     | code point, ANY_ONE or ANY_RUN: u32 | …
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BOOLEAN, STRING) && hasBlock(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const text = textAt(a, row)
  const pattern = blockOf(plan, at)
  const patternEnd = pattern + <usize>(blockLength(plan, at) & ~3)
  cellBoolean(instructionDst(at), row, fits(text, text + lengthAt(a, row), pattern, patternEnd))
}

/**
 * After a run only the last one is ever tried again, a code point longer: what came before it fits as it stands. At most
 * text times pattern steps.
 */
function fits(text: usize, end: usize, pattern: usize, patternEnd: usize): bool {
  let runAt: usize = 0
  let runText: usize = 0
  while (true) {
    if (pattern == patternEnd) {
      if (text == end) return true
    } else {
      const wanted = load<u32>(pattern)
      if (wanted == ANY_RUN) {
        pattern += 4
        runAt = pattern
        runText = text
        continue
      }
      if (text < end && (wanted == ANY_ONE || wanted == pointAt(text))) {
        pattern += 4
        text += pointBytes(load<u8>(text))
        continue
      }
    }
    if (runAt == 0 || runText >= end) return false
    runText += pointBytes(load<u8>(runText))
    text = runText
    pattern = runAt
  }
}
