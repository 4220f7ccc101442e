/** Words of times through the engine, in time zones: against what JavaScript says that the clocks show. */
import { describe, expect, it } from 'vitest'
import { ceilTo, dateFormat, extract, floorTo, sourceTable, timestamp } from '../../src/table/index.js'
import type { Column } from '../../src/table/index.js'
import { TIME_PARTS } from '../../src/table/time/units.js'
import type { TimePart, TimeUnit } from '../../src/table/time/units.js'
import { RandomValues, seed } from '../support/random-values.js'
import { answersOf, AT } from '../support/word-answers.js'

const source = sourceTable('times', { ...AT, t: timestamp() }, { eventTime: 'at' })
const t = source.col('t')
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Casablanca'
]
const DAY = 86_400_000

describe('times in zones', () => {
  it.each(ZONES)(`show what the clocks of %s do (seed ${seed})`, async (zone) => {
    const times = drawTimes()
    const columns = [
      dateFormat(t, 'y-M-d H:mm:ss.SSS EEE', zone),
      extract('HOUR', t, zone),
      extract('DAY', t, zone),
      extract('YEAR', t, zone)
    ]
    const answers = await answersOf(source, documentsOf(times), columns)
    expect(answers).toEqual(times.map((time) => shownAt(zone, time)))
  })

  it.each(ZONES)(`begin their units when the clocks of %s do (seed ${seed})`, async (zone) => {
    const times = drawTimes().slice(0, 60)
    const units: TimeUnit[] = ['DAY', 'MONTH', 'YEAR']
    const columns = units.map((unit) => floorTo(t, unit, zone))
    const answers = await answersOf(source, documentsOf(times), columns)
    expect(answers).toEqual(times.map((time) => units.map((unit) => text(beginOf(unit, zone, time)))))
  })

  it.each(['production', 'development'])('have parts (APP_ENVIRONMENT %s)', async (APP_ENVIRONMENT) => {
    const parts = Object.keys(TIME_PARTS) as TimePart[]
    const times = ['2021-01-03T23:59:58.999Z', '2024-12-31T00:00:00Z', '1969-12-31T23:59:59.999Z']
    const documents = [...documentsOf(times.map((time) => Date.parse(time))), {}]
    const columns = parts.map((part) => extract(part, t))
    // In the order of TIME_PARTS: ms, s, min, h, day, day of week from Sunday and from Monday on, of year, ISO week, …
    expect(await answersOf(source, documents, columns, { APP_ENVIRONMENT })).toEqual([
      ['999', '58', '59', '23', '3', '1', '7', '3', '53', '1', '1', '2021', '1609718398'],
      ['0', '0', '0', '0', '31', '3', '2', '366', '1', '12', '4', '2024', '1735603200'],
      ['999', '59', '59', '23', '31', '4', '3', '365', '1', '12', '4', '1969', '-1'],
      parts.map(() => null)
    ])
  })

  it('have whole units', async () => {
    const units: TimeUnit[] = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']
    const columns = units.flatMap((unit) => [floorTo(t, unit), ceilTo(t, unit)])
    const [first, second] = await answersOf(
      source,
      documentsOf([Date.parse('2023-11-30T23:59:59.001Z'), Date.parse('2023-01-01T00:00:00Z')]),
      columns
    )
    expect(first).toEqual(
      [
        ...['2023-11-30 23:59:59', '2023-12-01 00:00:00', '2023-11-30 23:59:00', '2023-12-01 00:00:00'],
        ...['2023-11-30 23:00:00', '2023-12-01 00:00:00', '2023-11-30 00:00:00', '2023-12-01 00:00:00'],
        ...['2023-11-26 00:00:00', '2023-12-03 00:00:00', '2023-11-01 00:00:00', '2023-12-01 00:00:00'],
        ...['2023-10-01 00:00:00', '2024-01-01 00:00:00', '2023-01-01 00:00:00', '2024-01-01 00:00:00']
      ].map((time) => `${time}.000`)
    )
    // 2023 began on a Sunday: it is the beginning of every unit.
    expect(second).toEqual(columns.map(() => '2023-01-01 00:00:00.000'))
  })

  it.each<readonly [string, Column<'TIMESTAMP', 'times'>, string, string]>([
    [
      'the hour before the clocks skip one',
      ceilTo(t, 'HOUR', 'Europe/Berlin'),
      '2024-03-31T00:30:00Z',
      '2024-03-31 01:00:00.000'
    ],
    [
      'the first of two hours alike',
      floorTo(t, 'HOUR', 'Europe/Berlin'),
      '2024-10-27T00:30:00Z',
      '2024-10-27 00:00:00.000'
    ],
    [
      'the second of two hours alike',
      floorTo(t, 'HOUR', 'Europe/Berlin'),
      '2024-10-27T01:30:00Z',
      '2024-10-27 01:00:00.000'
    ],
    [
      'a day of 23 hours',
      ceilTo(t, 'DAY', 'Europe/Berlin'),
      '2024-03-31T12:00:00Z',
      '2024-03-31 22:00:00.000'
    ],
    [
      'a day of 25 hours',
      floorTo(t, 'DAY', 'Europe/Berlin'),
      '2024-10-27T12:00:00Z',
      '2024-10-26 22:00:00.000'
    ],
    [
      'a day whose midnight is skipped',
      floorTo(t, 'DAY', 'America/Sao_Paulo'),
      '2018-11-04T12:00:00Z',
      '2018-11-04 03:00:00.000'
    ],
    [
      'an hour whose beginning is skipped',
      floorTo(t, 'HOUR', 'Australia/Lord_Howe'),
      '2024-10-05T15:45:00Z',
      '2024-10-05 15:30:00.000'
    ],
    ['an offset', floorTo(t, 'DAY', '+05:30'), '2024-01-01T20:00:00Z', '2024-01-01 18:30:00.000'],
    [
      'after the years that are known',
      floorTo(t, 'DAY', 'Europe/Berlin'),
      '2150-07-01T12:00:00Z',
      '2150-06-30 23:00:00.000'
    ]
  ])('%s', async (_, column, time, answer) => {
    expect(await answersOf(source, documentsOf([Date.parse(time)]), [column])).toEqual([[answer]])
  })

  it('are written by patterns', async () => {
    const patterns = [
      'yyyy-MM-dd HH:mm:ss',
      "yy/M/d h:m:s a 'o''clock' '' SSSSSS",
      'EEEE, d MMMM y; EEE MMM; D DDD',
      'hh a H',
      "'day' dd"
    ]
    const columns = patterns.map((pattern) => dateFormat(t, pattern))
    const times = [
      Date.parse('2024-02-05T00:07:09.045Z'),
      Date.parse('0099-12-31T12:00:00Z'),
      253_402_300_800_000
    ]
    expect(await answersOf(source, [...documentsOf(times), {}], columns)).toEqual([
      [
        '2024-02-05 00:07:09',
        "24/2/5 12:7:9 AM o'clock ' 045000",
        'Monday, 5 February 2024; Mon Feb; 36 036',
        '12 AM 0',
        'day 05'
      ],
      [
        '0099-12-31 12:00:00',
        "99/12/31 12:0:0 PM o'clock ' 000000",
        'Thursday, 31 December 99; Thu Dec; 365 365',
        '12 PM 12',
        'day 31'
      ],
      patterns.map(() => null),
      patterns.map(() => null)
    ])
  })

  it('are null where they are no times of a calendar', async () => {
    const columns = [extract('YEAR', t), floorTo(t, 'YEAR'), ceilTo(t, 'DAY'), dateFormat(t, 'y')]
    expect(
      await answersOf(source, [{ t: '9223372036854775807' }, { t: '-9223372036854775808' }], columns)
    ).toEqual([columns.map(() => null), columns.map(() => null)])
  })

  it.each<readonly [Column, RegExp]>([
    [extract('HOUR', t, 'Europe/Berlino'), /'Europe\/Berlino' of EXTRACT is no time zone/],
    [extract('HOURS' as 'HOUR', t), /'HOURS' of EXTRACT is none of MILLISECOND/],
    [floorTo(t, 'DOY' as 'DAY'), /'DOY' of FLOOR_TO is none of SECOND/],
    [dateFormat(t, 'YYYY-MM'), /YYYY is none of/],
    [dateFormat(t, "yyyy 'x"), /not closed/]
  ])('refuse what is none: %#', async (column, reason) => {
    await expect(answersOf(source, [], [column])).rejects.toThrow(reason)
  })
})

