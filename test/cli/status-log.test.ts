import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { createLogger } from '../../src/observability/log.js'
import { statusLogger } from '../../src/cli/status-log.js'
import { FakeOutput } from '../cli/fake-io.js'
import { STATUS } from '../cli/demo/status.js'

describe('statusLogger', () => {
  it('logs progress at INFO, and at DEBUG when there was none', () => {
    const output = new FakeOutput()
    const log = statusLogger(createLogger(parseSettings({ app_log_level: 'DEBUG' }).settings, output))
    log(STATUS)
    log(STATUS)
    log({ ...STATUS, records: STATUS.records + 1, watermark: null })
    const lines = output.lines.map((line) => JSON.parse(line) as object)
    expect(lines).toMatchObject([
      { level: 'INFO', msg: 'progress', watermark: '2026-01-02T03:04:05.678Z', recordsPerSecond: 1000 },
      { level: 'DEBUG', msg: 'no new records' },
      { level: 'INFO', msg: 'progress', watermark: null, jobs: STATUS.jobs }
    ])
  })

  it('has nothing that the default patterns redact', () => {
    const output = new FakeOutput()
    statusLogger(createLogger(parseSettings({}).settings, output))(STATUS)
    expect(output.text).not.toContain('REDACTED')
  })
})
