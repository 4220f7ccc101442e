import { EventGenerator } from '../../src/connectors/datagen/event-generator.js'
import { eventOptions, type EventOptions } from '../../src/connectors/datagen/event-options.js'
import { splitLines } from '../../src/connectors/datagen/event-stream.js'
import { mix32 } from '../../src/connectors/datagen/random.js'

/** Records of a Kafka batch. */
export const BATCH_RECORDS = 128
/** Producers whose batches take turns in the second mix, each with a layout of its own. */
const LAYOUTS = 6
const ODD_PERCENT = 10

/** The same events in three guises. */
export const MIXES = {
  steady: 'one layout',
  changing: `a layout of ${LAYOUTS} a batch, ${ODD_PERCENT} % odd records`,
  unique: 'a new layout on every record'
} as const

export type Mix = keyof typeof MIXES

/** Events of one partition over five minutes of event time, some 20 page views a session. */
export function benchmarkEvents(count: number): EventOptions {
  return eventOptions({
    start: Date.UTC(2025, 5, 15),
    rate: 0,
    count,
    partitions: 1,
    sessions: Math.max(1, Math.round(count / 40)),
    users: Math.max(1, Math.round(count / 40)),
    sessionSeconds: 1_000_000,
    speedup: 3_000_000 / count,
    seed: 3
  })
}

/** All events as one buffer of JSON lines. */
export function eventLines(options: EventOptions, mix: Mix): Buffer {
  const generator = new EventGenerator(options)
  const buffer = new ArrayBuffer((generator.countOf(0) + 1) * generator.maxEventBytes)
  const { byteLength } = generator.fill(0, 0, Infinity, buffer)
  const steady = Buffer.from(buffer, 0, byteLength)
  if (mix === 'steady') return steady
  const text = splitLines(steady).map((line, i) => rewrite(line.toString(), i, mix))
  return Buffer.from(`${text.join('\n')}\n`)
}

/** The event `index` with its members in another order, other white space, and whatever makes it odd. */
function rewrite(line: string, index: number, mix: Mix): string {
  const event = JSON.parse(line) as Members
  if (mix === 'unique') {
    event[`x${mix32(index).toString(36)}`] = index
    return write(event, mix32(index))
  }
  const noise = mix32(index)
  if (noise % 100 < ODD_PERCENT) return odd(event, noise)
  return write(event, 1 + (mix32(Math.floor(index / BATCH_RECORDS)) % LAYOUTS))
}

type Members = Record<string, unknown>

/** A record that fits no layout: a member more, a member less, or its text escaped otherwise. */
function odd(event: Members, noise: number): string {
  const kind = (noise >>> 8) % 3
  if (kind === 0) event[`trace_${(noise >>> 12) % 1000}`] = { id: noise, tags: ['a', 'b'] }
  if (kind === 1) delete event['properties']
  const text = write(event, noise)
  return kind === 2 ? text.replaceAll('/', '\\/') : text
}

/** JSON text; the layout's number decides on order and white space. */
function write(value: unknown, layout: number): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const space = layout % 3 === 0 ? '' : ' '
  const members = shuffled(Object.entries(value), layout)
  const written = members.map(([key, member]) => `${JSON.stringify(key)}:${space}${write(member, layout)}`)
  return `{${written.join(`,${space}`)}}`
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = mix32(seed * 31 + i) % (i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
