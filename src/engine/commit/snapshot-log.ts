import type { Logger } from '../../observability/log.js'
import type { SnapshotStatus } from '../status/status.js'

const GROWTH = 2

/**
 * The lines about snapshots: of the first that is stored, of the first after a failure, and of one that is twice as
 * large as the last that was told; of every failure.
 */
export class SnapshotLog {
  readonly #logger: Pick<Logger, 'info' | 'error'>
  #toldBytes: number | undefined
  #hasFailed = false

  constructor(logger: Pick<Logger, 'info' | 'error'>) {
    this.#logger = logger
  }

  stored({ id, epoch, bytes, seconds }: SnapshotStatus): void {
    const before = this.#toldBytes
    if (before !== undefined && !this.#hasFailed && bytes < GROWTH * before) return
    this.#logger.info({ id, epoch, bytes, seconds }, lineOf(this.#hasFailed, before))
    this.#toldBytes = bytes
    this.#hasFailed = false
  }

  failed(error: unknown): void {
    this.#hasFailed = true
    this.#logger.error({ err: error }, 'a snapshot could not be stored')
  }
}

function lineOf(hasFailed: boolean, before: number | undefined): string {
  if (hasFailed) return 'snapshots are stored again'
  return before === undefined ? 'the first snapshot is stored' : 'snapshots have grown'
}
