import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { MillraceError } from '../errors.js'
import { EXIT, type CliIo } from './io.js'

/** Found from src/ and from dist/ alike. */
const STARTER = fileURLToPath(new URL('../../starter', import.meta.url))

/**
 * `millrace init`: writes a starter project into a folder that is empty or not there.
 * @throws MillraceError INIT_FOLDER
 */
export function runInitCommand(folder: string, version: string, io: CliIo): number {
  const place = path.resolve(folder)
  if (existsSync(place) && readdirSync(place).some((name) => !name.startsWith('.'))) {
    throw new MillraceError('INIT_FOLDER', { path: folder })
  }
  mkdirSync(place, { recursive: true })
  cpSync(STARTER, place, { recursive: true })
  const manifest = path.join(place, 'package.json')
  const name = path
    .basename(place)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._]+/, '')
  const text = readFileSync(manifest, 'utf8')
    .replace('"name": "my-jobs"', `"name": ${JSON.stringify(name === '' ? 'my-jobs' : name)}`)
    .replace('"millrace": "*"', `"millrace": "^${version}"`)
  writeFileSync(manifest, text)
  const inside = folder === '.' ? '' : `cd ${folder} && `
  io.stdout.write(
    `A project with one job is in ${folder}. To test it, and to try it on a file:\n\n  ${inside}npm install && npm test\n  npm run try\n`
  )
  return EXIT.ok
}
