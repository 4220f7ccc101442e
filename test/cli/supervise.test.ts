import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { supervise, type Stoppable } from '../../src/cli/supervise.js'
import { MillraceError } from '../../src/errors.js'
import { createLogger } from '../../src/observability/log.js'
import { FakeIo } from './fake-io.js'

const NOW = Date.UTC(2026, 0, 2)
const OUTAGE = { what: 'Kafka at broker:9092', since: NOW - 7000, until: null, reason: 'refused' }

/** A service that ends when the test says so. */
class ControlledService implements Stoppable {
  stops = 0
  phase = 'caught-up'
  outages: (typeof OUTAGE)[] = []
  end: () => void = () => undefined
  fail: (error: unknown) => void = () => undefined
  readonly finished = new Promise<void>((resolve, reject) => {
    this.end = resolve
    this.fail = reject
  })

  status(): ReturnType<Stoppable['status']> {
    return { takenAt: NOW, phase: this.phase, outages: this.outages }
  }

  async stop(): Promise<void> {
    this.stops++
    await this.finished
  }
}

function start(): { io: FakeIo; service: ControlledService; code: Promise<number> } {
  const io = new FakeIo()
  const service = new ControlledService()
  const logger = createLogger(parseSettings({}).settings, io.stderr)
  return { io, service, code: supervise(service, io, logger) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('supervise', () => {
  it('answers 0 when the source ends, and lets go of the signals', async () => {
    const { io, service, code } = start()
    service.end()
    expect(await code).toBe(0)
    expect(io.signals.listenerCount('SIGTERM')).toBe(0)
    expect(io.signals.listenerCount('SIGINT')).toBe(0)
    expect(io.log.at(-1)).toMatchObject({ level: 'INFO', msg: 'stopped' })
  })

  it('answers 1 with code and sentence when the service fails', async () => {
    const { io, service, code } = start()
    service.fail(new MillraceError('JOB_DUPLICATE', { job: 'J' }))
    expect(await code).toBe(1)
    expect(io.log.at(-1)).toMatchObject({
      level: 'CRITICAL',
      msg: 'JOB_DUPLICATE: Job J is registered twice; give one of them another name.',
      err: { code: 'JOB_DUPLICATE' }
    })
  })

  it('says what is known of a failure without a code', async () => {
    const { io, service, code } = start()
    service.fail('odd')
    expect(await code).toBe(1)
    expect(io.log.at(-1)).toMatchObject({ msg: 'UNEXPECTED: odd' })
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s stops the service, exit code 0', async (signal) => {
    const { io, service, code } = start()
    io.signals.emit(signal)
    expect(service.stops).toBe(1)
    service.end()
    expect(await code).toBe(0)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(io.exits).toEqual([])
  })

  it('ends with 1 when the stop takes more than 5 s', async () => {
    const { io } = start()
    io.signals.emit('SIGTERM')
    await vi.advanceTimersByTimeAsync(4999)
    expect(io.exits).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(io.exits).toEqual([1])
    expect(io.log.at(-1)).toMatchObject({ level: 'CRITICAL', msg: expect.stringContaining('5 s') as string })
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129]
  ] as const)('a second signal, %s, ends at once with %i', async (signal, expected) => {
    const { io, service } = start()
    io.signals.emit('SIGTERM')
    await vi.advanceTimersByTimeAsync(501)
    io.signals.emit(signal)
    expect(io.exits).toEqual([expected])
    expect(service.stops).toBe(1)
  })

  it('takes signals within half a second for one: timeout sends them to the process and to its group', async () => {
    const { io, service, code } = start()
    io.signals.emit('SIGTERM')
    await vi.advanceTimersByTimeAsync(499)
    io.signals.emit('SIGTERM')
    service.end()
    expect(await code).toBe(0)
    expect(io.exits).toEqual([])
    expect(service.stops).toBe(1)
  })

  it('ends at once with 3 when what commits is out of reach, and says so', async () => {
    const { io, service } = start()
    service.outages = [OUTAGE]
    io.signals.emit('SIGTERM')
    await vi.advanceTimersByTimeAsync(100)
    expect(io.exits).toEqual([3])
    expect(io.log.at(-1)).toMatchObject({
      level: 'WARNING',
      msg: 'Kafka at broker:9092 has been out of reach for 7 s: ending without the last commit; the next start makes up for it'
    })
  })

  it('ends with 3 when that turns out while it stops', async () => {
    const { io, service } = start()
    io.signals.emit('SIGTERM')
    await vi.advanceTimersByTimeAsync(1000)
    expect(io.exits).toEqual([])
    service.phase = 'stopping'
    service.outages = [OUTAGE]
    await vi.advanceTimersByTimeAsync(5000)
    expect(io.exits).toEqual([3])
  })

  it('answers 0 when nothing was worked on yet: then nothing is left to commit', async () => {
    const { io, service, code } = start()
    service.phase = 'starting'
    service.outages = [OUTAGE]
    io.signals.emit('SIGTERM')
    service.end()
    expect(await code).toBe(0)
    expect(io.exits).toEqual([])
  })

  it('a stop that fails is a failure', async () => {
    const { io, service, code } = start()
    io.signals.emit('SIGTERM')
    service.fail(new Error('broken'))
    expect(await code).toBe(1)
    expect(io.log.at(-1)?.msg).toMatch(/^UNEXPECTED: broken$/)
  })
})
