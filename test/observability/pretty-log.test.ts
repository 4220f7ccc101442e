import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { createLogger } from '../../src/observability/log.js'
import { prettyOutput } from '../../src/observability/pretty-log.js'
import { FakeOutput } from '../cli/fake-io.js'

function shown(colours: boolean): string {
  const output = new FakeOutput()
  const logger = createLogger(parseSettings({}).settings, prettyOutput(output, colours))
  logger.warn({ epoch: 3, apiKey: 'k' }, 'something happened')
  return output.text
}

describe('prettyOutput', () => {
  it('writes a line for people: clock, level, message, fields', () => {
    expect(shown(false)).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARNING\s*: something happened .*"epoch":3/)
    expect(shown(false)).toContain('[REDACTED]')
  })

  it('is coloured only where that is wanted', () => {
    const escape = String.fromCharCode(27)
    expect(shown(true)).toContain(`${escape}[33mWARNING`)
    expect(shown(false)).not.toContain(escape)
  })
})
