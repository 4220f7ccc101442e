import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../bench/support/paths.js'
import { renderReport } from './report.js'
import { readResults } from './results.js'

const document = readFileSync(path.join(ROOT, 'docs/reliability.md'), 'utf8')

it('docs/reliability.md has the figures of docs/reliability-results.json', () => {
  expect(renderReport(document, readResults())).toBe(document)
})

it('refuses figures that it does not know', () => {
  expect(() => renderReport('<!-- figures: luck -->\n<!-- end -->', {})).toThrow('luck')
})
