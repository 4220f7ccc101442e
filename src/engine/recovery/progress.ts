import type { Logger } from '../../observability/log.js'
import type { Clock } from '../clock.js'

/** How often recovery says how far it is. */
const LOG_INTERVAL_MS = 3000

/** How far recovery is. */
export class RecoveryProgress {
  readonly #clock: Clock
  readonly #logger: Pick<Logger, 'info'>
  #done = 0
  #total = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, logger: Pick<Logger, 'info'>) {
    this.#clock = clock
    this.#logger = logger
  }

  /** Epochs that were computed again, and epochs that have to be. */
  get current(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.#total }
  }

  /** From now on it is said every few seconds. */
  begin(total: number): void {
    this.#done = 0
    this.#total = total
    this.#sayLater()
  }

  advance(): void {
    this.#done += 1
  }

  end(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #sayLater(): void {
    this.#cancel = this.#clock.after(LOG_INTERVAL_MS, () => {
      this.#logger.info(this.current, `replaying epochs: ${this.#done} of ${this.#total} done`)
      this.#sayLater()
    })
  }
}
