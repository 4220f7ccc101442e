import type { Random } from './random.js'

/** Probabilities of what may happen to one request, and means of delays in ms. */
export interface NetworkFaults {
  /** The connection stalls before the request arrives: it is lost, or arrives late. */
  readonly requestStalled: number
  /** The request takes effect, its answer is lost. */
  readonly answerStalled: number
  /** The connection breaks before the request arrives. */
  readonly resetBefore: number
  /** The request takes effect, then the connection breaks. */
  readonly resetAfter: number
  /** Request or answer take long. */
  readonly slow: number
  readonly slowMs: number
  /** What a client gave up arrives all the same. */
  readonly lateArrival: number
  readonly lateMs: number
  /** One kind of request has worse luck than the others; null: none has. */
  readonly victim: Victim | null
}

export interface Victim {
  readonly apiKey: number
  readonly requestStalled: number
  readonly answerStalled: number
}

export const NO_FAULTS: NetworkFaults = {
  ...{ requestStalled: 0, answerStalled: 0, resetBefore: 0, resetAfter: 0 },
  ...{ slow: 0, slowMs: 0, lateArrival: 0, lateMs: 0, victim: null }
}

/** Each kind of fault is there or not, rare or frequent, so that seeds differ in kind. */
export function drawNetworkFaults(random: Random): NetworkFaults {
  const rate = (): number => (random.chance(0.5) ? 0 : random.pick([0.001, 0.005, 0.02, 0.05]))
  return {
    ...{ requestStalled: rate(), answerStalled: rate(), resetBefore: rate(), resetAfter: rate() },
    ...{ slow: rate() * 4, slowMs: random.pick([20, 300, 3000]) },
    ...{ lateArrival: random.pick([0, 0.3, 0.9]), lateMs: random.pick([10, 300, 5000]) },
    victim: random.chance(0.6) ? null : drawVictim(random)
  }
}

/** Of the requests on which the transactions depend: Produce, InitProducerId, Add..ToTxn, EndTxn, TxnOffsetCommit. */
function drawVictim(random: Random): Victim {
  const rate = (): number => random.pick([0, 0.05, 0.3])
  return {
    apiKey: random.pick([0, 22, 24, 25, 26, 26, 26, 28]),
    requestStalled: rate(),
    answerStalled: rate()
  }
}

/** Whether a request of this kind stalls on its way, or its answer does. */
export function stalls(
  { victim, ...faults }: NetworkFaults,
  which: 'requestStalled' | 'answerStalled',
  apiKey: number,
  random: Random
): boolean {
  return random.chance(victim?.apiKey === apiKey ? Math.max(victim[which], faults[which]) : faults[which])
}

/** Bad spells of a network and what lies between them, means in ms. */
export interface Spells {
  readonly badMs: number
  readonly goodMs: number
}

/** Null: the network is the same all the time. Faults that come together find more than faults that come alone. */
export function drawSpells(random: Random): Spells | null {
  if (random.chance(0.5)) return null
  return { badMs: random.pick([100, 1000]), goodMs: random.pick([300, 3000]) }
}

/** The network in a bad spell. */
export function worse(faults: NetworkFaults): NetworkFaults {
  const more = (rate: number): number => Math.min(0.5, rate * 5)
  return {
    ...faults,
    requestStalled: more(faults.requestStalled),
    answerStalled: more(faults.answerStalled),
    resetBefore: more(faults.resetBefore),
    resetAfter: more(faults.resetAfter),
    slow: more(faults.slow)
  }
}
