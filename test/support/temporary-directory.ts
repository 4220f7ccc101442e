import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from 'vitest'

/** Answers with a fresh directory, removed after the test. */
export function useTemporaryDirectories(): () => string {
  const directories: string[] = []
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
  })
  return () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'millrace-test-'))
    directories.push(directory)
    return directory
  }
}
