import type { Writable } from 'node:stream'
import { MillraceError } from '../../errors.js'
import type { Commit, RowSegment, Sink } from '../connector.js'
import type { JournalRecord } from '../journal.js'
import { forEachRow, segmentToLines } from '../rows.js'
import { OptionReader, parseSpec } from '../spec.js'

export interface PrintSinkOptions {
  /** `tagged`: `sink> {json}`; `plain`: the JSON alone. */
  readonly format?: 'tagged' | 'plain'
  /** Standard output unless given. */
  readonly stream?: Writable
}

/** Sink `print`: rows to standard output as they fire. A commit resolves when the stream has taken its rows. */
export class PrintSink implements Sink {
  readonly storesPositions = false
  readonly #format: 'tagged' | 'plain'
  readonly #stream: Writable

  constructor(options: PrintSinkOptions = {}) {
    this.#format = options.format ?? 'tagged'
    this.#stream = options.stream ?? process.stdout
  }

  /** From `print[:format=plain]`. */
  static fromSpec(text: string): PrintSink {
    const options = new OptionReader(parseSpec(text))
    const sink = new PrintSink({ format: options.choice('format', 'tagged', ['tagged', 'plain']) })
    options.finish({ values: false })
    return sink
  }

  async open(): Promise<JournalRecord | null> {
    // The write's callback reports an error; without a listener it would end the process as well.
    this.#stream.on('error', ignore)
    return null
  }

  async commit(commit: Commit): Promise<void> {
    for (const segment of commit.segments) {
      await this.#write(this.#format === 'plain' ? segmentToLines(segment) : tagged(segment))
    }
  }

  #write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => {
        if (!(error instanceof Error)) resolve()
        else reject(new MillraceError('SINK_STREAM_CLOSED', { reason: error.message }, { cause: error }))
      })
    })
  }

  async close(): Promise<void> {
    this.#stream.off('error', ignore)
  }
}

function tagged(segment: RowSegment): Buffer {
  const tag = Buffer.from(`${segment.sink}> `)
  const newline = Buffer.from('\n')
  const parts: Uint8Array[] = []
  forEachRow(segment, (json) => parts.push(tag, json, newline))
  return Buffer.concat(parts)
}

function ignore(): void {
  // The commit that met the error has reported it.
}
