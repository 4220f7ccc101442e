import type { EventOptions } from './event-options.js'
import {
  buildTemplates,
  EVENT_TYPES,
  HOLE_WIDTHS,
  templateIndex,
  USER_AGENTS,
  type EventTemplate
} from './event-template.js'
import { mix32, PositionalRandom } from './random.js'

/** What is true of one event, whatever its bytes look like. */
export interface EventFacts {
  /** Its bytes are not valid JSON; the rest tells what they would have said. */
  readonly malformed: boolean
  readonly type: string
  readonly userAgent: string
  readonly userId: string
  readonly sessionId: string
  /** Milliseconds; null on all but page views, and on one page view in sixteen. */
  readonly loadTime: number | null
  /** Epoch milliseconds. */
  readonly timestamp: number
}

/** Event time at rate 0, events a second. */
const NOMINAL_RATE = 10_000
const NEWLINE = 0x0a
const TYPE_BY_PERCENT = Uint8Array.from(
  EVENT_TYPES.flatMap(([, percent], i) => Array<number>(percent).fill(i))
)
const PAGE_VIEW = EVENT_TYPES.findIndex(([type]) => type === 'page_view')

/** Four decimal digits as the bytes of one little-endian word. */
const DIGITS_4 = Uint32Array.from({ length: 10_000 }, (_, n) =>
  Buffer.from(String(n).padStart(4, '0')).readUInt32LE()
)
/** Two hexadecimal digits as the bytes of one little-endian half-word. */
const HEX_2 = Uint16Array.from({ length: 256 }, (_, n) =>
  Buffer.from(n.toString(16).padStart(2, '0')).readUInt16LE()
)

/**
 * Web analytics events of some 530 bytes, a pure function of (options, partition, index): every partition has its own
 * stream, users and sessions (as records keyed by user id would), and can be entered anywhere. An event is a copy of a
 * template with its digits patched in; nothing is allocated.
 */
export class EventGenerator {
  readonly options: EventOptions
  readonly #templates: readonly EventTemplate[] = buildTemplates()
  readonly #random: PositionalRandom
  /** Event time between two events of the whole stream, ms. */
  readonly #step: number
  readonly #malformedBelow: number
  /** Most bytes of one event, newline included. */
  readonly maxEventBytes: number

  // The event under the cursor.
  #malformed = false
  #type = 0
  #userAgent = 0
  #user = 0
  #session = 0
  #loadTime = -1
  #timestamp = 0

