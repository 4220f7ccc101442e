import { fetchHistory, type HistoryAnswer, type StatusAnswer } from './api.js'
import { EMPTY_HISTORY, withPoint } from './time-series.js'

export type Link = 'connecting' | 'live' | 'lost'

/** All that the pages show. */
export interface State {
  readonly link: Link
  /** The last status that came; null before the first. */
  readonly answer: StatusAnswer | null
  readonly history: HistoryAnswer
}

export const FIRST_STATE: State = { link: 'connecting', answer: null, history: EMPTY_HISTORY }

const RETRY_MS = 2000

/**
 * Listens to the service and calls `onState` with each change. A service that goes away is waited for; one that comes
 * back, or another one in its place, brings its own history.
 */
export class Connection {
  readonly #onState: (state: State) => void
  #state = FIRST_STATE
  #events: EventSource | undefined
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(onState: (state: State) => void) {
    this.#onState = onState
  }

  open(): void {
    const events = new EventSource('api/events')
    this.#events = events
    events.addEventListener('open', () => void this.#opened())
    events.addEventListener('status', (event: MessageEvent<string>) => this.#received(event.data))
    events.addEventListener('error', () => this.#lost(events))
  }

  close(): void {
    clearTimeout(this.#retry)
    this.#events?.close()
  }

  async #opened(): Promise<void> {
    try {
      const history = await fetchHistory()
      this.#set({ history })
    } catch {
      // The events tell whether the service is there; without its history the charts begin now.
      this.#set({ history: EMPTY_HISTORY })
    }
  }

  #received(data: string): void {
    const answer = JSON.parse(data) as StatusAnswer
    this.#set({ link: 'live', answer, history: withPoint(this.#state.history, answer) })
  }

  #lost(events: EventSource): void {
    this.#set({ link: this.#state.answer === null ? 'connecting' : 'lost' })
    // A browser tries again by itself only when the connection broke, not when an answer was refused.
    if (events.readyState !== events.CLOSED) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.open(), RETRY_MS)
  }

  #set(changes: Partial<State>): void {
    this.#state = { ...this.#state, ...changes }
    this.#onState(this.#state)
  }
}