function documentsOf(times: readonly number[]): { t: number }[] {
  return times.map((time) => ({ t: time }))
}

/** Many near the changes of the clocks, which are in spring and autumn. */
function drawTimes(): number[] {
  const random = new RandomValues(seed)
  return Array.from({ length: 200 }, () => {
    const year = 1950 + random.below(140)
    return Date.UTC(year, random.pick([0, 2, 3, 9, 10, 11]), 1 + random.below(31)) + random.below(DAY)
  })
}

const formats = new Map<string, Intl.DateTimeFormat>()

function clockAt(zone: string, time: number): Date {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(zone, format)
  }
  return new Date(`${format.format(time).replace(' ', 'T')}Z`)
}

function shownAt(zone: string, time: number): string[] {
  const clock = clockAt(zone, time)
  const [year, month, day] = [clock.getUTCFullYear(), clock.getUTCMonth() + 1, clock.getUTCDate()]
  const two = (value: number) => String(value).padStart(2, '0')
  const second = `${two(clock.getUTCSeconds())}.${String(time - Math.floor(time / 1000) * 1000).padStart(3, '0')}`
  const weekday = clock.toUTCString().slice(0, 3)
  const hour = clock.getUTCHours()
  const shown = `${year}-${month}-${day} ${hour}:${two(clock.getUTCMinutes())}:${second} ${weekday}`
  return [shown, String(hour), String(day), String(year)]
}

/** The first second at which the clocks show the same unit as at `time`, found by halving. */
function beginOf(unit: TimeUnit, zone: string, time: number): number {
  const shown = (second: number) => {
    const iso = clockAt(zone, second * 1000).toISOString()
    return iso.slice(0, unit === 'DAY' ? 10 : unit === 'MONTH' ? 7 : 4)
  }
  let high = Math.floor(time / 1000)
  let low = high - (unit === 'DAY' ? 2 : unit === 'MONTH' ? 33 : 368) * 86_400
  const wanted = shown(high)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (shown(middle) === wanted) high = middle
    else low = middle
  }
  return high * 1000
}

function text(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '')
}
