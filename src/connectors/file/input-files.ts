import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { MillraceError } from '../../errors.js'
import { STDIN } from './byte-reader.js'

const JSON_LINES = /\.(ndjson|jsonl|json)(\.gz)?$/

/**
 * The files that the given paths stand for, in order: a file for itself, a directory for the .ndjson, .jsonl and
 * .json files in it, gzipped ones too, sorted by name. Throws SOURCE_FILE_UNREADABLE or SOURCE_FILE_NONE.
 */
export async function listInputFiles(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(paths.map(async (given) => (given === STDIN ? [STDIN] : expand(given))))
  const files = lists.flat()
  if (files.length === 0) throw new MillraceError('SOURCE_FILE_NONE', { path: paths.join(', ') || 'no path' })
  return files
}

async function expand(given: string): Promise<string[]> {
  try {
    if (!(await stat(given)).isDirectory()) return [given]
    const names = (await readdir(given)).filter((name) => JSON_LINES.test(name)).sort()
    return names.map((name) => path.join(given, name))
  } catch (error) {
    throw unreadable(given, error)
  }
}

export function unreadable(path: string, error: unknown): MillraceError {
  const reason =
    (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message
  return new MillraceError('SOURCE_FILE_UNREADABLE', { path, reason }, { cause: error })
}
