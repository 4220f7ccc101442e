import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

function filesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

/** The kernels know plans, not jobs: none of these words may come up, in code or comments. */
const JOB_WORDS =
  /\b(page_?views?|user_?agents?|session_?ids?|user_?ids?|load_?times?|device_category|event_?types?|event_?metrics|campaigns?)\b/i

describe('assembly/', () => {
  const kernels = filesOf('assembly').filter((file) => file.endsWith('.ts'))

  it('knows no job', () => {
    const found = kernels
      .map((file) => [file, JOB_WORDS.exec(read(file))?.[0]])
      .filter(([, word]) => word !== undefined)
    expect(found).toEqual([])
  })

  it('keeps its files at 400 lines or less', () => {
    const long = kernels.filter((file) => read(file).split('\n').length - 1 > 400)
    expect(long).toEqual([])
  })

  it('exports at its index, and does nothing else there', () => {
    const statements = read('assembly/index.ts')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .split(/\n(?=\S)/)
    for (const statement of statements.map((text) => text.trim()).filter((text) => text !== '')) {
      expect(statement).toMatch(/^(export (\{|\*)|\})/)
    }
  })
})

describe('the jobs', () => {
  const classes = filesOf('src/jobs').flatMap((file) =>
    [...read(file).matchAll(/export class (\w+) extends BaseJob/g)].map((match) => ({
      file,
      name: match[1]!
    }))
  )

  it('are three', () => {
    expect(classes.map(({ name }) => name).sort()).toEqual([
      'EventAggregator',
      'PerformanceTracker',
      'SessionTracker'
    ])
  })

  it.each(classes)('$name is named by its own file and by its registration alone', ({ file, name }) => {
    const others = filesOf('src').filter((other) => other !== file && read(other).includes(name))
    expect(others.length, others.join(', ')).toBeLessThanOrEqual(1)
  })
})

describe('test/', () => {
  it('mirrors src/: every test of a layer tests something there', () => {
    const layers = new Set(
      filesOf('src')
        .map((file) => file.split(path.sep)[1]!)
        .filter((name) => !name.endsWith('.ts'))
    )
    const tested = readdirSync(path.join(root, 'test'))
    for (const layer of layers) expect(tested).toContain(layer)
  })
})
