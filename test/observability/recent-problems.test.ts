import { describe, expect, it } from 'vitest'
import { RecentProblems } from '../../src/observability/recent-problems.js'
import { MillraceError } from '../../src/errors.js'
import { silentLogger } from '../http/support.js'

describe('what the log has said from WARNING on', () => {
  it('is kept by kind, with how often and when', () => {
    let now = 1000
    const problems = new RecentProblems(() => now)
    const logger = problems.around(silentLogger())
    logger.info('nothing')
    logger.warn({ password: 'p' }, 'slow')
    now = 2000
    logger.child({ part: 'x' }).warn('slow')
    logger.fatal({ err: new MillraceError('KERNEL_CONTRACT', { found: 1, expected: 2 }) }, 'failed')
    logger.error('HTTP_PORT: taken')
    expect(problems.list()).toEqual([
      { level: 'WARNING', code: null, message: 'slow', count: 2, firstAt: 1000, lastAt: 2000 },
      {
        level: 'CRITICAL',
        code: 'KERNEL_CONTRACT',
        message: 'failed',
        count: 1,
        firstAt: 2000,
        lastAt: 2000
      },
      {
        level: 'ERROR',
        code: 'HTTP_PORT',
        message: 'HTTP_PORT: taken',
        count: 1,
        firstAt: 2000,
        lastAt: 2000
      }
    ])
    expect(JSON.stringify(problems.list())).not.toContain('"p"')
  })

  it('is bounded, and hands every line on', () => {
    const lines: unknown[] = []
    const inner = { ...silentLogger(), warn: (...line: unknown[]) => void lines.push(line) }
    const problems = new RecentProblems()
    const logger = problems.around(inner)
    for (let kind = 0; kind < 1000; kind++) logger.warn({ kind }, `kind ${kind}`)
    expect(problems.list().map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, index) => `kind ${980 + index}`)
    )
    expect(lines).toHaveLength(1000)
    expect(lines[0]).toEqual([{ kind: 0 }, 'kind 0'])
  })
})
