/** Parts of times, times as text and the beginnings of their days, months and so on, in a time zone. */
import { boundCall, boundLiteral } from '../../bound/bound.js'
import { encodeTimeFormat, TimeFormatError } from '../../time/format.js'
import { TIME_PARTS, TIME_UNITS } from '../../time/units.js'
import type { TimePart, TimeUnit } from '../../time/units.js'
import { zoneTable } from '../../time/zone-table.js'
import type { Expression, Parameters } from '../../tree/expression.js'
import { call as callOf } from '../../words/column.js'
import type { Column, Origin } from '../../words/column.js'
import type { TypeName } from '../../types.js'
import { operand } from '../lowering.js'
import type { OperandBinder, ScalarFunction } from '../scalar-function.js'

const UTC = 'UTC'

interface TimeFunction {
  readonly name: string
  readonly code: number
  readonly docs: string
  readonly gives: TypeName
  /** The units that it has, by their numbers. */
  readonly units: Readonly<Record<string, number>>
  readonly sql: (time: string, unit: string) => string
}

/** A function of a time, a unit and a time zone. */
function ofUnit({ name, code, docs, gives, units, sql }: TimeFunction): ScalarFunction {
  return {
    name,
    code,
    docs,
    bind({ operands: [time], parameters }, binder) {
      const bound = binder.expect(time!, ['TIMESTAMP'])
      const unit = String(parameters['unit'])
      if (!Object.hasOwn(units, unit)) {
        throw binder.invalid(`'${unit}' of ${name} is none of ${Object.keys(units).join(', ')}`)
      }
      return boundCall(name, [bound], gives, { unit, zone: checkedZone(name, parameters, binder) })
    },
    lower(call, register) {
      const { unit, zone } = call.parameters
      const constant = withZone(units[String(unit)] ?? 0, String(zone))
      return { op: 'FUNCTION', code, operands: [register(operand(call, 0))], constant }
    },
    sql: ([time], parameters) => sql(zoned(String(time), parameters), String(parameters['unit'] ?? 'unit'))
  }
}

const DATE_FORMAT: ScalarFunction = {
  name: 'DATE_FORMAT',
  code: 145,
  docs: "A time as text, by a pattern of Java's DateTimeFormatter: y yy yyyy M MM MMM MMMM d dd D DDD E EEEE a H HH h hh m mm s ss S…, names in English, text between ''. Null outside of the years 0 to 9999.",
  bind({ operands: [time, pattern], parameters }, binder) {
    const bound = binder.expect(time!, ['TIMESTAMP'])
    const zone = checkedZone('DATE_FORMAT', parameters, binder)
    const text = boundLiteral(checkedPattern(pattern, binder), 'STRING')
    return boundCall('DATE_FORMAT', [bound, text], 'STRING', { zone })
  },
  lower(call, register) {
    const pattern = operand(call, 1)
    if (pattern.kind !== 'literal') throw new RangeError('the pattern of a time is a constant')
    const zone = tableOf(String(call.parameters['zone']))
    const format = encodeTimeFormat(String(pattern.value), 4 + zone.length)
    const head = withZone(4 + zone.length, String(call.parameters['zone']))
    const constant = Buffer.concat([head, format])
    return { op: 'FUNCTION', code: DATE_FORMAT.code, operands: [register(operand(call, 0))], constant }
  },
  sql: ([time, pattern], parameters) => `DATE_FORMAT(${zoned(String(time), parameters)}, ${String(pattern)})`
}

function checkedPattern(pattern: Expression | undefined, binder: OperandBinder): string {
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') {
    throw binder.invalid('the pattern of DATE_FORMAT is no text')
  }
  try {
    encodeTimeFormat(pattern.value, 0)
    return pattern.value
  } catch (error) {
    if (!(error instanceof TimeFormatError)) throw error
    throw binder.invalid(`the pattern '${pattern.value}' of DATE_FORMAT does not work: ${error.message}`)
  }
}

