import { setTimeout as sleep } from 'node:timers/promises'
import type { Producer } from 'kafkajs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { LocalBroker } from '../../src/connectors/kafka/local-broker/broker.js'
import { startLocalBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'
import { kafkaJs } from '../support/kafka.js'
import { freePort } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { ServiceProcess } from '../support/service-process.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import { Browser, CHROMIUM, DESK } from './browser.js'
import { goTo } from './checks.js'

const isPossible = CHROMIUM !== undefined && inject('kafkaLibs') !== ''
const temporaryDirectory = useTemporaryDirectories()
const NOTICED = { timeout: 60_000, interval: 200 }

describe.skipIf(!isPossible)('a broker that is killed under load (skipped without Chromium or Java)', () => {
  let broker: LocalBroker
  let service: ServiceProcess
  let producer: Producer
  let browser: Browser
  let page: Page
  let dashboard = ''
  let metrics = ''
  let isLoading = true
  let loading: Promise<void>

  beforeAll(async () => {
    broker = await startLocalBroker({ own: true })
    const [http, prometheus] = [await freePort(), await freePort()]
    dashboard = `http://127.0.0.1:${http}`
    metrics = `http://127.0.0.1:${prometheus}/metrics`
    service = new ServiceProcess(broker.brokers.join(), {
      PROCESSING_HTTP_HOST: '127.0.0.1',
      PROCESSING_HTTP_PORT: String(http),
      PROCESSING_METRICS_PORT: String(prometheus),
      PROCESSING_STATE_DIR: temporaryDirectory(),
      TABLE_MINIBATCH_LATENCY_SECONDS: '0.2'
    })
    await service.createEventsTopic(2)
    service.start()
    producer = kafkaJs(broker.brokers.join()).producer()
    await producer.connect()
    loading = load()
    browser = await Browser.open(DESK)
    page = await browser.page(dashboard)
  }, 180_000)

  afterAll(async () => {
    isLoading = false
    await loading
    await service.stop('SIGKILL')
    await producer.disconnect().catch(() => undefined)
    await broker.stop()
    await browser.close()
  }, 60_000)

  /** Goes on while the broker is away, as the world does. */
  async function load(): Promise<void> {
    for (let sent = 0; isLoading; sent += 200) {
      const messages = Array.from({ length: 200 }, (_, index) => ({ value: event(sent + index) }))
      await producer.send({ topic: service.topics.events, messages }).catch(() => undefined)
      await sleep(50)
    }
  }

  async function readiness(): Promise<[number, string[]]> {
    try {
      const answer = await fetch(`${dashboard}/readyz`)
      return [answer.status, ((await answer.json()) as { reasons: string[] }).reasons]
    } catch {
      return [0, []]
    }
  }

  async function gauge(name: string): Promise<number> {
    const text = await (await fetch(metrics)).text()
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }

  const shown = (): Promise<string> => page.locator('body').innerText()
  const lines = (text: string): number =>
    service.output.split('\n').filter((line) => line.includes(text)).length

  it('is told by dashboard, /readyz, metrics and one line of the log, and again when it is back', async () => {
    await expect.poll(readiness, NOTICED).toEqual([200, []])
    await goTo(page, dashboard, 'events')
    await expect.poll(() => gauge('millrace_epochs_total'), NOTICED).toBeGreaterThan(2)
    expect(await gauge('millrace_outages_open')).toBe(0)
    await broker.kill()
    const address = `Kafka at ${broker.brokers.join()}`
    await expect
      .poll(readiness, NOTICED)
      .toEqual([503, [expect.stringContaining(`${address} is out of reach`)]])
    expect(await gauge('millrace_outages_open')).toBe(1)
    expect(await gauge('millrace_ready')).toBe(0)
    await expect.poll(shown, NOTICED).toMatch(/not ready[\s\S]*Kafka at [\s\S]*out of reach/)
    await sleep(5000)
    expect(lines(`${address} is out of reach`)).toBe(1)

    const before = await gauge('millrace_commits_total')
    await broker.restart()
    await expect.poll(readiness, NOTICED).toEqual([200, []])
    await expect.poll(() => gauge('millrace_outages_open'), NOTICED).toBe(0)
    await expect.poll(() => gauge('millrace_commits_total'), NOTICED).toBeGreaterThan(before)
    expect(await gauge('millrace_ready')).toBe(1)
    await expect.poll(shown, NOTICED).toMatch(/It does its work[\s\S]*back/)
    expect(lines(`${address} is back`)).toBe(1)
    const rows = page.getByRole('table', { name: 'Outages' }).locator('tbody tr')
    expect(await rows.count()).toBe(1)
  }, 240_000)
})

function event(index: number): string {
  return JSON.stringify({
    event: { id: String(index), type: 'page_view' },
    user: { id: `user-${index % 50}` },
    context: { session_id: `session-${index % 50}` },
    timestamp: Date.now()
  })
}
