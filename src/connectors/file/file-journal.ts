import { open, type FileHandle } from 'node:fs/promises'
import { MillraceError } from '../../errors.js'
import { checkJournalRecord, type JournalEpoch, type JournalRecord } from '../journal.js'

/** One line of the journal: the length in bytes of every output file, by file name, and where the application stands. */
export interface JournalLine {
  readonly lengths: Readonly<Record<string, number>>
  /** Null in the line that is written before the first commit. */
  readonly record: JournalRecord | null
}

const NEWLINE = 0x0a
/** First guess of how far back the last line starts; doubled until it is in. */
const TAIL_BYTES = 64 * 1024

/** The journal of the file sink: JSON lines, synced one by one. A last line that a crash cut short is taken off. */
export class FileJournal {
  readonly #handle: FileHandle
  /** The last whole line, null in a new journal. */
  readonly last: JournalLine | null

  private constructor(handle: FileHandle, last: JournalLine | null) {
    this.#handle = handle
    this.last = last
  }

  /**
   * @throws MillraceError JOURNAL_VERSION when the last record is of another version; an Error when it is none
   */
  static async open(path: string): Promise<FileJournal> {
    const handle = await open(path, 'a+')
    try {
      const last = await readLast(handle)
      if (last !== null && last.record !== null) checkJournalRecord(last.record, path)
      return new FileJournal(handle, last)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /**
   * The epochs after `epoch`, in order.
   * @throws MillraceError JOURNAL_GAP when the journal begins later
   */
  async epochsAfter(epoch: number): Promise<JournalEpoch[]> {
    const epochs: JournalEpoch[] = []
    for await (const line of this.#handle.readLines({ start: 0, autoClose: false })) {
      const { record } = JSON.parse(line) as JournalLine
      // The last record stands twice where outputs were added.
      const last = epochs.at(-1)?.epoch ?? epoch
      epochs.push(...(record?.epochs ?? []).filter((one) => one.epoch > last))
    }
    const begins = epochs[0]?.epoch ?? epoch + 1
    if (begins !== epoch + 1) throw new MillraceError('JOURNAL_GAP', { wanted: epoch + 1, found: begins })
    return epochs
  }

  async append(line: JournalLine): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(line)}\n`)
    await this.#handle.datasync()
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** Reads the last whole line and cuts off what follows it. */
async function readLast(handle: FileHandle): Promise<JournalLine | null> {
  const { size } = await handle.stat()
  for (let length = Math.min(size, TAIL_BYTES); ; length = Math.min(size, length * 2)) {
    const tail = Buffer.alloc(length)
    await handle.read(tail, 0, length, size - length)
    const end = tail.lastIndexOf(NEWLINE)
    const start = end < 1 ? -1 : tail.lastIndexOf(NEWLINE, end - 1)
    if (start < 0 && length < size) continue
    if (end + 1 < length) await handle.truncate(size - length + end + 1)
    return end < 0 ? null : (JSON.parse(tail.toString('utf8', start + 1, end)) as JournalLine)
  }
}
