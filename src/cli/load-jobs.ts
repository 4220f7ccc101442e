/** Jobs of a user's own: the modules that `--jobs` names. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { createJiti, type Jiti } from 'jiti'
import { jobSetOf, joinJobSets, type JobSet } from '../app/job-set.js'
import { MillraceError } from '../errors.js'
import * as millrace from '../index.js'
import { siteOf } from '../table/index.js'
import * as testing from '../testing/index.js'

const MODULE = /\.(ts|mts|js|mjs)$/
/** Declarations and tests are no part of an application. */
const NO_PART = /\.(d|test|spec)\.m?[tj]s$/
const INDEX = ['index.ts', 'index.mts', 'index.js', 'index.mjs']

/**
 * What the modules get by this package's names: whatever is installed beside them, the very words of the program that
 * runs them, for two copies of it would not know each other's columns.
 */
const ENTRIES = { millrace, 'millrace/testing': testing }

/**
 * Loads a module, or a folder: its `index` module where it has one, else all modules in it but tests. TypeScript is
 * taken as it is, types not checked. What they export makes the application.
 * @throws MillraceError JOBS_UNREADABLE, with file and line where a module fails; JOBS_NONE; what a declaration throws
 */
async function loadJobs(given: string): Promise<JobSet> {
  const place = path.resolve(given)
  const files = modulesOf(given, place)
  const jiti = createJiti(place, { virtualModules: ENTRIES, fsCache: false, moduleCache: false })
  const exports: unknown[] = []
  for (const file of files)
    exports.push(...Object.values((await load(jiti, file)) as Readonly<Record<string, unknown>>))
  const set = jobSetOf(exports)
  if (set.jobs.length === 0) throw new MillraceError('JOBS_NONE', { path: given })
  return set
}

/** The application of several `--jobs`, after `before`. */
export async function loadAllJobs(paths: readonly string[], before: JobSet): Promise<JobSet> {
  let all = before
  for (const each of paths) all = joinJobSets(all, await loadJobs(each))
  return all
}

function modulesOf(given: string, place: string): string[] {
  if (!existsSync(place)) {
    throw new MillraceError('JOBS_UNREADABLE', { path: given, reason: 'there is no such file or folder' })
  }
  if (!statSync(place).isDirectory()) return [place]
  const names = readdirSync(place).filter((name) => MODULE.test(name) && !NO_PART.test(name))
  const index = INDEX.find((name) => names.includes(name))
  return (index === undefined ? names.sort() : [index]).map((name) => path.join(place, name))
}

async function load(jiti: Jiti, file: string): Promise<object> {
  try {
    return await jiti.import<object>(file)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof MillraceError) throw error
    const reason = error.message.split('\n')[0] ?? error.message
    const params = { path: path.relative(process.cwd(), file), reason }
    throw new MillraceError('JOBS_UNREADABLE', params, { cause: error, at: siteOf(error.stack) })
  }
}
