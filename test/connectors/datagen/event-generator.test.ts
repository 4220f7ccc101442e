import { describe, expect, it } from 'vitest'
import { EventGenerator, type EventFacts } from '../../../src/connectors/datagen/event-generator.js'
import { eventOptions, type EventOptions } from '../../../src/connectors/datagen/event-options.js'
import { EVENT_TYPES, USER_AGENTS } from '../../../src/connectors/datagen/event-template.js'
import { generateEvents, splitLines } from '../../../src/connectors/datagen/event-stream.js'

const START = Date.UTC(2026, 0, 1)

function options(given: Partial<EventOptions> = {}): EventOptions {
  return eventOptions({ start: START, rate: 0, count: 3000, partitions: 3, ...given })
}

interface Event {
  event: { id: string; type: string }
  device: { user_agent: string; screen_width: number; screen_height: number }
  user: { id: string }
  context: { url: string; referrer: null; ip_address: string; session_id: string }
  properties: { campaign: string }
  metrics: { load_time: number | null; interaction_time: number }
  timestamp: number
}

function* eachEvent(
  given: EventOptions
): Generator<{ line: Buffer; facts: EventFacts; partition: number; index: number }> {
  const generator = new EventGenerator(given)
  for (const { partition, index, bytes } of generateEvents(given, 50_000)) {
    for (const [i, line] of splitLines(bytes).entries()) {
      yield { line, facts: generator.facts(partition, index + i), partition, index: index + i }
    }
  }
}

