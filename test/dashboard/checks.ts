import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The paths of all pages. */
export const PATHS = [
  'overview',
  'graph',
  'sources',
  'jobs',
  'commits',
  'snapshots',
  'events',
  'settings'
] as const

export type Path = (typeof PATHS)[number]

/** Goes to a page and waits until it shows figures. */
export async function goTo(page: Page, base: string, path: Path): Promise<void> {
  await page.goto(`${base}/#/${path}`)
  await page.locator('main .panel, main .tiles').first().waitFor()
}

/** What axe calls serious or worse, one line a rule. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Not by a script tag: the page's own policy would refuse it.
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { html: string }[] }[]
        }>
      }
    }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html)
            .join(' ')
            .slice(0, 300)}`
      )
  })
}
