import { STRING } from '../../contract'
import { cellNull, cellString } from '../cell'
import { planWord } from '../checks'
import { instructionA, instructionC, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { blockLength, blockOf, eachRow, hasBlock, hasTypes, lengthAt, textAt } from '../rowwise'
import { equalText } from '../text'

const PROTOCOL: u32 = 0
const AUTHORITY: u32 = 1
const USERINFO: u32 = 2
const HOST: u32 = 3
const PATH: u32 = 4
const QUERY: u32 = 5
const FILE: u32 = 6
const REF: u32 = 7

const SPACE: u8 = 0x20
const HASH: u8 = 0x23
const AMPERSAND: u8 = 0x26
const SLASH: u8 = 0x2f
const COLON: u8 = 0x3a
const EQUALS: u8 = 0x3d
const QUESTION_MARK: u8 = 0x3f
const AT: u8 = 0x40
const OPEN_BRACKET: u8 = 0x5b
const CLOSE_BRACKET: u8 = 0x5d

/**
 * A part of URL a. The constant block, whose name goes with QUERY alone and may be empty:
 *
 *     | part u32 | name, UTF-8 |
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  if (!hasTypes(at, STRING, STRING) || !hasBlock(at)) return false
  const block = <u32>instructionC(at)
  return planWord(block) >= 4 && planWord(block + 4) <= REF
}

/** The part that was found; partFrom is 0 where there is none. */
let partFrom: usize = 0
let partEnd: usize = 0

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = instructionA(at)
  const block = blockOf(plan, at)
  partFrom = 0
  findPart(textAt(a, row), lengthAt(a, row), load<u32>(block))
  const nameLength = blockLength(plan, at) - 4
  if (partFrom != 0 && nameLength > 0) findValue(block + 4, nameLength)
  if (partFrom == 0) cellNull(dst, row)
  else cellString(dst, row, partFrom, <u32>(partEnd - partFrom))
}

/** scheme ":" [ "//" authority ] path [ "?" query ] [ "#" ref ], spaces and controls around it left out. */
function findPart(from: usize, length: u32, part: u32): void {
  let end = from + length
  while (from < end && load<u8>(from) <= SPACE) from++
  while (from < end && load<u8>(end - 1) <= SPACE) end--
  const scheme = schemeEnd(from, end)
  if (scheme == 0) return
  if (part == PROTOCOL) return found(from, scheme)
  const hash = indexOf(HASH, scheme, end)
  if (part == REF) return hash == end ? none() : found(hash + 1, end)
  const question = indexOf(QUESTION_MARK, scheme, hash)
  if (part == QUERY) return question == hash ? none() : found(question + 1, hash)
  const start = scheme + 1
  const hasAuthority = question - start >= 2 && load<u8>(start) == SLASH && load<u8>(start, 1) == SLASH
  const path = hasAuthority ? indexOf(SLASH, start + 2, question) : start
  if (part == PATH) return found(path, question)
  if (part == FILE) return found(path, hash)
  if (hasAuthority) findInAuthority(start + 2, path, part)
}

/** [ userinfo "@" ] host [ ":" port ], the host between [ ] where it has colons. */
function findInAuthority(from: usize, end: usize, part: u32): void {
  if (part == AUTHORITY) return found(from, end)
  const at = indexOf(AT, from, end)
  if (part == USERINFO) return at == end ? none() : found(from, at)
  const host = at == end ? from : at + 1
  const isBracketed = host < end && load<u8>(host) == OPEN_BRACKET
  const colon = indexOf(COLON, isBracketed ? indexOf(CLOSE_BRACKET, host, end) : host, end)
  found(host, colon)
}

/** The part becomes the first value of a name in it: name "=" value, between "&". */
function findValue(name: usize, length: u32): void {
  const end = partEnd
  let from = partFrom
  while (true) {
    const stop = indexOf(AMPERSAND, from, end)
    const value = from + length
    if (value < stop && load<u8>(value) == EQUALS && equalText(from, name, length)) return found(value + 1, stop)
    if (stop == end) return none()
    from = stop + 1
  }
}

/** The colon after a letter and letters, digits, "+", "-" and "."; 0 when there is none. */
function schemeEnd(from: usize, end: usize): usize {
  for (let at = from; at < end; at++) {
    const char = load<u8>(at)
    if (char == COLON) return at == from ? 0 : at
    const letter: u8 = (char | 0x20) - 0x61
    const isOther = (char >= 0x30 && char <= 0x39) || char == 0x2b || char == 0x2d || char == 0x2e
    if (letter >= 26 && !(isOther && at > from)) return 0
  }
  return 0
}

/** Where the byte is first in [from, end); `end` where it is not. */
function indexOf(char: u8, from: usize, end: usize): usize {
  while (from < end && load<u8>(from) != char) from++
  return from
}

function found(from: usize, end: usize): void {
  partFrom = from
  partEnd = end
}

function none(): void {
  partFrom = 0
}