describe('EventGenerator', () => {
  it('writes what its facts say, in the shape of the pipeline', () => {
    const ids = new Set<string>()
    for (const { line, facts } of eachEvent(options())) {
      const event = JSON.parse(line.toString()) as Event
      expect({
        malformed: false,
        type: event.event.type,
        userAgent: event.device.user_agent,
        userId: event.user.id,
        sessionId: event.context.session_id,
        loadTime: event.metrics.load_time,
        timestamp: event.timestamp
      }).toEqual(facts)
      expect(event.event.id).toMatch(/^[0-9a-f]{32}$/)
      expect(event.context.url).toMatch(/\/products\/0\d{3}$/)
      expect(event.context.ip_address).toMatch(/^10\.20\.30\.1\d\d$/)
      expect(event.properties.campaign).toMatch(/^c-\d$/)
      expect(event.metrics.interaction_time).toBeGreaterThanOrEqual(1000)
      ids.add(event.event.id)
    }
    expect(ids.size).toBe(3000)
  })

  it('is some 500 bytes an event', () => {
    const bytes = [...generateEvents(options())].reduce((sum, chunk) => sum + chunk.bytes.length, 0)
    expect(bytes / 3000).toBeGreaterThan(450)
    expect(bytes / 3000).toBeLessThan(600)
  })

  it('repeats itself for a seed, differs for another, and does not depend on how it is cut', () => {
    const all = (given: EventOptions, chunkBytes: number): string[] => {
      const partitions = ['', '', '']
      for (const { partition, bytes } of generateEvents(given, chunkBytes))
        partitions[partition]! += bytes.toString()
      return partitions
    }
    const given = options({ malformedRatio: 0.1 })
    expect(all(given, 1 << 20)).toEqual(all(given, 1))
    expect(all(given, 10_000)).not.toEqual(all({ ...given, seed: 2 }, 10_000))
  })

  it('can be entered anywhere', () => {
    const generator = new EventGenerator(options())
    const buffer = new ArrayBuffer(1 << 20)
    const { byteLength } = generator.fill(1, 0, 700, buffer)
    const whole = Buffer.from(Buffer.from(buffer, 0, byteLength)).toString()
    const rest = generator.fill(1, 650, 50, buffer)
    expect(rest.events).toBe(50)
    expect(whole.endsWith(Buffer.from(buffer, 0, rest.byteLength).toString())).toBe(true)
  })

  it('breaks the share of events that is asked for, and no newline hides in one', () => {
    let malformed = 0
    let lines = 0
    for (const { line, facts } of eachEvent(options({ malformedRatio: 0.2 }))) {
      let valid = true
      try {
        JSON.parse(line.toString())
      } catch {
        valid = false
      }
      expect(valid).toBe(!facts.malformed)
      if (facts.malformed) malformed++
      lines++
    }
    expect(lines).toBe(3000)
    expect(malformed).toBeGreaterThan(500)
    expect(malformed).toBeLessThan(700)
  })

  it('shares counts out over the partitions', () => {
    const generator = new EventGenerator(options({ count: 8 }))
    expect([0, 1, 2].map((partition) => generator.countOf(partition))).toEqual([3, 3, 2])
    expect(new EventGenerator(options({ count: Infinity })).countOf(0)).toBe(Infinity)
    expect([...generateEvents(options({ count: 2 }))].map((chunk) => chunk.count)).toEqual([1, 1])
    expect([...generateEvents(options({ count: 0 }))]).toEqual([])
  })

  it('keeps timestamps within the disorder, and event time at rate and speedup', () => {
    const given = options({ rate: 100, speedup: 60, disorderMs: 3000 })
    const generator = new EventGenerator(given)
    expect(generator.timeOf(0, 0)).toBe(START)
    // Event 300 of the whole stream at 100 a second: 3 s of the clock, 180 s of event time.
    expect(generator.timeOf(0, 100)).toBe(START + 180_000)
    let late = 0
    for (const { facts, partition, index } of eachEvent(given)) {
      const behind = generator.timeOf(partition, index) - facts.timestamp
      expect(behind).toBeGreaterThanOrEqual(0)
      expect(behind).toBeLessThanOrEqual(3000)
      if (behind > 1500) late++
    }
    expect(late).toBeGreaterThan(1000)
  })

  it('gives a session one user, one user agent and one partition, and keeps to its numbers', () => {
    const sessions = new Map<string, string>()
    const users = new Set<string>()
    const given = options({ count: 20_000, users: 50, sessions: 30, sessionSeconds: 1, rate: 1000 })
    for (const { facts, partition } of eachEvent(given)) {
      const owner = `${facts.userId} ${facts.userAgent} ${partition}`
      expect(sessions.get(facts.sessionId) ?? owner).toBe(owner)
      sessions.set(facts.sessionId, owner)
      users.add(facts.userId)
    }
    expect(users.size).toBeLessThanOrEqual(50)
    expect(users.size).toBeGreaterThan(40)
    // 20 s of event time: each of 30 places sees some 20 sessions.
    expect(sessions.size).toBeGreaterThan(550)
    expect(sessions.size).toBeLessThan(720)
  })

  it('covers every type, user agent and width of load time', () => {
    const types = new Set<string>()
    const agents = new Set<string>()
    const widths = new Set<number>()
    for (const { facts } of eachEvent(options({ count: 20_000 }))) {
      types.add(facts.type)
      agents.add(facts.userAgent)
      widths.add(facts.loadTime === null ? 0 : String(facts.loadTime).length)
      if (facts.type !== 'page_view') expect(facts.loadTime).toBeNull()
    }
    expect(types.size).toBe(EVENT_TYPES.length)
    expect(agents.size).toBe(USER_AGENTS.length)
    expect([...widths].sort()).toEqual([0, 1, 2, 3, 4])
  })

  it('makes half a million events a second and more', () => {
    const generator = new EventGenerator(options({ count: Infinity, partitions: 1 }))
    const buffer = new ArrayBuffer(1 << 20)
    let events = 0
    let best = 0
    for (let round = 0; round < 5; round++) {
      const begin = performance.now()
      for (let chunk = 0; chunk < 50; chunk++) events += generator.fill(0, events, Infinity, buffer).events
      best = Math.max(best, (events / (round + 1)) * (1000 / (performance.now() - begin)))
    }
    expect(best).toBeGreaterThan(500_000)
  })
})

describe('splitLines', () => {
  it('takes lines with or without a last newline', () => {
    const lines = (text: string): string[] => splitLines(Buffer.from(text)).map(String)
    expect(lines('a\nb\n')).toEqual(['a', 'b'])
    expect(lines('a\n\nb')).toEqual(['a', '', 'b'])
    expect(lines('')).toEqual([])
  })
})
