import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/cli.js'
import { describeKafka, useBroker } from '../../support/kafka.js'
import { FakeIo } from '../fake-io.js'

/** Windows of a second of event time, a tenth of that by the clock. */
const QUICK = {
  processing_metrics_window_size_seconds: '1',
  processing_performance_window_size_seconds: '1',
  processing_session_gap_seconds: '1'
}
const SUMMARY = /\n[\d,]+ events in [\d.]+ s \([\d,]+\/s\), [\d,]+ malformed, 0 undated, \d+ commits\n/

describe('demo', () => {
  it('shows rows as they fire, stops by itself and sums up', async () => {
    const io = new FakeIo(QUICK)
    expect(await runCli(['demo', '--seconds', '2.5', '--rate', '2000'], io)).toBe(0)
    for (const sink of ['event_metrics', 'session_metrics', 'performance_metrics']) {
      expect(io.stdout.text).toContain(`  ${sink}> {"`)
      expect(io.stdout.text).toMatch(new RegExp(` -> ${sink} {3}rows [1-9]`))
    }
    expect(io.stdout.text).toMatch(SUMMARY)
    expect(io.stderr.text).toBe('')
  })

  it('is a live table on a terminal, and stops on Ctrl-C', async () => {
    const io = new FakeIo({ ...QUICK, NO_COLOR: '1' }, true)
    const code = runCli(['demo', '--rate', '2000'], io)
    await expect.poll(() => io.stdout.text, { timeout: 15_000 }).toMatch(/window_start +window_end/)
    io.signals.emit('SIGINT')
    expect(await code).toBe(0)
    expect(io.stdout.text).toContain(' of 30 s, Ctrl-C stops')
    expect(io.stdout.text).toMatch(SUMMARY)
    expect(io.stdout.text).toContain('\x1b[?25h')
  })

  it('a signal while it sets up ends it at once', async () => {
    // A broker that is never heard of: setting up takes until its time-out, or until it hangs up.
    const sockets: Socket[] = []
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const io = new FakeIo({ ...QUICK, kafka_bootstrap_servers: `127.0.0.1:${port}` })
    const code = runCli(['demo', '--kafka'], io)
    await expect.poll(() => sockets.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(io.signals.listenerCount('SIGINT')).toBe(1)
    io.signals.emit('SIGINT')
    expect(io.exits).toEqual([130])
    silent.close()
    for (const socket of sockets) socket.destroy()
    expect(await code).toBe(1)
  })
})

describeKafka('demo --kafka', () => {
  it('shows committed rows from the topics', async () => {
    const io = new FakeIo({ ...QUICK, KAFKA_BOOTSTRAP_SERVERS: useBroker() })
    expect(await runCli(['demo', '--kafka', '--seconds', '5', '--rate', '1000'], io)).toBe(0)
    expect(io.stdout.text).toContain(`through Kafka at ${useBroker()}`)
    for (const sink of ['event_metrics', 'session_metrics', 'performance_metrics']) {
      expect(io.stdout.text).toContain(`  ${sink}> {"`)
    }
    expect(io.stdout.text).toMatch(SUMMARY)
  })
})
