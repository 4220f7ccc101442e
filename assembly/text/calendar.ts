/** The Gregorian calendar, in both directions (Howard Hinnant, days_from_civil and civil_from_days). */
import { floorDivide } from '../memory/integers'

let foundYear: i64 = 0
let foundMonth: u32 = 0
let foundDay: u32 = 0

/** Days from 1970-01-01 to a date. */
export function daysFromCivil(year: i32, month: i32, day: i32): i64 {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return <i64>era * 146_097 + <i64>dayOfEra - 719_468
}

/** Finds the date of a day, counted from 1970-01-01; the functions below answer with it. */
export function civilFind(day: i64): void {
  const shifted = day + 719_468
  const era = floorDivide(shifted, 146_097)
  const dayOfEra = <u32>(shifted - era * 146_097)
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  const shiftedMonth = (5 * dayOfYear + 2) / 153
  foundMonth = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  foundYear = <i64>yearOfEra + era * 400 + (foundMonth <= 2 ? 1 : 0)
  foundDay = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
}

/** The year of the date that was found. */
// @ts-ignore: decorator
@inline
export function civilYear(): i64 {
  return foundYear
}

/** Its month, from 1 on. */
// @ts-ignore: decorator
@inline
export function civilMonth(): u32 {
  return foundMonth
}

/** Its day of the month, from 1 on. */
// @ts-ignore: decorator
@inline
export function civilDay(): u32 {
  return foundDay
}
