import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { createLogger, type Logger } from '../../src/observability/log.js'

/** A logger whose lines can be read back. */
function capture(env: Record<string, string> = {}): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = []
  const destination = {
    write: (line: string): void => {
      lines.push(JSON.parse(line) as Record<string, unknown>)
    }
  }
  return { logger: createLogger(parseSettings(env).settings, destination), lines }
}

describe('createLogger', () => {
  it('writes one JSON object a line: level, timestamp, who wrote it, fields, message', () => {
    const { logger, lines } = capture({ otel_service_name: 'svc' })
    logger.info({ epoch: 3 }, 'done')
    logger.warn('bare')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toEqual({
      level: 'INFO',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      service: 'svc',
      hostname: hostname(),
      pid: process.pid,
      environment: 'production',
      epoch: 3,
      msg: 'done'
    })
    expect(lines[1]).toMatchObject({ level: 'WARNING', msg: 'bare' })
  })

  it.each([
    ['DEBUG', ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']],
    ['INFO', ['INFO', 'WARNING', 'ERROR', 'CRITICAL']],
    ['WARN', ['WARNING', 'ERROR', 'CRITICAL']],
    ['WARNING', ['WARNING', 'ERROR', 'CRITICAL']],
    ['error', ['ERROR', 'CRITICAL']],
    ['CRITICAL', ['CRITICAL']]
  ])('app_log_level=%s', (level, expected) => {
    const { logger, lines } = capture({ app_log_level: level })
    logger.debug('a')
    logger.info('b')
    logger.warn('c')
    logger.error('d')
    logger.fatal('e')
    expect(lines.map((line) => line.level)).toEqual(expected)
  })
})

describe('redaction', () => {
  it('hides fields by name, in any case, at any depth, in lists, maps and children', () => {
    const { logger, lines } = capture()
    const fields = {
      password: 'p',
      deep: { list: [{ 'X-AUTHORIZATION': 'a', fine: 1 }], map: new Map([['apiKey', 'k']]) },
      session_id: { whole: 'object' },
      user: 'u'
    }
    logger.child({ refreshToken: 't', part: 'x' }).info(fields, 'm')
    expect(lines[0]).toMatchObject({
      refreshToken: '[REDACTED]',
      part: 'x',
      password: '[REDACTED]',
      deep: { list: [{ 'X-AUTHORIZATION': '[REDACTED]', fine: 1 }], map: { apiKey: '[REDACTED]' } },
      session_id: '[REDACTED]',
      user: 'u'
    })
    expect(fields.password).toBe('p')
  })

  it('follows the setting', () => {
    const { logger, lines } = capture({ app_log_redaction_patterns: '["ssn"]' })
    logger.info({ userSSN: '1', password: 'p' }, 'm')
    expect(lines[0]).toMatchObject({ userSSN: '[REDACTED]', password: 'p' })
  })

  it('survives cycles, depth and values that JSON has no word for', () => {
    const { logger, lines } = capture()
    const cyclic: Record<string, unknown> = { name: 'c' }
    cyclic.self = { back: cyclic }
    let nested: Record<string, unknown> = { token: 't' }
    for (let depth = 0; depth < 5000; depth++) nested = { nested }
    const shared = { a: 1 }
    const fields = {
      cyclic,
      nested,
      twice: [shared, shared],
      big: 12n,
      bytes: new Uint8Array(5),
      at: new Date(0),
      never: new Date(NaN),
      set: new Set([1, { secret: 's' }]),
      call: () => 1
    }
    logger.info(fields, 'm')
    expect(lines[0]).toMatchObject({
      cyclic: { name: 'c', self: { back: '[Circular]' } },
      twice: [{ a: 1 }, { a: 1 }],
      big: '12',
      bytes: '<5 bytes>',
      at: '1970-01-01T00:00:00.000Z',
      never: null,
      set: [1, { secret: '[REDACTED]' }]
    })
    expect(JSON.stringify(lines[0])).toContain('[Deep]')
    expect(JSON.stringify(lines[0])).not.toContain('"t"')
  })

  it('writes errors with their causes and fields', () => {
    const { logger, lines } = capture()
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), {
      code: 'E1',
      authToken: 't'
    })
    logger.error({ err: error }, 'failed')
    expect(lines[0]).toMatchObject({
      msg: 'failed',
      err: {
        type: 'TypeError',
        message: 'outer',
        code: 'E1',
        authToken: '[REDACTED]',
        cause: { message: 'inner' }
      }
    })
    logger.error({ err: new AggregateError([new Error('one')], 'all') }, 'failed')
    expect(lines[1]).toMatchObject({ err: { type: 'AggregateError', errors: [{ message: 'one' }] } })
  })

  it('lets no secret through, in 100 objects of every nesting', () => {
    const { logger, lines } = capture()
    const names = ['password', 'API_KEY', 'Authorization', 'set-cookie', 'sessionToken', 'clientSecret']
    const nest: ((inner: object) => unknown)[] = [
      (inner) => ({ inner }),
      (inner) => [inner, [inner]],
      (inner) => new Map([['entry', inner]]),
      (inner) => new Set([inner]),
      (inner) => Object.assign(new Error('failed', { cause: inner }), { detail: inner }),
      (inner) => new AggregateError([inner], 'several')
    ]
    for (let index = 0; index < 100; index++) {
      let value: unknown = { [names[index % names.length]!]: `hunter${index}`, fine: index }
      for (let depth = 0; depth < 1 + (index % 7); depth++) {
        value = nest[(index + depth) % nest.length]!(value as object)
      }
      if (index % 2 === 0) logger.error({ err: value, value }, 'm')
      else logger.child({ value }).info('m')
    }
    expect(lines).toHaveLength(100)
    expect(JSON.stringify(lines)).not.toContain('hunter')
  })
})
