/**
 * Other versions of Node, as the npm package `node` brings them, kept in build/node/.
 *
 *     node scripts/node-versions.mjs path 24       where that Node is, fetched if it is not there yet
 *     node scripts/node-versions.mjs test [22 24]  runs a part of the tests on each, by default on all but the present one
 *
 * Where a version cannot be had that is said, and is no failure.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MAJORS = ['20', '22', '24']

/** What depends on Node most: modules, streams, files, HTTP, codecs, and the whole way of the data with real rows. */
const TESTS = [
  'test/oracle/file.test.ts',
  'test/cli/main.test.ts',
  'test/cli/run-command.test.ts',
  'test/service',
  'test/http',
  'test/records',
  'test/connectors/file',
  'test/connectors/kafka/source/source.test.ts'
]

/** The program of a version; null where it cannot be had. */
function nodeOf(major) {
  const folder = path.join(ROOT, 'build/node', major)
  const program = path.join(folder, 'node_modules/node/bin/node')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', `node@${major}`]
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] })
  return status === 0 && existsSync(program) ? program : null
}

function test(majors) {
  const missing = []
  const failed = []
  for (const major of majors) {
    const program = nodeOf(major)
    if (program === null) {
      missing.push(major)
      continue
    }
    console.error(`Node ${execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()}`)
    const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
    const env = { ...process.env, PATH: `${path.dirname(program)}${path.delimiter}${process.env.PATH}` }
    const { status } = spawnSync(program, [vitest, 'run', ...TESTS], { cwd: ROOT, stdio: 'inherit', env })
    if (status !== 0) failed.push(major)
  }
  if (missing.length > 0) console.error(`could not be had: Node ${missing.join(', ')}`)
  if (failed.length > 0) console.error(`failed: Node ${failed.join(', ')}`)
  return failed.length > 0 ? 1 : 0
}

const [command, ...rest] = process.argv.slice(2)
if (command === 'path' && rest.length === 1) {
  const program = nodeOf(rest[0])
  if (program !== null) console.log(program)
  process.exitCode = program === null ? 1 : 0
} else if (command === 'test') {
  const present = process.versions.node.split('.')[0]
  process.exitCode = test(rest.length > 0 ? rest : MAJORS.filter((major) => major !== present))
} else {
  console.error('node scripts/node-versions.mjs path MAJOR | test [MAJOR ...]')
  process.exitCode = 2
}
