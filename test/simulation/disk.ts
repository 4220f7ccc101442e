import type { StateFiles } from '../../src/state/state-files.js'
import { NEVER, type SimulatedProcess } from './process.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'

const MEAN_OPERATION_MS = 1

/** A disk that outlives the processes of its machine. Killed in the middle of writing, they leave torn files. */
export class SimulatedDisk {
  readonly #files = new Map<string, Uint8Array>()
  readonly #scheduler: Scheduler
  readonly #random: Random

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler
    this.#random = random
  }

  /** The disk as a process sees it: every operation takes time and is a point at which the process may die. */
  filesFor(process: SimulatedProcess): StateFiles {
    const operation = <T>(what: string, work: () => T): Promise<T> =>
      process.later(what, this.#random.exponential(MEAN_OPERATION_MS), work)
    return {
      makeDirectory: () => operation('making a directory', () => undefined),
      list: (path) => operation('listing a directory', () => this.#list(path)),
      writeNew: (path, bytes) => this.#writeNew(process, path, bytes),
      rename: (from, to) => operation('renaming a file', () => this.#rename(from, to)),
      syncDirectory: () => operation('syncing a directory', () => undefined),
      read: (path) => operation('reading a file', () => this.#read(path)),
      remove: (path) => operation('removing a file', () => void this.#files.delete(path))
    }
  }

  /** A file becomes shorter, loses a bit or is gone. Answers which, or null when there is none to damage. */
  damageOne(): string | null {
    const names = [...this.#files.keys()]
    if (names.length === 0) return null
    const name = this.#random.pick(names)
    const bytes = this.#read(name)
    const kind = this.#random.pick(['torn', 'flipped', 'missing'] as const)
    if (kind === 'missing') {
      this.#files.delete(name)
    } else if (kind === 'torn') {
      this.#files.set(name, bytes.slice(0, this.#random.integer(0, bytes.length)))
    } else if (bytes.length > 0) {
      const flipped = bytes.slice()
      const at = this.#random.integer(0, bytes.length - 1)
      flipped[at] = flipped[at]! ^ (1 << this.#random.integer(0, 7))
      this.#files.set(name, flipped)
    }
    this.#scheduler.trace(`disk: ${name} ${kind}`)
    return name
  }

  async #writeNew(process: SimulatedProcess, path: string, bytes: Uint8Array): Promise<void> {
    if (this.#files.has(path)) throw failure('EEXIST', path)
    if (!process.step('opening a file')) return NEVER
    this.#files.set(path, bytes.slice(0, this.#random.integer(0, bytes.length)))
    await process.later('writing a file', this.#random.exponential(MEAN_OPERATION_MS), () => {
      this.#files.set(path, bytes.slice())
    })
  }

  #list(path: string): string[] {
    const prefix = `${path}/`
    return [...this.#files.keys()].flatMap((name) =>
      name.startsWith(prefix) ? name.slice(prefix.length) : []
    )
  }

  #rename(from: string, to: string): void {
    this.#files.set(to, this.#read(from))
    this.#files.delete(from)
  }

  #read(path: string): Uint8Array {
    const bytes = this.#files.get(path)
    if (bytes === undefined) throw failure('ENOENT', path)
    return bytes.slice()
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
