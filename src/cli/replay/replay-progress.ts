import type { Service } from '../../engine/service.js'
import type { Output } from '../io.js'

const INTERVAL_MS = 2000
const MILLISECONDS = 1000

/** Says how far a replay is, how fast it goes and how long it will take, on a terminal. */
export class ReplayProgress {
  readonly #service: Pick<Service, 'status'>
  readonly #output: Output
  readonly #begun = performance.now()
  readonly #timer: NodeJS.Timeout

  constructor(service: Pick<Service, 'status'>, output: Output) {
    this.#service = service
    this.#output = output
    this.#timer = setInterval(() => this.#say(), INTERVAL_MS)
  }

  /** Since the beginning. */
  get seconds(): number {
    return (performance.now() - this.#begun) / MILLISECONDS
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #say(): void {
    if (this.#output.isTTY === true) this.#output.write(`${this.line()}\n`)
  }

  /** Of files nobody knows how much is left. */
  line(): string {
    const { records, sources } = this.#service.status()
    const rate = Math.round(records.total / Math.max(this.seconds, 0.001))
    const lags = sources.flatMap(({ partitions }) => partitions.map(({ lag }) => lag))
    const left = lags.includes(null) ? null : lags.reduce<number>((sum, lag) => sum + (lag ?? 0), 0)
    const rest = left === null || rate === 0 ? '' : `, ${left} left, about ${Math.ceil(left / rate)} s`
    return `${records.total} events, ${rate}/s${rest}`
  }
}
