import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpServer } from '../../src/http/server.js'
import { fixture, silentLogger } from '../http/support.js'
import { Browser, CHROMIUM, DESK, PHONE } from './browser.js'
import { goTo, PATHS, seriousFindings } from './checks.js'
import { movingServer, statusAfter } from './moving-service.js'

/** Without Chromium these are skipped: `apt-get install chromium`, or CHROMIUM_PATH. */
const describeBrowser = CHROMIUM === undefined ? describe.skip : describe

const OPEN = { allowedHosts: [], token: undefined }

describeBrowser('the dashboard in a browser (skipped where there is no Chromium)', () => {
  const moving = movingServer()
  let base = ''
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await moving.server.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${portOf(moving.server)}`
    browser = await Browser.open(DESK)
    page = await browser.page(base)
  })
  afterAll(async () => {
    await browser.close()
    await moving.server.close()
  })

  it.each([
    ['overview', ['90,000,000 since the start', 'started ', 'watermark 13.0 s', 'cores busy 0.40']],
    ['graph', ['Exchange', 'slots 50 % taken', '17 open windows']],
    ['sources', ['events, partition 1', 'holds the watermark back', '90,001,000', 'idle']],
    ['jobs', ['Counts', 'Aggregate(window=[TUMBLE(60000)])', '{"n":2}', '32,900']],
    ['commits', ['Epochs by records: 3', 'epochs, 2.00 KiB', 'Transactions by duration']],
    ['snapshots', ['disk full', '121 KiB', 'snapshot-7']],
    ['events', ['It does its work.', 'None since the start.']],
    ['settings', ['kafka_sasl_password', '[REDACTED]', 'environment']]
  ] as const)('%s shows what the engine reports', async (path, texts) => {
    await goTo(page, base, path)
    await expect.poll(() => shownText(page)).toContain(texts[0])
    const shown = await shownText(page)
    for (const text of texts) expect(shown).toContain(text)
    expect(shown).not.toContain('hunter2')
  })

  it.each(PATHS)('%s has no serious finding of axe, light and dark', async (path) => {
    await goTo(page, base, path)
    expect(await seriousFindings(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await seriousFindings(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('is moved through by keyboard alone', async () => {
    await goTo(page, base, 'overview')
    await page.locator('nav a').first().focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h2').textContent()).toBe('Job graph')
    await page.locator('.box').first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h2').textContent()).toBe('Sources')
  })

  it('takes a snapshot', async () => {
    await goTo(page, base, 'snapshots')
    await page.getByRole('button', { name: 'Take a snapshot now' }).click()
    await expect.poll(() => shownText(page)).toContain('Stored as snapshot-8.')
    expect(moving.service.snapshots).toBe(1)
  })

  it('keeps the colours that were chosen', async () => {
    await goTo(page, base, 'overview')
    const button = page.locator('button.plain')
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await button.click()
    await button.click()
    await page.reload()
    await page.locator('main .tiles').waitFor()
    expect(await background()).not.toBe(light)
    await button.click()
  })

  it('fits a phone: nothing sticks out', async () => {
    const small = await Browser.open(PHONE)
    const phone = await small.page(base)
    for (const path of PATHS) {
      await goTo(phone, base, path)
      const width = await phone.evaluate(() => document.documentElement.scrollWidth)
      expect(width, path).toBeLessThanOrEqual(PHONE.width)
    }
    await small.close()
  })

  it('comes from this server alone, in less than 200 KB, without a complaint', async () => {
    const sizes: number[] = []
    const fresh = await browser.page(base)
    fresh.on('response', async (response) => {
      if (!response.url().includes('/api/')) sizes.push((await response.body()).length)
    })
    await goTo(fresh, base, 'overview')
    await expect.poll(() => sizes.length).toBeGreaterThan(20)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000)
    expect(browser.foreignRequests).toEqual([])
    expect(browser.complaints).toEqual([])
    await fresh.close()
  })

  it('waits for a service that restarts, and goes on with the new one', async () => {
    const first = createHttpServer(fixture().context, OPEN, silentLogger())
    await first.listen({ host: '127.0.0.1', port: 0 })
    const port = portOf(first)
    const other = await Browser.open(DESK)
    const restarted = await other.page(base)
    await goTo(restarted, `http://127.0.0.1:${port}`, 'overview')
    await expect.poll(() => shownText(restarted)).toContain('100,000 since the start')
    await first.close()
    await expect.poll(() => shownText(restarted)).toContain('The service does not answer')
    const made = fixture()
    made.service.current = statusAfter(10, Date.now())
    const second = createHttpServer(made.context, OPEN, silentLogger())
    await second.listen({ host: '127.0.0.1', port })
    await expect.poll(() => shownText(restarted), { timeout: 15_000 }).toContain('250,000 since the start')
    expect(await shownText(restarted)).not.toContain('The service does not answer')
    await other.close()
    await second.close()
  })
})

function portOf(server: FastifyInstance): number {
  const address = server.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function shownText(page: Page): Promise<string> {
  return page.locator('body').innerText()
}
