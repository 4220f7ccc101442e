import { MillraceError } from '../../../errors.js'
import type { JournalRecord } from '../../journal.js'
import type { KafkaLogger } from '../retry/outage.js'
import type { KafkaClient } from '../transport/client.js'
import { deleteRecordsBefore } from '../transport/topics.js'

const PARTITION = 0
const MOST_KNOWN = 4096

/**
 * Where records of the journal lie, as far as this process has seen or written them.
 *
 * @testing what it forgets when it is full
 */
export class JournalOffsets {
  #known: { readonly epoch: number; readonly offset: number }[] = []

  /** To be called in the order of the journal. */
  add(record: JournalRecord, offset: number): void {
    const epoch = record.epochs[0]?.epoch
    if (epoch === undefined || epoch <= (this.#known.at(-1)?.epoch ?? 0)) return
    this.#known.push({ epoch, offset })
    // Every other one is enough: trimming then keeps a record more than it must.
    if (this.#known.length > MOST_KNOWN) this.#known = this.#known.filter((_, index) => index % 2 === 0)
  }

  /** Offset of a record before which nothing is needed to read the epochs after `epoch`; null: none is known. */
  keepFrom(epoch: number): number | null {
    const keep = this.#known.findLastIndex((record) => record.epoch <= epoch + 1)
    if (keep < 0) return null
    this.#known.splice(0, keep)
    return this.#known[0]?.offset ?? null
  }
}

export interface JournalTrimmerOptions {
  readonly topic: string
  readonly logger: KafkaLogger
  readonly createClient: () => KafkaClient
}

/** Deletes what of the journal is not needed any more, on a connection of its own: commits never wait for it. */
export class JournalTrimmer {
  readonly offsets = new JournalOffsets()
  readonly #options: JournalTrimmerOptions
  #client: KafkaClient | null = null
  #isClosed = false
  #saidRefused = false

  constructor(options: JournalTrimmerOptions) {
    this.#options = options
  }

  /** Best effort: what cannot be deleted now is deleted after the next snapshot. */
  async trim(epoch: number): Promise<void> {
    const offset = this.offsets.keepFrom(epoch)
    if (offset === null || this.#isClosed || this.#client !== null) return
    const { topic, createClient } = this.#options
    this.#client = createClient()
    try {
      await deleteRecordsBefore(this.#client, topic, PARTITION, offset)
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#client.close()
      this.#client = null
    }
  }

  close(): void {
    this.#isClosed = true
    this.#client?.close()
  }

  /** What only the user can mend is said once; the rest mends itself by the next time. */
  #failed(error: unknown): void {
    const { topic, logger } = this.#options
    if (this.#isClosed || !(error instanceof MillraceError)) {
      logger.debug?.({ err: error }, 'the journal could not be trimmed')
    } else if (!this.#saidRefused) {
      this.#saidRefused = true
      logger.warn({ topic, reason: error.message }, 'the journal cannot be trimmed: it grows without end')
    }
  }
}
