import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { OtlpTraces } from '../../src/observability/otlp-traces.js'
import { FakeIo, NO_PORTS } from '../cli/fake-io.js'
import { recordingLogger } from '../support/kafka.js'
import { Collector } from './collector.js'

const SENDER = { service: 'svc-7', environment: 'staging', version: '1.2.3', instance: 'host-9' }
const NOW = Date.UTC(2026, 0, 15, 12)

describe('traces over OTLP', () => {
  let collector: Collector

  beforeEach(async () => {
    collector = await Collector.start()
  })
  afterEach(async () => {
    delete process.env['OTEL_TRACES_SAMPLER']
    await collector.stop()
  })

  function start(sampler?: string): OtlpTraces {
    if (sampler !== undefined) process.env['OTEL_TRACES_SAMPLER'] = sampler
    return new OtlpTraces({ sender: SENDER, group: 'analytics', env: process.env, logger: recordingLogger() })
  }

  function tell(traces: OtlpTraces, epochs: number): void {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const sources = [{ connector: 'kafka', address: 'clicks' }]
      traces.epoch({ epoch, begunAt: NOW, endedAt: NOW + 12, records: 500, rows: 3, sources })
    }
  }

  const spans = (): number =>
    collector.received.reduce(
      (sum, { body }) => sum + body.toString('latin1').split('process clicks').length - 1,
      0
    )

  it('have a span an epoch, by the conventions for messaging', async () => {
    const traces = start('always_on')
    tell(traces, 3)
    await traces.stop()
    const [first] = collector.received
    expect(first).toMatchObject({ path: '/v1/traces', type: 'application/x-protobuf', header: 'streams' })
    expect(spans()).toBe(3)
    for (const text of [
      'svc-7',
      'host-9',
      'messaging.system',
      'kafka',
      'messaging.batch.message_count',
      'messaging.consumer.group.name',
      'analytics',
      'millrace.epoch'
    ])
      expect(first?.body.includes(text), text).toBe(true)
    // Times are nanoseconds, eight bytes little endian.
    const ended = Buffer.alloc(8)
    ended.writeBigUInt64LE(BigInt(NOW + 12) * 1_000_000n)
    expect(first?.body.includes(ended)).toBe(true)
  })

  it('are a sample of the epochs where nothing is said', async () => {
    const traces = start()
    tell(traces, 2000)
    await traces.stop()
    // A hundredth of them: 20, and hardly ever twice as many or none.
    expect(spans()).toBeGreaterThan(0)
    expect(spans()).toBeLessThan(80)
  })

  it('come from a service that runs, beside its metrics', async () => {
    process.env['OTEL_TRACES_SAMPLER'] = 'always_on'
    const folder = mkdtempSync(join(tmpdir(), 'millrace-traces-'))
    const events = Array.from({ length: 50 }, (_, second) =>
      JSON.stringify({ event: { type: 'click' }, user: { id: 'u' }, timestamp: NOW + second * 1000 })
    )
    const file = join(folder, 'events.ndjson')
    writeFileSync(file, `${events.join('\n')}\n`)
    const io = new FakeIo({
      ...NO_PORTS,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: 'always_on'
    })
    expect(await runCli(['run', '--source', `file:${file}`, '--sink', 'blackhole'], io)).toBe(0)
    const paths = new Set(collector.received.map(({ path }) => path))
    expect(paths).toContain('/v1/metrics')
    const traces = collector.received.find(({ path }) => path === '/v1/traces')
    expect(traces?.body.includes(`process ${file}`)).toBe(true)
  })
})
