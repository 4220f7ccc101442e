import type { KafkaConnectionOptions } from '../../src/connectors/kafka/transport/connection-options.js'
import type { KafkaRequest } from '../../src/connectors/kafka/transport/request.js'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import type { Link, LinkFactory } from '../../src/connectors/kafka/transport/link.js'
import type { BrokerApi, Request } from './broker-api.js'
import { nodeAt } from './metadata-api.js'
import type { Brokers } from './brokers.js'
import { NO_FAULTS, stalls, type NetworkFaults } from './faults.js'
import type { Mutation } from './mutation.js'
import { never, type SimulatedProcess } from './process.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import type { Tally } from './tally.js'

const PRODUCE = 0
const FETCH = 1
const END_TXN = 26
const TAKES_OVER: ReadonlySet<number> = new Set([11, 22])
const MEAN_LATENCY_MS = 0.3
const CONNECTION_TIMEOUT_MS = 3000
const DEFAULT_REQUEST_TIMEOUT_MS = 15_000

/** Carries bytes between processes and brokers, and decides what gets lost. */
export class Network {
  /** What may happen to requests now. */
  faults: NetworkFaults = NO_FAULTS
  /** Told in the middle of a process's transactions. */
  onTransaction: (process: SimulatedProcess) => void = () => undefined
  /** Told when a dead process takes over the lease or the transactional id. */
  onGhost: () => void = () => undefined
  readonly random: Random
  readonly scheduler: Scheduler
  readonly brokers: Brokers
  readonly api: BrokerApi

  readonly #createClient: NonNullable<Mutation['createClient']>

  readonly tally: Tally

  constructor(brokers: Brokers, api: BrokerApi, scheduler: Scheduler, random: Random, mutation: Mutation) {
    this.#createClient = mutation.createClient ?? ((options, links) => new KafkaClient(options, links))
    this.brokers = brokers
    this.tally = brokers.tally
    this.api = api
    this.scheduler = scheduler
    this.random = random
  }

  /** The real client over simulated links. */
  createClient(process: SimulatedProcess, options: KafkaConnectionOptions): KafkaClient {
    const timeout = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS
    const links: LinkFactory = (address) => new SimulatedLink(this, process, nodeAt(address), timeout)
    return this.#createClient(options, links, process)
  }

  latency(): number {
    return 0.05 + this.random.exponential(MEAN_LATENCY_MS)
  }
}

/** `throttle_time_ms` is the first field of every answer but Produce's, where it is the last. */
function setThrottle({ apiKey }: Request, body: Buffer, throttleMs: number): void {
  body.writeInt32BE(throttleMs, apiKey === PRODUCE ? body.length - 4 : 0)
}

interface Call {
  readonly request: Request
  readonly resolve: (body: Buffer) => void
  readonly reject: (error: Error) => void
}

/** Two connections to one node, as kafkajs has them: one for Fetch, one for all else. */
class SimulatedLink implements Link {
  readonly #network: Network
  readonly #process: SimulatedProcess
  readonly #nodeId: number
  readonly #requestTimeoutMs: number
  readonly #calls = new Set<Call>()
  #channels: [Channel, Channel] | null = null
  #connecting: Promise<void> | null = null
  #destroyed: Error | null = null

  constructor(network: Network, process: SimulatedProcess, nodeId: number, requestTimeoutMs: number) {
    this.#network = network
    this.#process = process
    this.#nodeId = nodeId
    this.#requestTimeoutMs = requestTimeoutMs
  }

  isConnected(): boolean {
    return this.#channels !== null
  }

