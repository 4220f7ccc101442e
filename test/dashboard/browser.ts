import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Where Chromium lies: CHROMIUM_PATH, else where Debian puts it; undefined where there is none. */
export const CHROMIUM = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path)
)

/** Chromium talks to its maker's hosts by itself, which a test must not. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
]

export interface Screen {
  readonly width: number
  readonly height: number
  readonly dark?: boolean
}

export const DESK: Screen = { width: 1360, height: 860 }
export const PHONE: Screen = { width: 390, height: 844 }

/** A browser with a profile of its own, and what its pages complained of. */
export class Browser {
  readonly complaints: string[] = []
  /** Requests to any other host than the service's. */
  readonly foreignRequests: string[] = []
  readonly #context: BrowserContext
  readonly #profile: string

  private constructor(context: BrowserContext, profile: string) {
    this.#context = context
    this.#profile = profile
  }

  static async open({ width, height, dark = false }: Screen): Promise<Browser> {
    if (CHROMIUM === undefined) throw new Error('there is no Chromium: apt-get install chromium')
    const profile = mkdtempSync(join(tmpdir(), 'millrace-browser-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: ARGS,
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce'
    })
    return new Browser(context, profile)
  }

  async page(base: string): Promise<Page> {
    const page = await this.#context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(base)) this.foreignRequests.push(request.url())
    })
    return page
  }

  async close(): Promise<void> {
    await this.#context.close()
    rmSync(this.#profile, { recursive: true, force: true })
  }
}
