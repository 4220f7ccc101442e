import { randomBytes } from 'node:crypto'
import type { ObservedService, SnapshotTaken } from '../../observability/observed-service.js'

export type SavepointOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly snapshot: SnapshotTaken }
  | { readonly kind: 'failed'; readonly reason: string }

/** Outcomes that are remembered. */
const REMEMBERED = 32

/** Snapshots that were asked for over REST: one at a time, and what became of the last ones. */
export class Savepoints {
  readonly #service: Pick<ObservedService, 'snapshotNow'>
  readonly #outcomes = new Map<string, SavepointOutcome>()
  #running: string | undefined

  constructor(service: Pick<ObservedService, 'snapshotNow'>) {
    this.#service = service
  }

  /** Begins a snapshot, or joins the one that is under way; answers with its id. */
  trigger(): string {
    if (this.#running !== undefined) return this.#running
    const id = randomBytes(16).toString('hex')
    this.#running = id
    this.#outcomes.set(id, { kind: 'running' })
    this.#service.snapshotNow().then(
      (snapshot) => this.#end(id, { kind: 'done', snapshot }),
      (error: unknown) =>
        this.#end(id, { kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
    )
    return id
  }

  outcome(id: string): SavepointOutcome | undefined {
    return this.#outcomes.get(id)
  }

  #end(id: string, outcome: SavepointOutcome): void {
    this.#running = undefined
    this.#outcomes.set(id, outcome)
    const [oldest] = this.#outcomes.keys()
    if (this.#outcomes.size > REMEMBERED && oldest !== undefined) this.#outcomes.delete(oldest)
  }
}
