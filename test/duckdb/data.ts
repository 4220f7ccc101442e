/** Random events: as JSON for the engine, and as a table for DuckDB. */
import { array, bigint, boolean, double, sourceTable, string, timestamp } from '../../src/table/index.js'
import type { TypeName } from '../../src/table/index.js'
import type { RandomValues } from '../support/random-values.js'

/** Its delay is above what {@link randomEvents} shuffles, so that nothing is late. */
export const events = sourceTable(
  'events',
  {
    at: timestamp(),
    name: string(),
    code: string(),
    place: { city: string() },
    level: bigint(),
    limit: bigint(),
    amount: double(),
    weight: double(),
    ok: boolean(),
    seen: timestamp(),
    tags: array(string())
  },
  { eventTime: 'at', watermarkDelaySeconds: 60 }
)

/** The columns: path in the documents, type; of the same name in DuckDB, where a TIMESTAMP is a BIGINT. */
export const COLUMNS = [
  ['at', 'TIMESTAMP'],
  ['name', 'STRING'],
  ['code', 'STRING'],
  ['place.city', 'STRING'],
  ['level', 'BIGINT'],
  ['limit', 'BIGINT'],
  ['amount', 'DOUBLE'],
  ['weight', 'DOUBLE'],
  ['ok', 'BOOLEAN'],
  ['seen', 'TIMESTAMP']
] as const satisfies readonly (readonly [string, TypeName])[]

type Value = string | bigint | number | boolean | null | readonly (string | null)[]
type Event = Readonly<Record<string, Value>>

export interface Events {
  readonly partitions: readonly (readonly string[])[]
  /** CREATE TABLE and INSERT. */
  readonly sql: string
  /** Whether numbers visit the ends of their types, where sums of doubles depend on their order elsewhere. */
  readonly isWide: boolean
}

const NAMES = [
  'a',
  'b',
  'ab',
  'Mobile',
  '',
  ' ',
  'é',
  '漢字',
  '😀',
  "it's",
  '"x"',
  'a%b',
  'line\nfeed',
  '\\',
  'z'.repeat(40)
]
const CODES = [
  '12',
  ' 12 ',
  '-7',
  '+3',
  '0',
  '',
  'abc',
  '12x',
  '9223372036854775807',
  '9223372036854775808',
  '007',
  '1 2',
  '1.5',
  '-0.9',
  '9223372036854775807.9'
]
const CITIES = ['Bern', 'Rome', 'Oslo']
const WIDE_INTEGERS = [9223372036854775807n, -9223372036854775808n, 9007199254740993n, 0n, -1n]
const WIDE_DOUBLES = [1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 1e21, -0.1, 0]
const STARTS = [0, -7_000, Date.UTC(2026, 0, 1), Date.UTC(1969, 11, 31, 23, 59, 50)]

export function randomEvents(random: RandomValues): Events {
  const isWide = random.below(4) === 0
  const count = random.below(250)
  const step = random.pick([10, 200, 1500])
  const start = random.pick(STARTS)
  const some = <T>(make: () => T): T | null => (random.below(7) === 0 ? null : make())
  const all = Array.from({ length: count }, (_, i): Event => ({
    at: BigInt(start + i * step + random.below(20_000) * random.below(2)),
    name: some(() => random.pick(NAMES)),
    code: some(() => random.pick(CODES)),
    'place.city': some(() => random.pick(CITIES)),
    level: some(() => (isWide ? random.pick(WIDE_INTEGERS) : BigInt(random.below(9) - 4))),
    limit: some(() => BigInt(random.below(2_000) - 1_000)),
    amount: some(() => (isWide ? random.pick(WIDE_DOUBLES) : (random.below(8_000) - 4_000) / 8)),
    weight: some(() => random.below(6) / 4),
    ok: some(() => random.below(2) === 0),
    seen: some(() => BigInt(Date.UTC(2026, 0, 1) + random.below(5) * 1001)),
    tags: some(() => Array.from({ length: random.below(5) }, () => some(() => random.pick(NAMES))))
  }))
  const partitions = Array.from({ length: 1 + random.below(3) }, (): string[] => [])
  for (const event of all) random.pick(partitions).push(documentOf(event))
  return { partitions, sql: tableOf(all), isWide }
}

/** JSON in which integers have all their digits; some nulls are members that are not there. */
function documentOf({ 'place.city': city = null, ...event }: Event): string {
  const members = Object.entries(event).flatMap(([name, value], i) =>
    value === null && i % 2 === 0 ? [] : [`${JSON.stringify(name)}:${jsonOf(value)}`]
  )
  return `{${[...members, `"place":{"city":${jsonOf(city)}}`].join(',')}}`
}

function jsonOf(value: Value): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

function tableOf(all: readonly Event[]): string {
  const types = {
    BOOLEAN: 'BOOLEAN',
    BIGINT: 'BIGINT',
    DOUBLE: 'DOUBLE',
    STRING: 'VARCHAR',
    TIMESTAMP: 'BIGINT'
  }
  const columns = [...COLUMNS.map(([name, type]) => `"${name}" ${types[type]}`), '"tags" VARCHAR[]']
  const create = `CREATE OR REPLACE TABLE events (id INTEGER, ${columns.join(', ')})`
  if (all.length === 0) return create
  const rows = all.map((event, i) => {
    const values = [...COLUMNS.map(([name]) => name), 'tags'].map((name) => literalOf(event[name] ?? null))
    return `(${[String(i), ...values].join(', ')})`
  })
  return `${create}; INSERT INTO events VALUES ${rows.join(', ')}`
}

/** A constant as DuckDB takes it. */
export function literalOf(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'object') return `[${value.map(literalOf).join(', ')}]::VARCHAR[]`
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (typeof value === 'number') return `'${String(value)}'::DOUBLE`
  return typeof value === 'bigint' ? `'${String(value)}'::BIGINT` : String(value)
}
