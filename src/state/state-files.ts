import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The file system as the directory store needs it: small, so that a simulator can tear and flip what is written. */
export interface StateFiles {
  /** Makes a directory and its parents; one that exists is fine. */
  makeDirectory(path: string): Promise<void>
  /** Names of the entries. */
  list(path: string): Promise<string[]>
  /** Writes a new file; when it resolves, the bytes are on the disk. A file of that name is an error (EEXIST). */
  writeNew(path: string, bytes: Uint8Array): Promise<void>
  /** Replaces what bears the new name, all or nothing. On the disk only after {@link syncDirectory}. */
  rename(from: string, to: string): Promise<void>
  /** Makes renames in the directory survive a power failure. */
  syncDirectory(path: string): Promise<void>
  read(path: string): Promise<Uint8Array>
  /** Removes a file; one that is gone is fine. */
  remove(path: string): Promise<void>
}

/** The real one. */
export const NODE_FILES: StateFiles = {
  makeDirectory,
  list: (path) => readdir(path),
  writeNew: async (path, bytes) => {
    const file = await open(path, 'wx', 0o640)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  rename,
  syncDirectory: async (path) => {
    const directory = await open(path, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  },
  read: (path) => readFile(path),
  remove: (path) => rm(path, { force: true })
}

/**
 * Node's own recursion answers ENOENT for whatever keeps a parent from being made, a read-only file system for one, and
 * on some file systems never ends.
 */
async function makeDirectory(path: string): Promise<void> {
  const parent = dirname(path)
  if (parent !== path && !(await isDirectory(parent))) await makeDirectory(parent)
  await mkdir(path).catch(async (error: unknown) => {
    if (!(await isDirectory(path))) throw error
  })
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false
  )
}
