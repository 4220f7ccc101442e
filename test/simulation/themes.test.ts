import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PLANTED_BUGS } from './mutations/planted-bugs.js'
import { MUTATIONS } from './mutations.js'
import { FAULTS, WAYS } from './tally.js'
import { THEMES } from './themes.js'

const DOCS = readFileSync(path.join(import.meta.dirname, '../../docs/reliability.md'), 'utf8')

/** The cells of the table between `<!-- list: NAME -->` and `<!-- end -->`, without its head. */
function tableOf(name: string): string[][] {
  const [, text = ''] = new RegExp(`<!-- list: ${name} -->\\n([^]*?)<!-- end -->`).exec(DOCS) ?? []
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
}

describe('docs/reliability.md', () => {
  it('lists the themes as they are', () => {
    expect(tableOf('themes')).toEqual(THEMES.map(({ name, about }) => [name, about]))
  })

  it('lists every fault and every way of recovery', () => {
    expect(tableOf('faults').map(([name]) => name)).toEqual([...FAULTS])
    expect(tableOf('ways').map(([name]) => name)).toEqual([...WAYS])
  })

  it('says how many bugs are planted where', () => {
    const inFolder = (folder: string): number =>
      PLANTED_BUGS.filter(({ file }) => file.startsWith(folder)).length
    const counts = tableOf('mutations').map(([, count]) => Number(count))
    expect(counts).toEqual([
      Object.keys(MUTATIONS).length,
      ...['connectors/', 'records/', 'engine/', 'state/'].map(inFolder)
    ])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
      PLANTED_BUGS.length + Object.keys(MUTATIONS).length
    )
  })
})