  connect(): Promise<void> {
    return (this.#connecting ??= this.#connect())
  }

  supports(apiKey: number, version: number): boolean {
    return this.#network.api.supports(apiKey, version)
  }

  async send<T>(asked: KafkaRequest<T>): Promise<T> {
    const { apiKey, apiVersion, apiName } = asked
    const sent = Buffer.from(asked.encode())
    if (!this.#process.step(`sending ${apiName}`)) return never()
    if (apiKey === END_TXN) this.#process.isSettled = true
    if (apiKey === END_TXN || apiKey === PRODUCE) this.#network.onTransaction(this.#process)
    const channel = this.#channels?.[apiKey === FETCH ? 1 : 0]
    if (channel === undefined) throw this.#destroyed ?? new Error('not connected')
    const request = { apiKey, apiVersion, apiName, body: sent }
    const body = await new Promise<Buffer>((resolve, reject) =>
      this.#call(channel, { request, resolve, reject }, asked.timeoutMs)
    )
    if (!this.#process.step(`the answer of ${apiName}`)) return never()
    return asked.decode(body)
  }

  destroy(reason: Error): void {
    this.#destroyed = reason
    for (const channel of this.#channels ?? []) channel.closeByClient()
    this.#channels = null
    for (const { reject } of [...this.#calls]) reject(reason)
  }

  async #connect(): Promise<void> {
    const { brokers } = this.#network
    if (!this.#process.step(`connecting to node ${this.#nodeId}`)) return never()
    const { faults, random } = this.#network
    const isStalled = random.chance(faults.requestStalled)
    await new Promise<void>((resolve, reject) => {
      const delay = isStalled ? CONNECTION_TIMEOUT_MS : 2 * this.#network.latency()
      this.#process.after(delay, () => {
        if (isStalled) reject(new Error(`connection to node ${this.#nodeId} timed out`))
        else if (!brokers.isUp(this.#nodeId)) reject(new Error(`node ${this.#nodeId} refuses connections`))
        else resolve()
      })
    })
    if (this.#destroyed !== null) throw this.#destroyed
    const broken = (): void => this.destroy(new Error(`connection to node ${this.#nodeId} was reset`))
    const channel = (): Channel => new Channel(this.#network, this.#process, this.#nodeId, broken)
    this.#channels = [channel(), channel()]
  }

  #call(channel: Channel, call: Call, timeoutMs = this.#requestTimeoutMs): void {
    const end = <T>(settle: (value: T) => void): ((value: T) => void) => {
      return (value) => {
        if (this.#calls.delete(watched)) {
          cancelTimer()
          settle(value)
        }
      }
    }
    const watched: Call = { request: call.request, resolve: end(call.resolve), reject: end(call.reject) }
    this.#calls.add(watched)
    const cancelTimer = this.#process.after(timeoutMs, () =>
      watched.reject(new Error(`${call.request.apiName} timed out`))
    )
    channel.send(watched)
  }
}

/**
 * One TCP connection. Requests arrive in order, and the broker serves the next one only when the one before is
 * answered. What a client sent before it closed may still arrive, and be served, much later.
 */
class Channel {
  readonly #network: Network
  readonly #process: SimulatedProcess
  readonly #nodeId: number
  readonly #life: number
  readonly #onBroken: () => void
  readonly #queue: { call: Call; answerDelay: number }[] = []
  #lastArrival = 0
  #lastAnswer = 0
  #serving = false
  #closed = false
  /** Requests are held up without a word until this time; Infinity: for ever. */
  #heldUpUntil = 0
  #answersStalled = false
  /** Something was lost on the way: as on any TCP connection nothing behind it arrives. */
  #lost = false

  constructor(network: Network, process: SimulatedProcess, nodeId: number, onBroken: () => void) {
    this.#network = network
    this.#process = process
    this.#nodeId = nodeId
    this.#life = network.brokers.node(nodeId).life
    this.#onBroken = onBroken
    this.#watchNode()
  }

  send(call: Call): void {
    const { faults, random, scheduler } = this.#network
    const delay = this.#delay()
    if (stalls(faults, 'requestStalled', call.request.apiKey, random)) {
      this.#trace(`stalls before ${call.request.apiName}`)
      this.#network.tally.fault('request lost or late')
      this.#holdUp()
    }
    if (random.chance(faults.resetBefore)) {
      this.#trace(`breaks before ${call.request.apiName}`)
      this.#network.tally.fault('connection reset')
      this.#holdUp()
      this.#break()
    }
    if (this.#heldUpUntil === Infinity) return
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + delay, this.#heldUpUntil)
    scheduler.after(this.#lastArrival - scheduler.now, () => this.#arrive(call))
  }

  #delay(): number {
    const { faults, random, tally } = this.#network
    const latency = this.#network.latency()
    if (!random.chance(faults.slow)) return latency
    tally.fault('request or answer slow')
    return latency + random.exponential(faults.slowMs)
  }

  /** What is sent from now on is lost, or arrives late. */
  #holdUp(): void {
    const { faults, random, scheduler } = this.#network
    const arrivesLate = random.chance(faults.lateArrival)
    this.#heldUpUntil = arrivesLate ? scheduler.now + random.exponential(faults.lateMs) : Infinity
  }

  /** The client is gone; what is on its way may arrive or not. */
  closeByClient(): void {
    this.#closed = true
  }

  #arrive(call: Call): void {
    const { faults, random } = this.#network
    if (this.#closed && this.#heldUpUntil === 0 && !random.chance(faults.lateArrival)) this.#lost = true
    if (this.#lost || this.#network.brokers.node(this.#nodeId).life !== this.#life) return
    const answerDelay = this.#delay()
    this.#queue.push({ call, answerDelay })
    this.#serveNext()
  }

  #serveNext(): void {
    const next = this.#serving ? undefined : this.#queue.shift()
    const node = this.#network.brokers.node(this.#nodeId)
    if (next === undefined || node.life !== this.#life) return
    this.#serving = true
    const { call, answerDelay } = next
    if (this.#closed || !this.#process.isAlive) {
      this.#trace(`late ${call.request.apiName} is served`)
      this.#network.tally.fault('request of a dead client served')
    }
    if (!this.#process.isAlive && TAKES_OVER.has(call.request.apiKey)) this.#network.onGhost()
    this.#network.api.serve(node, call.request, (body) => {
      const throttleMs = this.#network.brokers.troubles.throttleMs()
      if (throttleMs > 0) setThrottle(call.request, body, throttleMs)
      this.#answer(call, body, answerDelay)
      // The answer comes at once; the connection is not read again until the time is over.
      this.#network.scheduler.after(throttleMs, () => {
        this.#serving = false
        this.#serveNext()
      })
    })
  }

  #answer(call: Call, body: Buffer, delay: number): void {
    const { faults, random, scheduler } = this.#network
    if (this.#closed || this.#answersStalled) return
    if (random.chance(faults.resetAfter)) {
      this.#trace(`breaks after ${call.request.apiName}`)
      this.#network.tally.fault('connection reset')
      return this.#break()
    }
    if (stalls(faults, 'answerStalled', call.request.apiKey, random)) {
      this.#trace(`stalls after ${call.request.apiName}`)
      this.#network.tally.fault('answer lost')
      this.#answersStalled = true
      return
    }
    this.#lastAnswer = Math.max(this.#lastAnswer, scheduler.now + delay)
    scheduler.after(this.#lastAnswer - scheduler.now, () => {
      if (!this.#closed) this.#process.deliver(() => call.resolve(body))
    })
  }

  #break(): void {
    this.#network.scheduler.after(this.#network.latency(), () => {
      if (!this.#closed) this.#process.deliver(() => this.#onBroken())
    })
  }

  /** A node that stops takes its connections with it. */
  #watchNode(): void {
    this.#network.brokers.onNodeStopped(this.#nodeId, () => this.#break())
  }

  #trace(what: string): void {
    this.#network.scheduler.trace(`${this.#process.name}: connection to node ${this.#nodeId} ${what}`)
  }
}
