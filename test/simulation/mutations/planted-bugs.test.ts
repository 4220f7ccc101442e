import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { plant } from './planted-bug.js'
import { PLANTED_BUGS } from './planted-bugs.js'

const SOURCES = path.join(import.meta.dirname, '../../../src')

describe('the list of planted bugs', () => {
  it.each(PLANTED_BUGS)('fits the sources: $name', (bug) => {
    const source = readFileSync(path.join(SOURCES, bug.file), 'utf8')
    expect(plant(bug, source)).not.toBe(source)
  })

  it('has no name twice', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length)
  })
})
