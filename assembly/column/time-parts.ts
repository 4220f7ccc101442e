/** Parts of times, and where they begin; the numbers are those of src/table/time/units.ts and format.ts. */
import { floorDivide } from '../memory/integers'
import { civilDay, civilFind, civilMonth, civilYear, daysFromCivil } from '../text/calendar'
import { zoneBytes, zoneInstant, zoneOffset } from '../text/zone'
import { isInside, planWord } from './checks'
import { instructionC } from './instruction'

const MILLISECOND: u32 = 0
const SECOND: u32 = 1
const MINUTE: u32 = 2
const HOUR: u32 = 3
const DAY: u32 = 4
const DOW: u32 = 5
const ISODOW: u32 = 6
const DOY: u32 = 7
const WEEK: u32 = 8
const MONTH: u32 = 9
const QUARTER: u32 = 10
const YEAR: u32 = 11
const HOUR_OF_HALF_DAY: u32 = 13
const HALF_OF_DAY: u32 = 14
const YEAR_OF_CENTURY: u32 = 15

// @ts-ignore: decorator
@inline
const DAY_MS: i64 = 86_400_000
/** Times of more are null: the years of JavaScript's dates. */
// @ts-ignore: decorator
@inline
const MOST_MS: i64 = 8_640_000_000_000_000

/** Whether the constant block begins with a word and the offsets of a zone: `| u32 | zone.ts |`. */
export function hasZone(at: usize): bool {
  const offset = <u32>instructionC(at) + 4
  const bytes = planWord(offset - 4)
  if (bytes < 12) return false
  const count = planWord(offset, 4)
  return count > 0 && 4 + zoneBytes(count) <= <u64>bytes && isInside(offset, bytes)
}

/** Whether a time is one whose parts are computed. */
// @ts-ignore: decorator
@inline
export function isDatable(time: i64): bool {
  return time >= -MOST_MS && time <= MOST_MS
}

/** A part of what the clocks show; none is below 0 but years. */
export function partOf(part: u32, local: i64): i64 {
  const day = floorDivide(local, DAY_MS)
  if (part <= HOUR || part == HOUR_OF_HALF_DAY || part == HALF_OF_DAY) {
    return <i64>partOfDay(part, <u32>(local - day * DAY_MS))
  }
  if (part == DOW) return dayOfWeek(day, 4) + 1
  if (part == ISODOW) return dayOfWeek(day, 3) + 1
  if (part == WEEK) return isoWeek(day)
  civilFind(day)
  const month = civilMonth()
  const year = civilYear()
  if (part == DAY) return <i64>civilDay()
  if (part == MONTH) return <i64>month
  if (part == QUARTER) return <i64>((month + 2) / 3)
  if (part == DOY) return day - daysFromCivil(<i32>year, 1, 1) + 1
  return part == YEAR_OF_CENTURY ? year % 100 : year
}

function partOfDay(part: u32, milliseconds: u32): u32 {
  const hour = milliseconds / 3_600_000
  if (part == MILLISECOND) return milliseconds % 1000
  if (part == SECOND) return (milliseconds / 1000) % 60
  if (part == MINUTE) return (milliseconds / 60_000) % 60
  if (part == HOUR) return hour
  return part == HALF_OF_DAY ? hour / 12 + 1 : ((hour + 11) % 12) + 1
}

/** Days since the week began, `first` being the number of 1970-01-01, a Thursday, in it. */
function dayOfWeek(day: i64, first: i64): i64 {
  return day + first - floorDivide(day + first, 7) * 7
}

/** The week of a year, of which its Thursday is. */
function isoWeek(day: i64): i64 {
  const thursday = day - dayOfWeek(day, 3) + 3
  civilFind(thursday)
  return (thursday - daysFromCivil(<i32>civilYear(), 1, 1)) / 7 + 1
}

/** When the unit of a time began, in the zone of the table. */
export function unitBegin(unit: u32, table: usize, time: i64): i64 {
  const offset = zoneOffset(table, time)
  const begin = localBegin(unit, time + offset)
  // Within a day the clocks that stand at the time go on counting back, where they did.
  if (unit <= HOUR && zoneOffset(table, begin - offset) == offset) return begin - offset
  return zoneInstant(table, begin)
}

/** When the unit after that of a time begins; the time itself where it is the beginning of one. */
export function unitEnd(unit: u32, table: usize, time: i64): i64 {
  if (unitBegin(unit, table, time) == time) return time
  const offset = zoneOffset(table, time)
  const next = localNext(unit, localBegin(unit, time + offset))
  return unit <= HOUR ? next - offset : zoneInstant(table, next)
}

function localBegin(unit: u32, local: i64): i64 {
  if (unit <= DAY) return floorDivide(local, unitLength(unit)) * unitLength(unit)
  const day = floorDivide(local, DAY_MS)
  if (unit == WEEK) return (day - dayOfWeek(day, 4)) * DAY_MS
  civilFind(day)
  const month = <i32>civilMonth()
  const first = unit == MONTH ? month : unit == QUARTER ? month - ((month - 1) % 3) : 1
  return daysFromCivil(<i32>civilYear(), first, 1) * DAY_MS
}

/** The beginning after `begin`, both as the clocks show them. */
function localNext(unit: u32, begin: i64): i64 {
  if (unit <= DAY) return begin + unitLength(unit)
  if (unit == WEEK) return begin + 7 * DAY_MS
  civilFind(floorDivide(begin, DAY_MS))
  const months = <i32>civilMonth() - 1 + (unit == MONTH ? 1 : unit == QUARTER ? 3 : 12)
  return daysFromCivil(<i32>civilYear() + months / 12, (months % 12) + 1, 1) * DAY_MS
}

function unitLength(unit: u32): i64 {
  return unit == SECOND ? 1000 : unit == MINUTE ? 60_000 : unit == HOUR ? 3_600_000 : DAY_MS
}
