/**
 * Event times that are not milliseconds: for each row the time field is turned into such before the row counts. The
 * areas are of the form of a TIMESTAMP register.
 */
import { DOUBLE, NULL_LENGTH, TIME_MICROS, TIME_MILLIS, TIME_SECONDS } from './contract'
import { registerAux, registerData, registerType } from './column/registers'
import { VECTOR_SIZE } from './column/vector'
import { allocate } from './memory/allocator'
import { floorDivide } from './memory/integers'
import { planTimeFormat, planZoneOffset } from './plan'
import { textToEventTime } from './text/instant'

/** Seconds beyond this are no time that can be printed. */
const MOST_SECONDS: i64 = 1 << 40
const MILLISECONDS: i64 = 1000

let format: u32 = TIME_MILLIS
let zoneOffset: i64 = 0
let type: i32 = 0
let fieldData: usize = 0
let fieldNulls: usize = 0
let data: usize = 0
let nulls: usize = 0

/** Makes ready for a plan whose time field is in register `field`. */
export function eventTimesCreate(plan: usize, field: u32): void {
  format = planTimeFormat(plan)
  zoneOffset = planZoneOffset(plan)
  type = registerType(field)
  fieldData = registerData(field)
  fieldNulls = registerAux(field)
  data = fieldData
  nulls = fieldNulls
  if (format == TIME_MILLIS) return
  data = allocate(VECTOR_SIZE << 3)
  nulls = allocate(VECTOR_SIZE)
}

/** Times of the rows, i64[VECTOR_SIZE]. */
export function eventTimes(): usize {
  return data
}

/** Their null marks, u8[VECTOR_SIZE]. */
export function eventTimeNulls(): usize {
  return nulls
}

/** Are times to be turned into milliseconds? */
// @ts-ignore: decorator
@inline
export function areTimesConverted(): bool {
  return format != TIME_MILLIS
}

/** Turns the time of row `row` into milliseconds, null where it says none. */
export function convertTime(row: usize): void {
  if (format == TIME_SECONDS || format == TIME_MICROS) convertNumber(row)
  else convertText(row)
}

function convertNumber(row: usize): void {
  if (load<u8>(fieldNulls + row) != 0) {
    store<u8>(nulls + row, 1)
    return
  }
  let time: i64
  let fits = true
  if (type == DOUBLE) {
    const value = load<f64>(fieldData + (row << 3))
    fits = Math.abs(value) < <f64>MOST_SECONDS
    // The nearest microsecond first: 1.001 is a little less than that as a double.
    time = fits ? floorDivide(<i64>Math.round(value * 1e6), MILLISECONDS) : 0
  } else {
    const value = load<i64>(fieldData + (row << 3))
    fits = format == TIME_MICROS || (value < MOST_SECONDS && value > -MOST_SECONDS)
    time = format == TIME_MICROS ? floorDivide(value, MILLISECONDS) : fits ? value * MILLISECONDS : 0
  }
  store<i64>(data + (row << 3), time)
  store<u8>(nulls + row, fits ? 0 : 1)
}

function convertText(row: usize): void {
  const length = load<u32>(fieldNulls + (row << 2))
  if (length == NULL_LENGTH) store<u8>(nulls + row, 1)
  else textToEventTime(load<u32>(fieldData + (row << 2)), length, zoneOffset, data + (row << 3), nulls + row)
}
