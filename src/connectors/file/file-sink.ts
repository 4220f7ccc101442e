import { mkdir, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { MillraceError } from '../../errors.js'
import type { Commit, RowSegment, Sink, SinkTarget } from '../connector.js'
import type { AcceptJournal, JournalEpoch, JournalOwner, JournalRecord } from '../journal.js'
import { segmentToLines } from '../rows.js'
import { OptionReader, parseSpec } from '../spec.js'
import { FileJournal } from './file-journal.js'

export interface FileSinkOptions {
  /** Created when missing. */
  readonly directory: string
  /** Writes `<topic>.ndjson.gz`, one gzip member a commit. */
  readonly gzip?: boolean
}

interface Output {
  readonly name: string
  readonly handle: FileHandle
}

const compress = promisify(gzip)

/**
 * Sink `file`: one `<topic>.ndjson` a sink in a directory, and `journal.ndjson`, whose last line says how long every
 * output is. Rows are written and synced first, that line last, so a commit counts wholly or not at all: what a crash
 * left beyond the recorded lengths is cut off on open. One writer a directory.
 */
export class FileSink implements Sink {
  readonly storesPositions = true
  readonly #directory: string
  readonly #gzip: boolean
  readonly #outputs = new Map<string, Output>()
  /** Bytes of every output that count, by file name; what lies beyond belongs to a commit that was torn. */
  #lengths: Record<string, number> = {}
  #journal: FileJournal | null = null

  constructor(options: FileSinkOptions) {
    this.#directory = options.directory
    this.#gzip = options.gzip ?? false
  }

  /** From `file:directory[,gzip=true]`. */
  static fromSpec(text: string): FileSink {
    const spec = parseSpec(text)
    const options = new OptionReader(spec)
    const zipped = options.boolean('gzip', false)
    options.finish({ values: true })
    const [directory, another] = spec.values
    if (directory === undefined || another !== undefined) {
      const found = spec.values.join(',') || 'none'
      throw new MillraceError('CONNECTOR_OPTION', {
        connector: 'file',
        option: 'directory',
        found,
        expected: 'one path'
      })
    }
    return new FileSink({ directory, gzip: zipped })
  }

  async open(
    targets: readonly SinkTarget[],
    _owner: JournalOwner,
    accept: AcceptJournal
  ): Promise<JournalRecord | null> {
    return this.#guard(async () => {
      await mkdir(this.#directory, { recursive: true })
      this.#journal = await FileJournal.open(path.join(this.#directory, 'journal.ndjson'))
      const last = this.#journal.last
      if (last !== null && last.record !== null) accept(last.record)
      this.#lengths = { ...last?.lengths }
      const known = Object.keys(this.#lengths).length
      for (const { name, topic } of targets) this.#outputs.set(name, await this.#openOutput(topic))
      // Outputs are in the journal before their first commit: rows that were there before are told from a torn one.
      if (last === null || Object.keys(this.#lengths).length > known) {
        await this.#journal.append({ lengths: this.#lengths, record: last?.record ?? null })
      }
      return last?.record ?? null
    })
  }

  async #openOutput(topic: string): Promise<Output> {
    const name = `${topic}.ndjson${this.#gzip ? '.gz' : ''}`
    const handle = await open(path.join(this.#directory, name), 'a+')
    const { size } = await handle.stat()
    // A file shorter than recorded was emptied or moved by its reader: rows go on from where it ends.
    const length = Math.min(size, this.#lengths[name] ?? size)
    if (length < size) await handle.truncate(length)
    this.#lengths[name] = length
    return { name, handle }
  }

  async commit(commit: Commit): Promise<void> {
    await this.#guard(async () => {
      const written = new Set<Output>()
      for (const [output, segments] of this.#bySink(commit.segments)) {
        const lines = Buffer.concat(segments.map(segmentToLines))
        const bytes = this.#gzip ? await compress(lines) : lines
        await output.handle.appendFile(bytes)
        this.#lengths[output.name] = this.#lengths[output.name]! + bytes.length
        written.add(output)
      }
      await Promise.all([...written].map((output) => output.handle.datasync()))
      await this.#journal!.append({ lengths: this.#lengths, record: commit.journal })
    })
  }

  async readJournal(epoch: number): Promise<JournalEpoch[]> {
    return this.#guard(() => this.#journal!.epochsAfter(epoch))
  }

  #bySink(segments: readonly RowSegment[]): Map<Output, RowSegment[]> {
    const groups = new Map<Output, RowSegment[]>()
    for (const segment of segments) {
      const output = this.#outputs.get(segment.sink)
      if (output === undefined) throw new Error(`sink ${segment.sink} was not opened`)
      const group = groups.get(output)
      if (group === undefined) groups.set(output, [segment])
      else group.push(segment)
    }
    return groups
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof MillraceError) throw error
      const reason = (error as Error).message
      throw new MillraceError('SINK_FILE_FAILED', { path: this.#directory, reason }, { cause: error })
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#outputs.values()].map((output) => output.handle.close()))
    this.#outputs.clear()
    await this.#journal?.close()
    this.#journal = null
  }
}
