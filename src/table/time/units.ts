/** Parts and units of times; assembly/column/time-parts.ts has the same numbers. */

/** What EXTRACT takes of a time. DOW counts from Sunday = 1, ISODOW from Monday = 1, WEEK as ISO 8601 has it. */
export const TIME_PARTS = {
  MILLISECOND: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  DOW: 5,
  ISODOW: 6,
  DOY: 7,
  WEEK: 8,
  MONTH: 9,
  QUARTER: 10,
  YEAR: 11,
  EPOCH: 12
} as const

/** What FLOOR and CEIL go to. Weeks begin on Sunday, as in Flink. */
export const TIME_UNITS = {
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  WEEK: 8,
  MONTH: 9,
  QUARTER: 10,
  YEAR: 11
} as const

export type TimePart = keyof typeof TIME_PARTS
export type TimeUnit = keyof typeof TIME_UNITS
