/** When every simulation begins, ms since 1970. */
export const SIMULATION_START = Date.UTC(2026, 0, 1)

interface Event {
  readonly at: number
  readonly order: number
  callback: (() => void) | null
}

/**
 * Virtual time: events run one after another in the order of their times, each with all the promises that it
 * settles, and then time jumps to the next one. Nothing else may make a promise settle, with one exception: work
 * for which {@link waitsForRealWork} answers true (compression in libuv's threads) stops the clock until it is done.
 */
export class Scheduler {
  readonly #events: Event[] = []
  readonly #waitsForRealWork: (() => boolean)[] = []
  readonly #onTrace: ((line: string) => void) | undefined
  #now = 0
  #order = 0
  #traceHash = 0x811c9dc5
  #executed = 0

  constructor(onTrace?: (line: string) => void) {
    this.#onTrace = onTrace
  }

  /** Milliseconds since the beginning; not always whole. */
  get now(): number {
    return this.#now
  }

  /** Events that ran. */
  get executed(): number {
    return this.#executed
  }

  /** Digest of all that was traced: equal for equal seeds. */
  get traceHash(): string {
    return (this.#traceHash >>> 0).toString(16).padStart(8, '0')
  }

  /** Calls back once after `delayMs` of virtual time; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void {
    const event: Event = { at: this.#now + Math.max(0, delayMs), order: this.#order++, callback }
    this.#push(event)
    return () => (event.callback = null)
  }

  /** Notes what happens; whoever replays a seed reads it. */
  trace(line: string): void {
    for (let i = 0; i < line.length; i++) {
      this.#traceHash = Math.imul(this.#traceHash ^ line.charCodeAt(i), 0x01000193)
    }
    this.#traceHash = Math.imul(this.#traceHash ^ Math.floor(this.#now * 1000), 0x01000193)
    this.#onTrace?.(`${this.#now.toFixed(1).padStart(9)} ${line}`)
  }

  /** While `isWorking` answers true, time stands and Node's event loop turns. */
  waitsForRealWork(isWorking: () => boolean): void {
    this.#waitsForRealWork.push(isWorking)
  }

  /** Runs until `isDone`, or until `deadline` (ms since the beginning). Answers whether it was done. */
  async run(deadline: number, isDone: () => boolean): Promise<boolean> {
    await this.#settle()
    while (!isDone()) {
      const event = this.#pop()
      if (event === undefined || event.at > deadline) return false
      if (event.callback === null) continue
      this.#now = event.at
      this.#executed++
      event.callback()
      await this.#settle()
    }
    return true
  }

  async #settle(): Promise<void> {
    do {
      // Immediates run when no promise and no tick is left.
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#waitsForRealWork.some((isWorking) => isWorking()))
  }

  /** Binary heap, least time first, in the order of their making within one time. */
  #push(event: Event): void {
    const heap = this.#events
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(event, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = event
  }

  #pop(): Event | undefined {
    const heap = this.#events
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined || heap.length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return top
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