  constructor(options: EventOptions) {
    this.options = options
    this.#random = new PositionalRandom(options.seed)
    this.#step = (1000 * options.speedup) / (options.rate || NOMINAL_RATE)
    this.#malformedBelow = options.malformedRatio * 2 ** 32
    this.maxEventBytes = Math.max(...this.#templates.map((template) => template.bytes.length))
  }

  /** Events of one partition, Infinity when there is no end. */
  countOf(partition: number): number {
    const { count, partitions } = this.options
    return count === Infinity ? Infinity : Math.max(0, Math.ceil((count - partition) / partitions))
  }

  /** Event time of an event before it falls behind: what the stream has reached, epoch milliseconds. */
  timeOf(partition: number, index: number): number {
    const { partitions, start } = this.options
    return start + Math.floor((index * partitions + partition) * this.#step)
  }

  facts(partition: number, index: number): EventFacts {
    this.#draw(partition, index)
    return {
      malformed: this.#malformed,
      type: EVENT_TYPES[this.#type]![0],
      userAgent: USER_AGENTS[this.#userAgent]!,
      userId: `u-${String(this.#user).padStart(HOLE_WIDTHS.userId, '0')}`,
      sessionId: `s-${String(this.#session).padStart(HOLE_WIDTHS.sessionId, '0')}`,
      loadTime: this.#loadTime < 0 ? null : this.#loadTime,
      timestamp: this.#timestamp
    }
  }

  /**
   * Writes events from `index` on, each as JSON and a newline, until there are `maxEvents`, the partition is at its
   * end or `buffer` has no room for another. Answers how many, and the bytes they take.
   */
  fill(
    partition: number,
    index: number,
    maxEvents: number,
    buffer: ArrayBuffer
  ): { events: number; byteLength: number } {
    const bytes = new Uint8Array(buffer)
    const view = new DataView(buffer)
    const last = buffer.byteLength - this.maxEventBytes
    const wanted = Math.min(maxEvents, this.countOf(partition) - index)
    let events = 0
    let position = 0
    while (events < wanted && position <= last)
      position = this.#write(partition, index + events++, bytes, view, position)
    return { events, byteLength: position }
  }

  #draw(partition: number, index: number): void {
    const { disorderMs, partitions, seed, sessions, sessionSeconds, start, users } = this.options
    const random = this.#random
    random.seek(partition, index)
    this.#malformed = random.next() < this.#malformedBelow
    this.#type = TYPE_BY_PERCENT[random.next() % 100]!
    this.#timestamp = this.timeOf(partition, index) - (random.next() % (disorderMs + 1))
    const slot = partition + partitions * (random.next() % share(sessions, partition, partitions))
    // Sessions change places one by one, not all at once: each slot has its own phase.
    const sessionMs = sessionSeconds * 1000
    const age = this.#timestamp - start + disorderMs + (mix32(slot ^ seed) % sessionMs)
    this.#session = slot + Math.floor(age / sessionMs) * Math.max(sessions, partitions)
    const owner = mix32(this.#session ^ Math.imul(seed, 0x85ebca6b))
    this.#user = partition + partitions * (owner % share(users, partition, partitions))
    this.#userAgent = (owner >>> 24) % USER_AGENTS.length
    const speed = random.next()
    this.#loadTime = this.#type === PAGE_VIEW && (speed & 15) !== 0 ? skewed(speed) : -1
  }

  #write(partition: number, index: number, bytes: Uint8Array, view: DataView, at: number): number {
    this.#draw(partition, index)
    const loadTime = this.#loadTime
    const width = loadTime < 0 ? 0 : loadTime < 10 ? 1 : loadTime < 100 ? 2 : loadTime < 1000 ? 3 : 4
    const template = this.#templates[templateIndex(this.#type, this.#userAgent, width)]!
    const { holes } = template
    bytes.set(template.bytes, at)
    writeEventId(view, at + holes.eventId, this.#random)
    const noise = this.#random.next()
    write8(view, at + holes.userId, this.#user)
    view.setUint32(at + holes.page, DIGITS_4[noise % 1000]!, true)
    write2(bytes, at + holes.address, (noise >>> 10) % 100)
    view.setUint32(at + holes.sessionId, DIGITS_4[Math.floor(this.#session / 1e8) % 10_000]!, true)
    write8(view, at + holes.sessionId + 4, this.#session % 1e8)
    bytes[at + holes.campaign] = 0x30 + ((noise >>> 20) % 10)
    for (let i = width - 1, rest = loadTime; i >= 0; i--, rest = (rest / 10) | 0) {
      bytes[at + holes.loadTime + i] = 0x30 + (rest % 10)
    }
    view.setUint32(at + holes.interactionTime, DIGITS_4[1000 + ((noise >>> 8) % 9000)]!, true)
    const seconds = Math.floor(this.#timestamp / 1000)
    write8(view, at + holes.timestamp, Math.floor(seconds / 100))
    write2(bytes, at + holes.timestamp + 8, seconds % 100)
    const millis = this.#timestamp - seconds * 1000
    bytes[at + holes.timestamp + 10] = 0x30 + ((millis / 100) | 0)
    write2(bytes, at + holes.timestamp + 11, millis % 100)
    const end = at + template.bytes.length
    return this.#malformed ? this.#breakEvent(bytes, at, end, noise) : end
  }

  /** Makes the event in [at, end) invalid: cut short, or with another first byte. Answers where it ends now. */
  #breakEvent(bytes: Uint8Array, at: number, end: number, noise: number): number {
    if ((noise & 1) === 0) {
      bytes[at] = 0x78
      return end
    }
    const cut = at + 1 + (noise % (end - at - 3))
    bytes[cut] = NEWLINE
    return cut + 1
  }
}

/** How many of `total` things belong to a partition; at least one. */
function share(total: number, partition: number, partitions: number): number {
  return Math.max(1, Math.ceil((total - partition) / partitions))
}

/** A load time from 0 to 4,999 ms, mostly short: the cube of a uniform number. */
function skewed(draw: number): number {
  const uniform = (draw >>> 4) / 2 ** 28
  return Math.floor(uniform * uniform * uniform * 5000)
}

function writeEventId(view: DataView, at: number, random: PositionalRandom): void {
  for (let word = 0; word < 4; word++) {
    const bits = random.next()
    const offset = at + word * 8
    view.setUint16(offset, HEX_2[bits & 0xff]!, true)
    view.setUint16(offset + 2, HEX_2[(bits >>> 8) & 0xff]!, true)
    view.setUint16(offset + 4, HEX_2[(bits >>> 16) & 0xff]!, true)
    view.setUint16(offset + 6, HEX_2[bits >>> 24]!, true)
  }
}

function write8(view: DataView, at: number, value: number): void {
  const high = (value / 10_000) | 0
  view.setUint32(at, DIGITS_4[high]!, true)
  view.setUint32(at + 4, DIGITS_4[value - high * 10_000]!, true)
}

function write2(bytes: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0
  bytes[at] = 0x30 + tens
  bytes[at + 1] = 0x30 + value - tens * 10
}
