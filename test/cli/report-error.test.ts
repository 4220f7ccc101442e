import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/io.js'
import { reportError } from '../../src/cli/report-error.js'
import { SettingsError } from '../../src/config/settings.js'
import { ERROR_TABLE, MillraceError } from '../../src/errors.js'
import { FakeIo } from './fake-io.js'

describe('reportError', () => {
  it.each([
    ['settings', new SettingsError(['a: wrong', 'b: wrong']), 2, ['a: wrong', 'b: wrong']],
    [
      'a connector',
      new MillraceError('CONNECTOR_UNKNOWN', { role: 'sink', found: 'x', expected: 'y' }),
      2,
      ['CONNECTOR_UNKNOWN: There is no sink connector x; choose one of y.']
    ],
    ['a job', new MillraceError('PLAN_INVALID', { job: 'J', reason: 'r' }), 1, ['PLAN_INVALID: Job J: r.']],
    ['something thrown', 'odd', 1, ['UNEXPECTED: odd']]
  ])('%s', (_name, error, code, lines) => {
    const io = new FakeIo()
    expect(reportError(error, io)).toBe(code)
    expect(io.stderr.lines).toEqual(lines)
  })

  it('shows the stack of what nobody has foreseen', () => {
    const io = new FakeIo()
    expect(reportError(new TypeError('broken'), io)).toBe(1)
    expect(io.stderr.lines[0]).toBe('UNEXPECTED: broken')
    expect(io.stderr.text).toContain('\n    at ')
  })
})

describe('docs/runbook.md', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  const [, table = ''] = runbook.split('## What each error code means')
  const told = [...(table.split('\n## ')[0] ?? '').matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code]) => code)

  it('says of each error code what to do, once, and of no other', () => {
    expect([...told].sort()).toEqual(Object.keys(ERROR_TABLE).sort())
  })
})

describe('exit codes', () => {
  it.each(['docs/operations.md', 'src/cli/cli.ts'])('are all told in %s', (file) => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    for (const code of Object.values(EXIT)) expect(text, String(code)).toMatch(new RegExp(`\\b${code}\\b`))
  })
})
