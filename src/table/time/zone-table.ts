/** Time zones as tables of their offsets: what the kernels have in place of a time zone database. */

/** Changes of the clocks are known from the one year to the other; before and after them the nearest offset goes on. */
const FIRST_INSTANT = Date.UTC(1900, 0, 1)
const LAST_INSTANT = Date.UTC(2100, 0, 1)
/** Nowhere are the clocks changed and changed back in so short a time. */
const STEP = 14 * 86_400_000
const LEAST_INSTANT = -(2n ** 63n)
const FIXED_OFFSET = /^([+-])(\d\d):(\d\d)$/

const tables = new Map<string, Uint8Array | null>()

/**
 * The offsets of a time zone, by its name in the IANA database, or as `+hh:mm`; assembly/text/zone.ts draws the table.
 * Made once a zone, in some 100 ms. Null for what is no zone.
 */
export function zoneTable(zone: string): Uint8Array | null {
  const known = tables.get(zone)
  if (known !== undefined) return known
  const fixed = fixedOffset(zone)
  const table = fixed === null ? namedTable(zone) : encode([[LEAST_INSTANT, fixed]])
  tables.set(zone, table)
  return table
}

function fixedOffset(zone: string): number | null {
  if (zone === 'UTC') return 0
  const [, sign, hours, minutes] = FIXED_OFFSET.exec(zone) ?? []
  if (sign === undefined || Number(hours) > 18 || Number(minutes) > 59) return null
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -offset : offset
}

function namedTable(zone: string): Uint8Array | null {
  const offsetAt = offsetReader(zone)
  if (offsetAt === null) return null
  let offset = offsetAt(FIRST_INSTANT)
  const entries: [bigint, number][] = [[LEAST_INSTANT, offset]]
  for (let at = FIRST_INSTANT; at < LAST_INSTANT; at += STEP) {
    const next = offsetAt(at + STEP)
    if (next === offset) continue
    const change = firstWith(next, at, at + STEP, offsetAt)
    entries.push([BigInt(change), next])
    offset = next
  }
  return encode(entries)
}

/** The first full second after `before` at which the offset is `offset`, as it is at `after`. */
function firstWith(offset: number, before: number, after: number, offsetAt: (at: number) => number): number {
  let [low, high] = [before / 1000, after / 1000]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * 1000) === offset) high = middle
    else low = middle
  }
  return high * 1000
}

/** Null for a zone that JavaScript does not know. */
function offsetReader(zone: string): ((at: number) => number) | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric'
    })
  } catch {
    return null
  }
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const day = Date.UTC(part('year'), part('month') - 1, part('day'))
    return day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 - at
  }
}

function encode(entries: readonly (readonly [from: bigint, offset: number])[]): Uint8Array {
  const table = Buffer.alloc(8 + 16 * entries.length)
  table.writeUInt32LE(entries.length, 0)
  entries.forEach(([from, offset], i) => {
    table.writeBigInt64LE(from, 8 + 16 * i)
    table.writeInt32LE(offset, 16 + 16 * i)
  })
  return table
}
