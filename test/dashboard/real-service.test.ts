import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Producer } from 'kafkajs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { StatusAnswer } from '../../src/http/api/schemas.js'
import { freePort } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { useBroker, withProducer } from '../support/kafka.js'
import { ServiceProcess } from '../support/service-process.js'
import { Browser, CHROMIUM, DESK, PHONE } from './browser.js'
import { goTo, PATHS, seriousFindings, type Path } from './checks.js'

/** Without Chromium or a broker these are skipped. */
const isPossible = CHROMIUM !== undefined && inject('kafkaBrokers') !== ''

/** Where pictures of the pages go (`npm run docs:dashboard`); they take a minute of load to look like something. */
const PICTURES = process.env['DASHBOARD_PICTURES']
const LOAD_SECONDS = PICTURES === undefined ? 12 : 150
const EVENTS_PER_TICK = PICTURES === undefined ? 100 : 250
const TICK_MS = 200
const TYPES = ['page_view', 'page_view', 'click', 'add_to_cart', 'conversion']

describe.skipIf(!isPossible)(
  'the dashboard of a service on Kafka (skipped without Chromium or a broker)',
  () => {
    let port = 0
    let base = ''
    let service: ServiceProcess
    let browser: Browser
    let page: Page
    let produced = 0

    beforeAll(async () => {
      port = await freePort()
      base = `http://127.0.0.1:${port}`
      service = new ServiceProcess(useBroker(), {
        PROCESSING_HTTP_PORT: String(port),
        PROCESSING_HTTP_HOST: '127.0.0.1',
        PROCESSING_METRICS_WINDOW_SIZE_SECONDS: '5',
        PROCESSING_PERFORMANCE_WINDOW_SIZE_SECONDS: '10',
        PROCESSING_SESSION_GAP_SECONDS: '5',
        FLINK_WATERMARK_DELAY_SECONDS: '1',
        FLINK_IDLE_TIMEOUT_SECONDS: '0',
        FLINK_CHECKPOINT_INTERVAL_MS: '5000',
        TABLE_MINIBATCH_LATENCY_SECONDS: '0.5'
      })
      await service.createEventsTopic(3)
      service.start()
      browser = await Browser.open(DESK)
      page = await browser.page(base)
      await withProducer(useBroker(), (producer) => load(producer, LOAD_SECONDS))
      while ((await status()).status.records.total < produced) await sleep(100)
    }, 300_000)

    afterAll(async () => {
      await browser.close()
      await service.stop('SIGKILL')
    })

    async function load(producer: Producer, seconds: number): Promise<void> {
      const end = Date.now() + seconds * 1000
      for (let tick = 0; Date.now() < end; tick++) {
        const wave = 1 + 0.4 * Math.sin(tick / 40)
        const messages = Array.from({ length: Math.round(EVENTS_PER_TICK * wave) }, (_, index) => ({
          partition: index % 3,
          value: event(index)
        }))
        await producer.send({ topic: service.topics.events, messages })
        produced += messages.length
        await sleep(TICK_MS)
      }
    }

    async function status(): Promise<StatusAnswer> {
      try {
        return (await (await fetch(`${base}/api/status`)).json()) as StatusAnswer
      } catch {
        await sleep(200)
        return status()
      }
    }

    const textOf = (): Promise<string> => page.locator('body').innerText()

    /** What must stand on a page, made of what the engine reports at this moment. */
    const FIGURES: Readonly<Record<Path, (answer: StatusAnswer) => readonly string[]>> = {
      overview: ({ status: { records } }) => [`${grouped(records.total)} since the start`],
      graph: ({ status: { jobs } }) => ['Exchange', ...jobs.map(({ sink }) => sink)],
      sources: ({ status: { sources } }) =>
        sources.flatMap(({ address, partitions }) => [
          address,
          ...partitions.map(({ position }) => grouped(position))
        ]),
      jobs: ({ status: { jobs } }) => [
        ...jobs.flatMap(({ name, rows }) => [name, grouped(rows)]),
        '"event_type":"page_view"'
      ],
      commits: ({ status: { epoch } }) => [grouped(epoch), 'Transactions by duration'],
      snapshots: ({ status: { snapshots } }) => [grouped(snapshots.last?.epoch ?? 0), 'stored'],
      events: () => ['None since the start.', 'It does its work.'],
      settings: () => ['kafka_bootstrap_servers', useBroker(), 'environment']
    }

    it.each(PATHS)('%s shows the figures that the engine reports', async (path) => {
      await goTo(page, base, path)
      for (const text of FIGURES[path](await status())) {
        await expect.poll(textOf, { message: text, timeout: 10_000 }).toContain(text)
      }
      expect(await seriousFindings(page)).toEqual([])
      expect(browser.complaints).toEqual([])
      expect(browser.foreignRequests).toEqual([])
    })

    it.skipIf(PICTURES === undefined)(
      'has its picture taken',
      async () => {
        const folder = PICTURES ?? ''
        mkdirSync(folder, { recursive: true })
        await withProducer(useBroker(), async (producer) => {
          const loading = load(producer, 60)
          await takePictures(folder, DESK, 'light', PATHS)
          await takePictures(folder, { ...DESK, dark: true }, 'dark', ['overview', 'graph'])
          await takePictures(folder, PHONE, 'phone', ['overview'])
          await loading
        })
      },
      180_000
    )

    async function takePictures(
      folder: string,
      screen: typeof DESK,
      name: string,
      paths: readonly Path[]
    ): Promise<void> {
      const other = await Browser.open(screen)
      const shown = await other.page(base)
      for (const path of paths) {
        await goTo(shown, base, path)
        await sleep(1500)
        await shown.screenshot({ path: join(folder, `${path}-${name}.png`) })
      }
      await other.close()
    }

    it('survives that the service is killed and starts again', async () => {
      await goTo(page, base, 'overview')
      await service.stop('SIGKILL')
      await expect.poll(textOf, { timeout: 10_000 }).toContain('The service does not answer')
      service.start()
      await expect.poll(textOf, { timeout: 60_000 }).toContain('restarted')
      expect(await textOf()).not.toContain('The service does not answer')
      // A browser writes a line of its own for every connection that is refused.
      const complaints = browser.complaints.filter((line) => !line.includes('ERR_CONNECTION_REFUSED'))
      expect(complaints.filter((line) => !line.includes('ERR_INCOMPLETE_CHUNKED_ENCODING'))).toEqual([])
    }, 90_000)
  }
)

function event(index: number): string {
  const type = TYPES[index % TYPES.length]
  const user = Math.floor(Math.random() * 400)
  return JSON.stringify({
    event: { id: String(index), type },
    user: { id: `user-${user}` },
    device: { user_agent: index % 3 === 0 ? 'Mozilla/5.0 (iPhone; Mobile)' : 'Mozilla/5.0 (X11)' },
    context: { session_id: `session-${user}` },
    metrics: { load_time: 100 + Math.floor(Math.random() * 900) },
    timestamp: Date.now()
  })
}

function grouped(value: number): string {
  return value.toLocaleString('en')
}
