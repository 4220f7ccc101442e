import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Observer } from '../../src/observability/observer.js'
import { OtlpMetrics } from '../../src/observability/otlp.js'
import { recordingLogger } from '../support/kafka.js'
import { serviceStatus } from '../support/service-status.js'
import { Collector } from './collector.js'

describe('metrics over OTLP', () => {
  let collector: Collector

  beforeEach(async () => {
    collector = await Collector.start()
  })
  afterEach(() => collector.stop())

  function start(intervalMs?: number) {
    const observer = new Observer({ read: () => serviceStatus() })
    const logger = recordingLogger()
    const read = () => ({
      observation: observer.observe(),
      minuteRates: observer.ratesOver(60_000),
      application: 'analytics',
      version: '1.2.3',
      ready: true
    })
    const sender = { service: 'svc-7', environment: 'staging', version: '1.2.3', instance: 'host-9' }
    return { logger, otlp: new OtlpMetrics({ read, sender, intervalMs, logger }) }
  }

  it('reach a collector at the interval, with name, resource, attributes and value', async () => {
    const { otlp } = start(100)
    await expect.poll(() => collector.received.length, { timeout: 10_000 }).toBeGreaterThan(1)
    await otlp.stop()
    const [first] = collector.received
    expect(first).toMatchObject({ path: '/v1/metrics', type: 'application/x-protobuf', header: 'streams' })
    for (const text of [
      'svc-7',
      'staging',
      'host-9',
      'millrace_records_consumed',
      'events',
      'millrace_lag_records'
    ])
      expect(first?.body.includes(text), text).toBe(true)
    // Strings lie in protobuf as they are; a double as its eight bytes.
    const consumed = Buffer.alloc(8)
    consumed.writeDoubleLE(100_000)
    expect(first?.body.includes(consumed)).toBe(true)
  })

  it('are sent once more at the end', async () => {
    const { otlp } = start()
    await otlp.stop()
    expect(collector.received).toHaveLength(1)
  })

  it('that no collector takes are told in the log', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1'
    const { logger, otlp } = start(50)
    await expect
      .poll(() => logger.lines.join('\n'), { timeout: 20_000 })
      .toContain('could not be sent over OTLP')
    await otlp.stop()
  }, 40_000)
})
