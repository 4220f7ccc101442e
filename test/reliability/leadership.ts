import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'

/** Who leads what at a moment: node by partition of a topic, or by coordinator. */
export type Leadership = ReadonlyMap<string, number>

const INTERVAL_MS = 200
const REQUEST_TIMEOUT_MS = 3000

/** Watches who leads the topics and who coordinates, and counts how often that changes. */
export class LeadershipWatch {
  /** Moves by what moved: `events`, `rows`, `journal`, `transaction coordinator`, `group coordinator`. */
  readonly moves: Record<string, number> = {}
  readonly #topics: ReadonlyMap<string, string>
  readonly #transactionalId: string
  readonly #group: string
  readonly #client: KafkaClient
  readonly #leaders = new Map<string, number>()
  readonly #loop: Promise<void>
  #stopping = false

  /** @param topics what each topic counts as */
  constructor(brokers: string, topics: ReadonlyMap<string, string>, group: string) {
    this.#topics = topics
    this.#group = group
    this.#transactionalId = `millrace-${group}`
    this.#client = new KafkaClient({ bootstrapServers: brokers, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    this.#loop = this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#client.close()
    await this.#loop
  }

  async #watch(): Promise<void> {
    while (!this.#stopping) {
      await this.#look().catch(() => undefined)
      if (!this.#stopping) await sleep(INTERVAL_MS)
    }
  }

  async #look(): Promise<void> {
    const { topics } = await this.#client.metadata([...this.#topics.keys()])
    for (const [topic, { leaders }] of topics) {
      const kind = this.#topics.get(topic) ?? topic
      leaders.forEach((leader, partition) => this.#note(`${topic}/${partition}`, kind, leader))
    }
    const transaction = await this.#client.coordinator('transaction', this.#transactionalId)
    this.#note('transaction', 'transaction coordinator', transaction)
    this.#note('group', 'group coordinator', await this.#client.coordinator('group', this.#group))
  }

  #note(what: string, kind: string, leader: number): void {
    if (leader < 0) return
    const before = this.#leaders.get(what)
    this.#leaders.set(what, leader)
    if (before !== undefined && before !== leader) this.moves[kind] = (this.moves[kind] ?? 0) + 1
  }
}
