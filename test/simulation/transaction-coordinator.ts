import { ERROR } from './errors.js'

type State = 'Empty' | 'Ongoing' | 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort'

/** A partition or a group's offsets: where a transaction writes and a marker must follow. */
export type Member = `partition ${string}/${number}` | `group ${string}`

export interface Transaction {
  readonly id: string
  producerId: number
  epoch: number
  state: State
  timeoutMs: number
  startedAt: number
  readonly members: Set<Member>
}

export interface ProducerClaim {
  readonly id: string
  readonly producerId: number
  readonly epoch: number
}

export interface CoordinatorHost {
  now(): number
  /** Whoever would get a later epoch gets a new producer id. */
  readonly lastEpoch: number
  onUsedUp(): void
  /** Writes the markers, later and one by one, and calls back when all are written. */
  writeMarkers(transaction: Transaction, commit: boolean, written: () => void): void
}

/** Kafka's `TransactionCoordinator` with transactions of version 1, for all transactional ids of a cluster. That is also what
 * a cluster of version 2 (KIP-890) does for a client that ends transactions with EndTxn below v5: no new epoch with each. */
export class TransactionCoordinator {
  readonly #host: CoordinatorHost
  readonly #transactions = new Map<string, Transaction>()
  #nextProducerId = 1000

  constructor(host: CoordinatorHost) {
    this.#host = host
  }

  get(id: string): Transaction | undefined {
    return this.#transactions.get(id)
  }

  /** True while a transaction is open or its markers are not all written. */
  get isBusy(): boolean {
    return [...this.#transactions.values()].some(
      ({ state }) => state === 'Ongoing' || state.startsWith('Prepare')
    )
  }

  /** Transactions whose end is decided and whose markers are not all written. */
  decided(): { transaction: Transaction; commit: boolean }[] {
    return [...this.#transactions.values()]
      .filter(({ state }) => state.startsWith('Prepare'))
      .map((transaction) => ({ transaction, commit: transaction.state === 'PrepareCommit' }))
  }

  /** Ends what the predecessor left open, by an abort that the epoch's next number fences; asked again it answers. */
  initProducerId(id: string, timeoutMs: number): { error: number; producerId: number; epoch: number } {
    const known = this.#transactions.get(id)
    if (known === undefined) {
      const producerId = this.#nextProducerId++
      const fresh: Transaction = {
        ...{ id, producerId, epoch: 0, state: 'Empty', timeoutMs },
        ...{ startedAt: 0, members: new Set<Member>() }
      }
      this.#transactions.set(id, fresh)
      return { error: ERROR.NONE, producerId, epoch: 0 }
    }
    const concurrent = { error: ERROR.CONCURRENT_TRANSACTIONS, producerId: -1, epoch: -1 }
    if (known.state === 'PrepareCommit' || known.state === 'PrepareAbort') return concurrent
    known.epoch++
    if (known.state === 'Ongoing') {
      this.#end(known, false)
      return concurrent
    }
    known.state = 'Empty'
    known.timeoutMs = timeoutMs
    if (known.epoch > this.#host.lastEpoch) {
      known.producerId = this.#nextProducerId++
      known.epoch = 0
      this.#host.onUsedUp()
    }
    return { error: ERROR.NONE, producerId: known.producerId, epoch: known.epoch }
  }

  /** Members that begin so are gone, with the topic that they were. */
  forget(prefix: string): void {
    for (const { members } of this.#transactions.values()) {
      for (const member of members) if (member.startsWith(prefix)) members.delete(member)
    }
  }

  add(claim: ProducerClaim, members: readonly Member[]): number {
    const transaction = this.#transactions.get(claim.id)
    if (transaction?.producerId !== claim.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING
    if (transaction.epoch !== claim.epoch) return ERROR.INVALID_PRODUCER_EPOCH
    if (transaction.state.startsWith('Prepare')) return ERROR.CONCURRENT_TRANSACTIONS
    if (transaction.state !== 'Ongoing') {
      transaction.state = 'Ongoing'
      transaction.startedAt = this.#host.now()
    }
    for (const member of members) transaction.members.add(member)
    return ERROR.NONE
  }

  /** Decides; the markers follow. A commit that was decided before is answered with ok again. */
  endTxn(claim: ProducerClaim, commit: boolean): number {
    const transaction = this.#transactions.get(claim.id)
    if (transaction?.producerId !== claim.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING
    if (transaction.epoch !== claim.epoch) return ERROR.INVALID_PRODUCER_EPOCH
    switch (transaction.state) {
      case 'Ongoing':
        this.#end(transaction, commit)
        return ERROR.NONE
      case 'CompleteCommit':
        return commit ? ERROR.NONE : ERROR.INVALID_TXN_STATE
      case 'CompleteAbort':
        return commit ? ERROR.INVALID_TXN_STATE : ERROR.NONE
      case 'PrepareCommit':
        return commit ? ERROR.CONCURRENT_TRANSACTIONS : ERROR.INVALID_TXN_STATE
      case 'PrepareAbort':
        return commit ? ERROR.INVALID_TXN_STATE : ERROR.CONCURRENT_TRANSACTIONS
      case 'Empty':
        return ERROR.INVALID_TXN_STATE
    }
  }

  /** What a leader asks before the first write of a transaction (KIP-890, part 1). */
  verify(claim: ProducerClaim, member: Member): number {
    const transaction = this.#transactions.get(claim.id)
    if (transaction?.producerId !== claim.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING
    if (transaction.epoch !== claim.epoch) return ERROR.INVALID_PRODUCER_EPOCH
    if (transaction.state !== 'Ongoing' || !transaction.members.has(member)) return ERROR.INVALID_TXN_STATE
    return ERROR.NONE
  }

  /** Aborts what is open for longer than its time-out; the producer that left it so is fenced. */
  abortTimedOut(): Transaction[] {
    const now = this.#host.now()
    const late = [...this.#transactions.values()].filter(
      ({ state, startedAt, timeoutMs }) => state === 'Ongoing' && startedAt + timeoutMs < now
    )
    for (const transaction of late) {
      transaction.epoch++
      this.#end(transaction, false)
    }
    return late
  }

  #end(transaction: Transaction, commit: boolean): void {
    transaction.state = commit ? 'PrepareCommit' : 'PrepareAbort'
    this.#host.writeMarkers(transaction, commit, () => {
      transaction.state = commit ? 'CompleteCommit' : 'CompleteAbort'
      transaction.members.clear()
    })
  }
}
