/**
 * Instants as text, "yyyy-MM-dd HH:mm:ss[.fff]Z" in UTC, the way Flink's JSON format prints TIMESTAMP_LTZ:
 * the fraction only when it is not zero and without trailing zeros. Rows hold years 1 to 9999 only, which is what their
 * readers know; a time cast to text may lie beyond, a sign before years past 9999 or below 0.
 */
import { copyBytes } from '../memory/bytes'
import { floorDivide } from '../memory/integers'
import { civilDay, civilFind, civilMonth, civilYear } from './calendar'

const DAY: i64 = 86_400_000
/** 0001-01-01 to 9999-12-31, ms: the times that a row can hold. */
export const LEAST_TIME: i64 = -62_135_596_800_000
export const GREATEST_TIME: i64 = 253_402_300_799_999
const ZERO: u8 = 0x30
/** Most bytes that {@link writeTimestamp} writes, quotes included. */
export const TIMESTAMP_BYTES: u32 = 40

/**
 * The day that was formatted last and its text "yyyy-MM-dd ": rows of one window share it. In memory and not
 * in globals, so that a copy of the memory is a copy of the state.
 *
 *     | day i64 | text length u32, 0 = none yet | text … |
 */
const LAST_DAY: usize = memory.data(48, 16)
const LAST_LENGTH: usize = 8
const LAST_TEXT: usize = 12

/** Whether a row can hold this time, epoch milliseconds. */
// @ts-ignore: decorator
@inline
export function isPrintable(milliseconds: i64): bool {
  return milliseconds >= LEAST_TIME && milliseconds <= GREATEST_TIME
}

/** Writes epoch milliseconds as a JSON string; returns one past it. */
export function writeTimestamp(out: usize, milliseconds: i64): usize {
  store<u8>(out, 0x22)
  const timeOfDay = startDay(out + 1, milliseconds)
  out = writeTime(dayEnd, timeOfDay)
  const fraction = timeOfDay % 1000
  if (fraction != 0) out = writeFraction(out, fraction)
  store<u16>(out, 0x225a)
  return out + 2
}

/**
 * Writes epoch milliseconds as Flink's CAST to STRING prints a time of three decimals: "yyyy-MM-dd HH:mm:ss.fff", without
 * quotes and zone; returns one past it.
 */
export function writeInstant(out: usize, milliseconds: i64): usize {
  const timeOfDay = startDay(out, milliseconds)
  out = writeTime(dayEnd, timeOfDay)
  const fraction = timeOfDay % 1000
  store<u8>(out, 0x2e)
  store<u8>(out, ZERO + <u8>(fraction / 100), 1)
  writeTwo(out + 2, fraction % 100)
  return out + 4
}

/** One past the day that {@link startDay} wrote. */
let dayEnd: usize = 0

/** Writes "yyyy-MM-dd " and answers with the milliseconds since that day began. */
function startDay(out: usize, milliseconds: i64): u32 {
  const day = floorDivide(milliseconds, DAY)
  if (load<u32>(LAST_DAY, LAST_LENGTH) == 0 || load<i64>(LAST_DAY) != day) {
    const text = LAST_DAY + LAST_TEXT
    store<i64>(LAST_DAY, day)
    store<u32>(LAST_DAY, <u32>(writeDay(text, day) - text), LAST_LENGTH)
  }
  const dayBytes = load<u32>(LAST_DAY, LAST_LENGTH)
  copyBytes(out, LAST_DAY + LAST_TEXT, dayBytes)
  dayEnd = out + dayBytes
  return <u32>(milliseconds - day * DAY)
}

/** Writes HH:mm:ss. */
function writeTime(out: usize, milliseconds: u32): usize {
  const seconds = milliseconds / 1000
  const minutes = seconds / 60
  writeTwo(out, minutes / 60)
  store<u8>(out, 0x3a, 2)
  writeTwo(out + 3, minutes % 60)
  store<u8>(out, 0x3a, 5)
  writeTwo(out + 6, seconds % 60)
  return out + 8
}

function writeFraction(out: usize, fraction: u32): usize {
  store<u8>(out, 0x2e)
  store<u8>(out, ZERO + <u8>(fraction / 100), 1)
  if (fraction % 100 == 0) return out + 2
  store<u8>(out, ZERO + <u8>((fraction / 10) % 10), 2)
  if (fraction % 10 == 0) return out + 3
  store<u8>(out, ZERO + <u8>(fraction % 10), 3)
  return out + 4
}

function writeDay(out: usize, day: i64): usize {
  civilFind(day)
  out = writeYear(out, civilYear())
  store<u8>(out, 0x2d)
  writeTwo(out + 1, civilMonth())
  store<u8>(out, 0x2d, 3)
  writeTwo(out + 4, civilDay())
  store<u8>(out, 0x20, 6)
  return out + 7
}

function writeYear(out: usize, year: i64): usize {
  let magnitude = <u32>(year < 0 ? -year : year)
  if (year < 0) store<u8>(out++, 0x2d)
  if (year > 9999) store<u8>(out++, 0x2b)
  let digits = 4
  for (let limit: u32 = 10_000; magnitude >= limit && digits < 9; limit *= 10) digits++
  for (let at = digits - 1; at >= 0; at--) {
    store<u8>(out + at, ZERO + <u8>(magnitude % 10))
    magnitude /= 10
  }
  return out + digits
}

function writeTwo(out: usize, value: u32): void {
  store<u8>(out, ZERO + <u8>(value / 10))
  store<u8>(out, ZERO + <u8>(value % 10), 1)
}
