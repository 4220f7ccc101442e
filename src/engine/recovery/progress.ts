import type { Logger } from '../../observability/log.js'
import type { Clock } from '../clock.js'
import type { RecoveryStatus } from '../status/status.js'

/** How often recovery says how far it is. */
const LOG_INTERVAL_MS = 3000

/** How far recovery is. */
export class RecoveryProgress {
  readonly #clock: Clock
  readonly #logger: Pick<Logger, 'info'>
  #done = 0
  #total = 0
  #startedAt: number | null = null
  #cancel: (() => void) | undefined

  constructor(clock: Clock, logger: Pick<Logger, 'info'>) {
    this.#clock = clock
    this.#logger = logger
  }

  /** How far it is, or was when it ended; null: none has begun. */
  get current(): RecoveryStatus | null {
    if (this.#startedAt === null) return null
    return { epochsDone: this.#done, epochsTotal: this.#total, startedAt: this.#startedAt }
  }

  /** From now on it is said every few seconds. */
  begin(total: number): void {
    this.#done = 0
    this.#total = total
    this.#startedAt = this.#clock.now()
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
      const [done, total] = [this.#done, this.#total]
      this.#logger.info({ done, total }, `replaying epochs: ${done} of ${total} done`)
      this.#sayLater()
    })
  }
}
