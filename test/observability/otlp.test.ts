import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Observer } from '../../src/observability/observer.js'
import { OtlpMetrics } from '../../src/observability/otlp.js'
import { recordingLogger } from '../support/kafka.js'
import { serviceStatus } from '../support/service-status.js'

interface Received {
  readonly path: string
  readonly type: string
  readonly header: string
  readonly body: Buffer
}

describe('metrics over OTLP', () => {
  let server: Server
  const received: Received[] = []

  beforeEach(async () => {
    received.length = 0
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { 'content-type': type = '', 'x-team': header = '' } = request.headers
        received.push({ path: request.url ?? '', type, header: String(header), body })
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-team=streams'
  })
  afterEach(async () => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS']
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

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
    const resource = { service: 'svc-7', environment: 'staging', version: '1.2.3', instance: 'host-9' }
    return { logger, otlp: new OtlpMetrics({ read, resource, intervalMs, logger }) }
  }

  it('reach a collector at the interval, with name, resource, attributes and value', async () => {
    const { otlp } = start(100)
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(1)
    await otlp.stop()
    const [first] = received
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
    expect(received).toHaveLength(1)
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

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
