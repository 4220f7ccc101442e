import { ERROR } from './errors.js'
import type { Random } from './random.js'
import type { Fault, Tally } from './tally.js'

/** Probabilities of what a broker answers although the request was right. */
export interface TroubleRates {
  /** Produce: refused before it was written, or written with too few replicas, or no answer of the replicas in time. */
  readonly replicas: number
  /** Any request of the transaction protocol: the coordinator is not there for a moment. */
  readonly coordinator: number
  /** Produce, Fetch, ListOffsets: a bug or a hiccup of the broker. */
  readonly unknown: number
  /** Any answer: the client has used up its quota. */
  readonly throttled: number
}

export const NO_TROUBLES: TroubleRates = { replicas: 0, coordinator: 0, unknown: 0, throttled: 0 }

/** What a user lost the right to. */
export type Denied =
  | { readonly kind: 'topic'; readonly name: string; readonly api: 'write' | 'read' }
  | { readonly kind: 'group' | 'transactional id' }

/** What becomes of a Produce request for one partition. */
export interface ProduceTrouble {
  readonly error: number
  /** The batch was written all the same. */
  readonly isWritten: boolean
}

const THROTTLE_MS = 300

/** A cluster with too few replicas, full disks, quotas, missing permissions: it answers, but with an error. */
export class Troubles {
  rates: TroubleRates = NO_TROUBLES
  denied: Denied | null = null
  /** The disk of the leaders is full: nothing can be written. */
  diskFull = false
  readonly #random: Random
  readonly #tally: Tally

  constructor(random: Random, tally: Tally) {
    this.#random = random
    this.#tally = tally
  }

  end(): void {
    this.rates = NO_TROUBLES
    this.denied = null
    this.diskFull = false
  }

  produce(): ProduceTrouble | null {
    if (this.diskFull) return this.#trouble('KAFKA_STORAGE_ERROR', ERROR.KAFKA_STORAGE_ERROR, false)
    if (this.#happens(this.rates.unknown)) {
      return this.#trouble('UNKNOWN_SERVER_ERROR', ERROR.UNKNOWN_SERVER_ERROR, false)
    }
    if (!this.#happens(this.rates.replicas)) return null
    switch (this.#random.integer(0, 2)) {
      case 0:
        return this.#trouble('NOT_ENOUGH_REPLICAS', ERROR.NOT_ENOUGH_REPLICAS, false)
      case 1: {
        const error = ERROR.NOT_ENOUGH_REPLICAS_AFTER_APPEND
        return this.#trouble('NOT_ENOUGH_REPLICAS_AFTER_APPEND', error, true)
      }
      default:
        return this.#trouble('REQUEST_TIMED_OUT', ERROR.REQUEST_TIMED_OUT, true)
    }
  }

  /** For a request to the coordinator of transactions or of a group. */
  coordinator(): number {
    if (!this.#happens(this.rates.coordinator)) return ERROR.NONE
    this.#tally.fault('COORDINATOR_NOT_AVAILABLE')
    return ERROR.COORDINATOR_NOT_AVAILABLE
  }

  /** For a request that reads: Fetch, ListOffsets. */
  read(): number {
    if (!this.#happens(this.rates.unknown)) return ERROR.NONE
    this.#tally.fault('UNKNOWN_SERVER_ERROR')
    return ERROR.UNKNOWN_SERVER_ERROR
  }

  /** How long the broker does not listen to the client after this answer, ms. */
  throttleMs(): number {
    if (!this.#happens(this.rates.throttled)) return 0
    this.#tally.fault('answers throttled')
    return Math.ceil(this.#random.exponential(THROTTLE_MS))
  }

  topicError(topic: string, api: 'write' | 'read'): number {
    const { denied } = this
    const isDenied = denied?.kind === 'topic' && denied.name === topic && denied.api === api
    if (!isDenied) return ERROR.NONE
    this.#tally.fault('permission taken away: topic')
    return ERROR.TOPIC_AUTHORIZATION_FAILED
  }

  groupError(): number {
    if (this.denied?.kind !== 'group') return ERROR.NONE
    this.#tally.fault('permission taken away: group')
    return ERROR.GROUP_AUTHORIZATION_FAILED
  }

  transactionalIdError(): number {
    if (this.denied?.kind !== 'transactional id') return ERROR.NONE
    this.#tally.fault('permission taken away: transactional id')
    return ERROR.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
  }

  #trouble(fault: Fault, error: number, isWritten: boolean): ProduceTrouble {
    this.#tally.fault(fault)
    return { error, isWritten }
  }

  /** Draws nothing where there is no trouble: other seeds stay as they are. */
  #happens(rate: number): boolean {
    return rate > 0 && this.#random.chance(rate)
  }
}
