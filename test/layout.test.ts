import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { jobs } from '../src/jobs/index.js'

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

  it('are all registered', () => {
    const registered = jobs.map((job) => job.name)
    expect(classes.map(({ name }) => name).sort()).toEqual(registered.sort())
  })

  it.each(classes)('$name is named by its own file and by its registration alone', ({ file, name }) => {
    const others = filesOf('src').filter((other) => other !== file && read(other).includes(name))
    expect(others.length, others.join(', ')).toBeLessThanOrEqual(1)
  })
})

/** Folders of tests that are about the whole, not about one folder of the sources. */
const CROSS_CUTTING = ['duckdb', 'oracle', 'package', 'reliability', 'simulation', 'support']

describe('test/', () => {
  const tests = filesOf('test').filter((file) => file.endsWith('.test.ts'))

  it.each(tests)('%s lies where what it tests lies', (file) => {
    const folder = path.relative('test', path.dirname(file))
    const [top = ''] = folder.split(path.sep)
    if (top === '' || CROSS_CUTTING.includes(top)) return
    const sources = ['assembly', 'bench', 'deploy', 'examples', 'scripts'].includes(top)
      ? folder
      : path.join('src', folder)
    expect(existsSync(path.join(root, sources)), `${sources} does not exist`).toBe(true)
  })

  it('has tests of every layer of src/', () => {
    const layers = new Set(
      filesOf('src')
        .map((file) => file.split(path.sep)[1]!)
        .filter((name) => !name.endsWith('.ts'))
    )
    const tested = new Set(tests.map((file) => file.split(path.sep)[1]))
    for (const layer of layers) expect(tested).toContain(layer)
  })
})
