import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderSettingsDocs } from '../../src/config/settings-docs.js'
import { SETTING_KEYS } from '../../src/config/settings-table.js'

describe('docs/settings.md', () => {
  it('is what the settings table says; `npm run docs:settings` writes it', () => {
    const written = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
    expect(written).toBe(renderSettingsDocs())
  })

  it('has a row for every setting', () => {
    const rows = renderSettingsDocs()
    for (const key of SETTING_KEYS) expect(rows).toContain(`| \`${key}\` | `)
  })
})
