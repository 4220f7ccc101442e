import { OPEN_BRACE } from '../text/ascii'
import { setTextEnd } from './strings'
import { matchAny, noteMiss, templatesForget } from './template-set'
import { clearRow, trieLoad, trieRoot } from './trie'
import { isUtf8 } from '../text/utf8'
import { walkObject } from './walk'
import { skipSpace } from './whitespace'

/**
 * One document into its row: by a template of a layout seen before, or else by the walk over it.
 */

/** Makes the scanner ready for the wanted paths of a plan, see trieLoad. */
export function scannerCreate(plan: usize, trieOffset: u32): void {
  templatesForget()
  trieLoad(plan, trieOffset)
}

/**
 * Parses one whole document and writes its fields into row `row` of their registers; fields that it lacks are
 * null. The byte after the text is overwritten for the time of the call; 64 bytes past the text are read.
 * @param ptr address of the text
 * @param length bytes of the text
 * @returns false = malformed; the row's fields are then undefined
 */
export function scanDocument(ptr: usize, length: i32, row: i32): bool {
  const end = ptr + <u32>length
  const saved = load<u8>(end)
  store<u8>(end, 0)
  setTextEnd(end)
  const valid = matchAny(ptr, end, row) || scanText(ptr, end, row)
  store<u8>(end, saved)
  return valid
}

/** Parses a text that no template fits. */
function scanText(p: usize, end: usize, row: usize): bool {
  clearRow(row)
  if (!isUtf8(p, end - p) || walkDocument(p, row) != end) return false
  noteMiss(p, end)
  return true
}

/**
 * Takes the root object and the whitespace around it; where it stops short of the text's end, more follows.
 */
function walkDocument(p: usize, row: usize): usize {
  p = skipSpace(p)
  if (load<u8>(p) != OPEN_BRACE) return 0
  p = walkObject(p + 1, trieRoot(), row, 1)
  return p == 0 ? 0 : skipSpace(p)
}
