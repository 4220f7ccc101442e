import type { StateFiles } from '../../src/state/state-files.js'
import { never, type SimulatedProcess } from './process.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import type { Tally } from './tally.js'

/** What a rename or a removal changed, and how to undo it. */
type Undo = () => void

/** A disk that outlives the processes of its machine. Killed in the middle of writing, they leave torn files. */
export class SimulatedDisk {
  readonly #files = new Map<string, Uint8Array>()
  readonly #everHad = new Set<string>()
  readonly #damaged = new Set<string>()
  /** Whole files that went missing before they were forced to the disk. */
  #missing: string[] = []
  readonly #scheduler: Scheduler
  readonly #random: Random
  /** What one operation takes, on average. */
  readonly #operationMs: number
  /** Changes of the directory that were not forced to the disk, oldest first. */
  #unsynced: Undo[] = []

  /** Nothing more can be written. */
  isFull = false
  readonly #tally: Tally

  /** @param operationMs what one operation takes, on average; null: drawn */
  constructor(scheduler: Scheduler, random: Random, tally: Tally, operationMs: number | null) {
    this.#tally = tally
    this.#scheduler = scheduler
    this.#random = random
    const drawn = random.pick([1, 1, 30, 1000])
    this.#operationMs = operationMs ?? drawn
  }

  /** The disk as a process sees it: every operation takes time and is a point at which the process may die. */
  filesFor(process: SimulatedProcess): StateFiles {
    const operation = <T>(what: string, work: () => T): Promise<T> =>
      process.later(what, this.#random.exponential(this.#operationMs), work)
    return {
      makeDirectory: () => operation('making a directory', () => undefined),
      list: (path) => operation('listing a directory', () => this.#list(path)),
      writeNew: (path, bytes) => this.#writeNew(process, path, bytes),
      rename: (from, to) => operation('renaming a file', () => this.#rename(from, to)),
      syncDirectory: () => operation('syncing a directory', () => this.#sync()),
      read: (path) => operation('reading a file', () => this.#read(path)),
      remove: (path) => operation('removing a file', () => this.#remove(path))
    }
  }

  /** Whether a whole file of that name was once forced to the disk. */
  everHad(name: string): boolean {
    return this.#everHad.has(name)
  }

  /** Whether a file of that name was damaged by {@link damageOne}. */
  isDamaged(name: string): boolean {
    return this.#damaged.has(name)
  }

  /** Of the changes that were not forced to the disk the last ones are undone. */
  losePower(): void {
    let kept = this.#random.integer(0, this.#unsynced.length)
    if (this.#random.chance(0.5)) kept = 0
    for (const undo of this.#unsynced.slice(kept).reverse()) undo()
    this.#unsynced = []
    this.#missing = []
  }

  /** A file becomes shorter, loses a bit or is gone. */
  damageOne(): void {
    const names = [...this.#files.keys()]
    if (names.length === 0) return
    this.#tally.fault('snapshot damaged')
    this.#damage(this.#random.pick(names))
  }

  /** Of the snapshots the one of the latest epoch. */
  damageNewest(): void {
    const newest = [...this.#files.keys()]
      .filter((name) => name.endsWith('.snapshot'))
      .sort()
      .at(-1)
    if (newest === undefined) return
    this.#tally.fault('snapshot damaged')
    this.#damage(newest)
  }

  /** No snapshot can be used any more. Answers whether there was one. */
  damageAll(): boolean {
    const names = [...this.#files.keys()].filter((name) => name.endsWith('.snapshot'))
    for (const name of names) this.#damage(name)
    if (names.length > 0) this.#tally.fault('all snapshots damaged')
    return names.length > 0
  }

  #damage(name: string): void {
    const bytes = this.#read(name)
    this.#damaged.add(baseName(name))
    const kind = this.#random.pick(['torn', 'flipped', 'missing'] as const)
    if (kind === 'missing') {
      this.#files.delete(name)
      this.#missing.push(baseName(name))
    } else if (kind === 'torn') {
      this.#files.set(name, bytes.slice(0, this.#random.integer(0, Math.max(0, bytes.length - 1))))
    } else if (bytes.length > 0) {
      const flipped = bytes.slice()
      const at = this.#random.integer(0, bytes.length - 1)
      flipped[at] = flipped[at]! ^ (1 << this.#random.integer(0, 7))
      this.#files.set(name, flipped)
    }
    this.#scheduler.trace(`disk: ${name} ${kind}`)
  }

  async #writeNew(process: SimulatedProcess, path: string, bytes: Uint8Array): Promise<void> {
    if (this.#files.has(path)) throw failure('EEXIST', path)
    if (!process.step('opening a file')) return never()
    if (this.isFull) {
      this.#tally.fault('disk full')
      throw failure('ENOSPC', path)
    }
    this.#files.set(path, bytes.slice(0, this.#random.integer(0, bytes.length)))
    await process.later('writing a file', this.#random.exponential(this.#operationMs), () => {
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
    const bytes = this.#read(from)
    const before = this.#files.get(to)
    this.#files.set(to, bytes)
    this.#files.delete(from)
    this.#unsynced.push(() => {
      this.#files.set(from, bytes)
      if (before === undefined) this.#files.delete(to)
      else this.#files.set(to, before)
    })
  }

  #remove(path: string): void {
    const bytes = this.#files.get(path)
    if (bytes === undefined) return
    this.#files.delete(path)
    this.#unsynced.push(() => this.#files.set(path, bytes))
  }

  #sync(): void {
    this.#unsynced = []
    for (const name of [...this.#missing.splice(0), ...this.#files.keys()]) this.#everHad.add(baseName(name))
  }

  #read(path: string): Uint8Array {
    const bytes = this.#files.get(path)
    if (bytes === undefined) throw failure('ENOENT', path)
    return bytes.slice()
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
