import { COLON, isDigit, MINUS, PLUS, POINT, SPACE, ZERO } from './ascii'

/*
 * Text as an instant: a date with or without a time of day, in UTC unless an offset is given.
 *
 *   yyyy-MM-dd [ (' ' | 'T') HH:mm [ :ss [ .f… ] ] [ Z | (+|-)HH:mm ] ]
 *
 * What is finer than a millisecond is cut off. What writeTimestamp writes reads back as the same instant, for
 * the years 0000 to 9999.
 */

// @ts-ignore: decorator
@inline
const DAY: i64 = 86_400_000
/** What stands between the date and the time of day in ISO 8601. */
// @ts-ignore: decorator
@inline
const UPPER_T: u8 = 0x54
// @ts-ignore: decorator
@inline
const UPPER_Z: u8 = 0x5a

/** What the readers below have found up to now: epoch milliseconds. */
let instant: i64 = 0
/** Whether the text names a zone, and whether it may do so in ISO 8601's shorter forms. */
let hasZone: bool = false
let takesShortZones: bool = false

/**
 * Reads an instant into a TIMESTAMP cell, leaving out characters up to ' ' around it; null when it is none.
 * @param data where the milliseconds go
 * @param aux where the null mark goes
 */
export function textToInstant(text: usize, length: u32, data: usize, aux: usize): void {
  store<u8>(aux, 1)
  let end = text + length
  while (text < end && load<u8>(text) <= SPACE) text++
  while (text < end && load<u8>(end - 1) <= SPACE) end--
  if (!parseDateTime(text, end)) return
  store<i64>(data, instant)
  store<u8>(aux, 0)
}

/**
 * Reads an instant as {@link textToInstant} does, and besides one whose offset is written `+HHmm` or `+HH`. Text without
 * a zone is `zoneOffset` ms ahead of UTC.
 */
export function textToEventTime(text: usize, length: u32, zoneOffset: i64, data: usize, aux: usize): void {
  hasZone = false
  takesShortZones = true
  textToInstant(text, length, data, aux)
  takesShortZones = false
  if (!hasZone) store<i64>(data, load<i64>(data) - zoneOffset)
}

function parseDateTime(from: usize, end: usize): bool {
  if (end - from < 10 || !parseDate(from)) return false
  from += 10
  if (from == end) return true
  const separator = load<u8>(from)
  return (separator == SPACE || separator == UPPER_T) && parseTimeOfDay(from + 1, end)
}

/** Reads yyyy-MM-dd. */
function parseDate(from: usize): bool {
  const century = twoDigits(from)
  const yearOfCentury = twoDigits(from + 2)
  const month = twoDigits(from + 5)
  const day = twoDigits(from + 8)
  if ((century | yearOfCentury | month | day) < 0) return false
  if (load<u8>(from, 4) != MINUS || load<u8>(from, 7) != MINUS) return false
  const year = century * 100 + yearOfCentury
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false
  instant = daysFromCivil(year, month, day) * DAY
  return true
}

/** Reads what follows the date and adds it to `instant`. */
function parseTimeOfDay(from: usize, end: usize): bool {
  if (end - from < 5 || load<u8>(from, 2) != COLON) return false
  const hour = twoDigits(from)
  const minute = twoDigits(from + 3)
  if ((hour | minute) < 0 || hour > 23 || minute > 59) return false
  let milliseconds = (hour * 60 + minute) * 60_000
  from += 5
  if (end - from >= 3 && load<u8>(from) == COLON) {
    const second = twoDigits(from + 1)
    if (second < 0 || second > 59) return false
    milliseconds += second * 1000
    from += 3
    if (from < end && load<u8>(from) == POINT) {
      const digits = from + 1
      from = digits
      for (let weight = 100; from < end && isDigit(load<u8>(from)); from++, weight /= 10) {
        milliseconds += weight * (<i32>load<u8>(from) - ZERO)
      }
      if (from == digits) return false
    }
  }
  instant += milliseconds
  return from == end || parseZone(from, end)
}

/** Reads Z or an offset and takes it off `instant`. */
function parseZone(from: usize, end: usize): bool {
  const sign = load<u8>(from)
  hasZone = true
  if (sign == UPPER_Z) return from + 1 == end
  if (sign != PLUS && sign != MINUS) return false
  const hasColon = end - from == 6 && load<u8>(from, 3) == COLON
  if (!hasColon && !(takesShortZones && (end - from == 5 || end - from == 3))) return false
  const hours = twoDigits(from + 1)
  const minutes = end - from == 3 ? 0 : twoDigits(from + (hasColon ? 4 : 3))
  if ((hours | minutes) < 0 || hours > 18 || minutes > 59) return false
  const offset = <i64>((hours * 60 + minutes) * 60_000)
  instant += sign == PLUS ? -offset : offset
  return true
}

/** The value of two digits; negative when they are none. */
function twoDigits(at: usize): i32 {
  const tens = load<u8>(at)
  const ones = load<u8>(at, 1)
  return isDigit(tens) && isDigit(ones) ? (<i32>tens - ZERO) * 10 + <i32>ones - ZERO : -1
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** Days from 1970-01-01 to a date of the years 0 to 9999 (Howard Hinnant, days_from_civil). */
function daysFromCivil(year: i32, month: i32, day: i32): i64 {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return <i64>era * 146_097 + <i64>dayOfEra - 719_468
}