function checkedZone(name: string, parameters: Parameters, binder: OperandBinder): string {
  const zone = String(parameters['zone'] ?? UTC)
  if (zoneTable(zone) !== null) return zone
  throw binder.invalid(
    `'${zone}' of ${name} is no time zone; say its name, as 'Europe/Berlin', or its offset, as '+02:00'`
  )
}

function tableOf(zone: string): Uint8Array {
  const table = zoneTable(zone)
  if (table === null) throw new RangeError(`${zone} is no time zone`)
  return table
}

/** A number and the offsets of a zone. */
function withZone(number: number, zone: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(number, 0)
  return Buffer.concat([head, tableOf(zone)])
}

function zoned(time: string, { zone }: Parameters): string {
  return zone === undefined || zone === UTC ? time : `${time} AT TIME ZONE '${String(zone)}'`
}

/**
 * A part of a time as the clocks of `zone` show it: UTC unless said, else a name such as 'Europe/Berlin' or an offset
 * such as '+02:00'. DOW counts from Sunday = 1, ISODOW from Monday = 1, WEEK as ISO 8601 has it; EPOCH is the seconds
 * since 1970. Changes of the clocks are known from 1900 to 2099.
 */
export function extract<S extends Origin>(
  part: TimePart,
  time: Column<'TIMESTAMP', S>,
  zone = UTC
): Column<'BIGINT', S> {
  return callOf('EXTRACT', [time], { unit: part, zone })
}

/** When the second, minute, hour, day, week (from Sunday on), month, quarter or year of a time began; see {@link extract}. */
export function floorTo<S extends Origin>(
  time: Column<'TIMESTAMP', S>,
  unit: TimeUnit,
  zone = UTC
): Column<'TIMESTAMP', S> {
  return callOf('FLOOR_TO', [time], { unit, zone })
}

/** The next beginning of such a unit, the time itself where it is one; see {@link floorTo}. */
export function ceilTo<S extends Origin>(
  time: Column<'TIMESTAMP', S>,
  unit: TimeUnit,
  zone = UTC
): Column<'TIMESTAMP', S> {
  return callOf('CEIL_TO', [time], { unit, zone })
}

/** A time as text, by a pattern as Java's DateTimeFormatter has it, e.g. `yyyy-MM-dd HH:mm`; see {@link extract}. */
export function dateFormat<S extends Origin>(
  time: Column<'TIMESTAMP', S>,
  pattern: string,
  zone = UTC
): Column<'STRING', S> {
  return callOf('DATE_FORMAT', [time, pattern], { zone })
}

const IN_ZONE = 'in a time zone, UTC unless said; changes of its clocks are known from 1900 to 2099'

export default [
  ofUnit({
    name: 'EXTRACT',
    code: 142,
    docs: `A part of a time ${IN_ZONE}: ${Object.keys(TIME_PARTS).join(', ')}. DOW counts from Sunday = 1, ISODOW from Monday = 1, WEEK is that of ISO 8601.`,
    gives: 'BIGINT',
    units: TIME_PARTS,
    sql: (time, unit) => `EXTRACT(${unit} FROM ${time})`
  }),
  ofUnit({
    name: 'FLOOR_TO',
    code: 143,
    docs: `When the unit of a time began, ${IN_ZONE}: ${Object.keys(TIME_UNITS).join(', ')}. Weeks begin on Sunday, as in Flink; where the clocks skip the beginning, it is when they do.`,
    gives: 'TIMESTAMP',
    units: TIME_UNITS,
    sql: (time, unit) => `FLOOR(${time} TO ${unit})`
  }),
  ofUnit({
    name: 'CEIL_TO',
    code: 144,
    docs: 'When the next unit of a time begins, the time itself where it is the beginning of one; the units of FLOOR_TO.',
    gives: 'TIMESTAMP',
    units: TIME_UNITS,
    sql: (time, unit) => `CEIL(${time} TO ${unit})`
  }),
  DATE_FORMAT
]
