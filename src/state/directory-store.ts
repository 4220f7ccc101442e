import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { stateFolder } from '../config/state-folder.js'
import { MillraceError } from '../errors.js'
import { encodeSnapshot, type SnapshotContents } from './snapshot.js'
import {
  decodeStored,
  isOutdated,
  newestFirst,
  snapshotId,
  type SnapshotStore,
  type StoredSnapshot
} from './snapshot-store.js'
import { NODE_FILES, type StateFiles } from './state-files.js'

export interface DirectoryStoreOptions {
  /** The setting processing_state_dir. */
  readonly directory: string
  /** Applications of other groups may share the directory: each has a folder of its own in it. */
  readonly group: string
  readonly files?: StateFiles
  /** 16 hexadecimal digits, never the same again. */
  readonly random?: () => string
}

const SUFFIX = '.snapshot'
/** What is being written bears this behind its name until it is whole. */
const UNFINISHED = '.unfinished'

/**
 * Snapshots as files `<directory>/<group>/<id>.snapshot`. Each is written beside under another name, forced to the
 * disk, renamed, and the rename forced to the disk: a file with the name of a snapshot is whole, or the disk lied,
 * which its checksum shows.
 */
export class DirectorySnapshotStore implements SnapshotStore {
  readonly #path: string
  readonly #directory: string
  readonly #files: StateFiles
  readonly #random: () => string

  constructor(options: DirectoryStoreOptions) {
    this.#directory = options.directory
    this.#path = resolve(options.directory, stateFolder(options.group))
    this.#files = options.files ?? NODE_FILES
    this.#random = options.random ?? (() => randomBytes(8).toString('hex'))
  }

  async open(): Promise<void> {
    await this.#files.makeDirectory(this.#path).catch((error: unknown) => {
      throw this.#explain(error, { ENOENT: 'no directory can be made there' })
    })
    await this.#attempt(async () => {
      await this.#files.syncDirectory(this.#directory)
      await this.#tryWriting()
    })
  }

  async save(contents: SnapshotContents): Promise<string> {
    const bytes = await encodeSnapshot(contents)
    const id = snapshotId(contents.epoch, this.#random())
    await this.#attempt(() => this.#write(id + SUFFIX, bytes))
    return id
  }

  list(): Promise<StoredSnapshot[]> {
    return this.#attempt(async () => newestFirst(idsOf(await this.#files.list(this.#path))))
  }

  async load(id: string): Promise<SnapshotContents> {
    return decodeStored(id, await this.#read(id))
  }

  async removeOutdated(named: readonly StoredSnapshot[]): Promise<void> {
    try {
      for (const name of await this.#files.list(this.#path)) {
        const id = name.replace(UNFINISHED, '').replace(SUFFIX, '')
        if (isOutdated(id, named)) await this.#files.remove(join(this.#path, name))
      }
    } catch {
      return
    }
  }

  async close(): Promise<void> {}

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const unfinished = join(this.#path, name + UNFINISHED)
    try {
      await this.#files.writeNew(unfinished, bytes)
      await this.#files.rename(unfinished, join(this.#path, name))
    } catch (error) {
      await this.#files.remove(unfinished).catch(() => {})
      throw error
    }
    await this.#files.syncDirectory(this.#path)
  }

  async #read(id: string): Promise<Uint8Array> {
    try {
      return await this.#files.read(join(this.#path, id + SUFFIX))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        throw new MillraceError('SNAPSHOT_MISSING', { id, place: this.#path }, { cause: error })
      }
      if (codeOf(error) === 'EIO') {
        throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason: reasonOf(error) }, { cause: error })
      }
      throw this.#explain(error)
    }
  }

  /** Finds out at the start, not at the first snapshot, that nothing can be written. */
  async #tryWriting(): Promise<void> {
    const path = join(this.#path, `${this.#random()}${UNFINISHED}`)
    await this.#files.writeNew(path, new Uint8Array())
    await this.#files.remove(path)
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw this.#explain(error)
    }
  }

  #explain(error: unknown, reasons: Readonly<Record<string, string>> = {}): MillraceError {
    const reason = reasons[codeOf(error)] ?? reasonOf(error)
    return new MillraceError('STATE_DIRECTORY', { path: this.#path, reason }, { cause: error })
  }
}

function idsOf(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length))
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no right to it',
  EPERM: 'this user has no right to it',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'no space is left on its disk',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'there is a file where a directory must be',
  EEXIST: 'there is a file where a directory must be',
  ENOENT: 'it was removed',
  EIO: 'the disk cannot read or write it'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function reasonOf(error: unknown): string {
  const known = REASONS[codeOf(error)]
  if (known !== undefined) return known
  return error instanceof Error ? error.message : String(error)
}
