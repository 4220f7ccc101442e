import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as millrace from 'millrace'
import * as testing from 'millrace/testing'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const temporaryDirectory = useTemporaryDirectories()
/** Plain JavaScript, without types. */
const REPORT: string = '../../scripts/api-report.mjs'
const execute = promisify(execFile)
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

describe('the public interface', () => {
  it('is the one that docs/api.md lists', async () => {
    const { renderApi } = (await import(REPORT)) as { renderApi: () => string }
    expect(renderApi()).toBe(read('docs/api.md'))
  })

  it('has every word of the table of functions', async () => {
    const all = read('src/table/public.ts') + read('src/table/index.ts')
    const listed = [...all.matchAll(/functions\/\w+\/[\w-]+\.js/g)].map(([file]) => file)
    expect(listed.length).toBeGreaterThan(6)
    for (const file of listed) {
      const words = (await import(path.join(root, 'src/table', file.replace('.js', '.ts')))) as object
      const names = Object.keys(words).filter((name) => name !== 'default')
      expect(Object.keys(millrace), file).toEqual(expect.arrayContaining(names))
    }
  })

  it('has nothing internal', () => {
    expect(Object.keys(millrace)).not.toEqual(expect.arrayContaining(['sourceTable']))
    expect(Object.keys(testing).sort()).toEqual(['clock', 'epoch', 'record', 'runJob', 'watermark'])
  })
})

describe("a stranger's path", () => {
  it('init, edit, test and run on a file, from the files that are packed', { timeout: 240_000 }, async () => {
    const folder = path.join(temporaryDirectory(), 'shop')
    // As npm would install it: the files of the tarball, with its dependencies beside it.
    const installed = path.join(folder, 'node_modules/millrace')
    const main = path.join(root, 'dist/main.js')
    await execute(process.execPath, [main, 'init', folder])
    mkdirSync(installed, { recursive: true })
    for (const file of ['dist', 'package.json', 'starter', 'docs']) {
      cpSync(path.join(root, file), path.join(installed, file), { recursive: true })
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(installed, 'node_modules'))
    symlinkSync(path.join(root, 'node_modules/jiti'), path.join(folder, 'node_modules/jiti'))

    const job = path.join(folder, 'jobs/visits.ts')
    writeFileSync(job, readFileSync(job, 'utf8').replaceAll('views:', 'seen:'))
    const test = path.join(folder, 'jobs/visits.test.ts')
    writeFileSync(test, readFileSync(test, 'utf8').replaceAll('views:', 'seen:'))
    const node = (...args: string[]) => execute(process.execPath, args, { cwd: folder })
    expect((await node('--import', 'jiti/register', '--test', 'jobs/visits.test.ts')).stdout).toContain(
      '# pass 1'
    )

    const cli = path.join(installed, 'dist/main.js')
    const { stdout } = await execute(
      process.execPath,
      [
        cli,
        'run',
        '--only',
        '--jobs',
        'jobs',
        '--source',
        'file:events.ndjson',
        '--sink',
        'print:format=plain'
      ],
      { cwd: folder, env: { ...process.env, PROCESSING_HTTP_PORT: '0', PROCESSING_METRICS_PORT: '0' } }
    )
    expect(stdout.trim().split('\n').sort()).toEqual([
      '{"window_start":"2026-01-01 00:00:00Z","page":"/","seen":2}',
      '{"window_start":"2026-01-01 00:00:00Z","page":"/docs","seen":1}',
      '{"window_start":"2026-01-01 00:01:00Z","page":"/","seen":1}'
    ])
    await expect(execute(process.execPath, [main, 'init', folder])).rejects.toMatchObject({ code: 2 })
  })
})
