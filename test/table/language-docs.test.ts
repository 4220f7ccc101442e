import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { renderLanguageDocs } from '../../src/table/print/language-docs.js'

it('docs/language.md is what the table of functions says; `npm run docs:language` writes it', () => {
  const written = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8')
  expect(written).toBe(renderLanguageDocs())
})
