import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { supervise, type Stoppable } from '../../src/cli/supervise.js'
import { MillraceError } from '../../src/errors.js'
import { createLogger } from '../../src/observability/log.js'
import { FakeIo } from './fake-io.js'

/** A service that ends when the test says so. */
class ControlledService implements Stoppable {
  stops = 0
  end: () => void = () => undefined
  fail: (error: unknown) => void = () => undefined
  readonly finished = new Promise<void>((resolve, reject) => {
    this.end = resolve
    this.fail = reject
  })

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

  it.each(['SIGTERM', 'SIGINT'] as const)('%s stops the service, exit code 0', async (signal) => {
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
    ['SIGINT', 130]
  ] as const)('a second signal, %s, ends at once with %i', (signal, expected) => {
    const { io, service } = start()
    io.signals.emit('SIGTERM')
    io.signals.emit(signal)
    expect(io.exits).toEqual([expected])
    expect(service.stops).toBe(1)
  })

  it('a stop that fails is a failure', async () => {
    const { io, service, code } = start()
    io.signals.emit('SIGTERM')
    service.fail(new Error('broken'))
    expect(await code).toBe(1)
    expect(io.log.at(-1)?.msg).toMatch(/^UNEXPECTED: broken$/)
  })
})
