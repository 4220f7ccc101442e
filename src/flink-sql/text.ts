/** Names, constants and types as Flink SQL writes them. */
import type { LiteralValue } from '../table/tree/expression.js'
import type { TypeName } from '../table/types.js'

/** A name in backticks, whatever it holds. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** A text constant. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A span of `ms` milliseconds. Eight digits: Flink takes two by itself. */
export function interval(ms: number): string {
  if (ms % 1000 === 0) return `INTERVAL '${ms / 1000}' SECOND(8)`
  return `INTERVAL '${(ms / 1000).toFixed(3)}' SECOND(8, 3)`
}

const DAY_MS = 86_400_000
/** Where an interval is subtracted Flink takes two digits of days. */
const MOST_DAYS = 99

/** A time minus `ms` milliseconds. */
export function earlier(time: string, ms: number): string {
  if (ms % 1000 === 0 && ms < 100_000) return `${time} - INTERVAL '${ms / 1000}' SECOND`
  const part = Math.min(ms, MOST_DAYS * DAY_MS)
  const days = Math.floor(part / DAY_MS)
  const clock = new Date(part % DAY_MS).toISOString().slice(11, 23)
  const once = `${time} - INTERVAL '${days} ${clock}' DAY TO SECOND(3)`
  return part === ms ? once : earlier(once, ms - part)
}

/** A point in time without a zone, as window columns have it; the script's zone is UTC. @param ms since 1970 */
export function timestampConstant(ms: number): string {
  return `TIMESTAMP '${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')}'`
}

/** A time as milliseconds since 1970. */
export function msOf(time: string): string {
  return `(EXTRACT(EPOCH FROM ${time}) * 1000 + EXTRACT(MILLISECOND FROM ${time}))`
}

/** The type of a column. */
export function sqlType(type: TypeName): string {
  return type === 'TIMESTAMP' ? 'TIMESTAMP_LTZ(3)' : type
}

/**
 * A constant.
 * @param isTyped false where Flink finds the type by what the constant is compared with
 */
export function constant(value: LiteralValue, type: TypeName, isTyped: boolean): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`
  if (typeof value === 'string') return text(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'TIMESTAMP') return `TO_TIMESTAMP_LTZ(${String(value)}, 3)`
  if (type === 'DOUBLE') return doubleConstant(Number(value))
  return isTyped ? `CAST(${String(value)} AS BIGINT)` : String(value)
}

/** With an exponent: else it would be a DECIMAL. */
function doubleConstant(value: number): string {
  const digits = String(value).replace('e', 'E').replace('E+', 'E')
  return digits.includes('E') ? digits : `${digits}E0`
}

/** A DOUBLE; null where it is not finite, as ours is. */
export function finite(value: string): string {
  return `CASE WHEN ${value} BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308 THEN ${value} END`
}
