import { ERROR } from './errors.js'
import { GroupMembership } from './group-membership.js'
import { GroupOffsets, type OffsetKey } from './group-offsets.js'
import { PartitionLog } from './partition-log.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import type { Tally } from './tally.js'
import { Troubles } from './troubles.js'
import { TransactionCoordinator, type Member, type Transaction } from './transaction-coordinator.js'

export interface BrokersOptions {
  readonly nodes: number
  /** Partitions of a topic that is created without saying how many. */
  readonly defaultPartitions: number
  /** How often open transactions are looked at, ms. */
  readonly timeoutScanMs: number
  /** Epochs that a producer id has before it is used up. */
  readonly producerEpochs: number
  /** Whether a Fetch may ask for a topic by its id, as from Kafka 3.1 on. */
  readonly fetchesById: boolean
}

export interface Node {
  readonly id: number
  up: boolean
  /** Counts restarts: connections belong to one life. */
  life: number
  /** As a coordinator it answers with COORDINATOR_LOAD_IN_PROGRESS until then. */
  loadingUntil: number
}

export type CoordinatorKey = `group ${string}` | `transaction ${string}`

const MARKER_RETRY_MS = 25
const LOADING_MS = 300
const ELECTION_MS = 400
const NO_LEADER = -1

/**
 * The state of a simulated cluster: nodes, partitions, coordinators. Everything is replicated: a node that is down
 * takes away the time of its leaderships, never data.
 */
export class Brokers {
  readonly nodes: readonly Node[]
  readonly topics = new Map<string, PartitionLog[]>()
  readonly troubles: Troubles
  readonly tally: Tally
  /** Which topic of that name it is: each that is made gets the next number. */
  readonly #topicIds = new Map<string, number>()
  #topicsMade = 0
  /** Offsets that the group was told to begin at, by `<topic>/<partition>`. */
  readonly firstOffsets = new Map<OffsetKey, number>()
  readonly groups = new Map<string, GroupOffsets>()
  readonly transactions: TransactionCoordinator
  readonly #memberships = new Map<string, GroupMembership>()
  /** Called when records came, were decided, or a leader moved: waiting fetches look again. */
  onChange: () => void = () => {}
  readonly fetchesById: boolean
  readonly #options: BrokersOptions
  readonly #scheduler: Scheduler
  readonly #random: Random
  readonly #coordinators = new Map<CoordinatorKey, number>()
  readonly #onStopped = new Map<number, (() => void)[]>()
  /** Logs that no client sees any more. What becomes of their open transactions stands in them all the same. */
  readonly #leftBehind = new Set<PartitionLog>()

  constructor(options: BrokersOptions, scheduler: Scheduler, random: Random, tally: Tally) {
    this.tally = tally
    this.troubles = new Troubles(random.fork(), tally)
    this.#options = options
    this.fetchesById = options.fetchesById
    this.#scheduler = scheduler
    this.#random = random
    this.nodes = Array.from({ length: options.nodes }, (_, index) => ({
      ...{ id: index + 1, up: true, life: 1, loadingUntil: 0 }
    }))
    this.transactions = new TransactionCoordinator({
      now: () => scheduler.now,
      lastEpoch: options.producerEpochs,
      onUsedUp: () => tally.fault('producer id used up'),
      writeMarkers: (transaction, commit, written) => this.#writeMarkers(transaction, commit, written)
    })
    this.#scanForTimeouts()
  }

  trace(what: string, error: number): void {
    this.#scheduler.trace(error === ERROR.NONE ? `broker: ${what}` : `broker: ${what} -> error ${error}`)
  }

  node(id: number): Node {
    const node = this.nodes[id - 1]
    if (node === undefined) throw new RangeError(`no node ${id}`)
    return node
  }

  isUp(id: number): boolean {
    return id !== NO_LEADER && this.node(id).up
  }

  createTopic(topic: string, partitions: number = this.#options.defaultPartitions): void {
    const logs = this.topics.get(topic) ?? []
    if (!this.topics.has(topic)) this.#topicIds.set(topic, ++this.#topicsMade)
    while (logs.length < partitions) logs.push(new PartitionLog(topic, logs.length, this.#someNode()))
    this.topics.set(topic, logs)
  }

  /** Nothing of it is left; open transactions end without it. */
  deleteTopic(topic: string): void {
    this.#scheduler.trace(`broker: topic ${topic} deleted`)
    for (const log of this.topics.get(topic) ?? []) this.#leaveBehind(log)
    this.topics.delete(topic)
    this.#topicIds.delete(topic)
    this.transactions.forget(`partition ${topic}/`)
    this.onChange()
  }

  /** 16 bytes; a topic that is made anew under the same name has another one. */
  topicId(topic: string): Buffer {
    const id = Buffer.alloc(16)
    id.writeUInt32BE(this.#topicIds.get(topic) ?? 0, 12)
    return id
  }

  /** The name of the topic with this id; null when it is gone. */
  topicOf(id: Buffer): string | null {
    return [...this.topics.keys()].find((topic) => this.topicId(topic).equals(id)) ?? null
  }

  /** An unclean election: the new leader of the partition never had what lies from `offset` on. */
  cutTail(topic: string, partition: number, offset: number): void {
    const logs = this.topics.get(topic)
    const log = logs?.[partition]
    if (logs === undefined || log === undefined) return
    this.#scheduler.trace(`broker: ${topic}/${partition} is cut at ${offset}, it had ${log.endOffset}`)
    logs[partition] = log.withoutTail(offset)
    this.#leaveBehind(log)
    this.onChange()
  }

  /** The leader that had the tail is back. */
  putBack(log: PartitionLog): void {
    const logs = this.topics.get(log.topic)
    if (logs !== undefined) logs[log.partition] = log
    this.#leftBehind.delete(log)
    this.onChange()
  }

  log(topic: string, partition: number): PartitionLog | undefined {
    return this.topics.get(topic)?.[partition]
  }

  group(name: string): GroupOffsets {
    let group = this.groups.get(name)
    if (group === undefined) this.groups.set(name, (group = new GroupOffsets()))
    return group
  }

  members(group: string): GroupMembership {
    let members = this.#memberships.get(group)
    if (members === undefined) {
      members = new GroupMembership(group, this.#scheduler)
      this.#memberships.set(group, members)
    }
    return members
  }

  /** The node that coordinates; it may be down. */
  coordinator(key: CoordinatorKey): number {
    let node = this.#coordinators.get(key)
    if (node === undefined) this.#coordinators.set(key, (node = this.#someNode()))
    return node
  }

  /** The coordinator goes to another node (or loads anew on the same), which takes a while. */
  moveCoordinators(): void {
    this.#scheduler.trace('broker: coordinators move')
    this.tally.fault('coordinators moved')
    for (const key of this.#coordinators.keys()) this.#moveCoordinator(key)
  }

  /** Some partitions get another leader. */
  moveLeaders(): void {
    this.#scheduler.trace('broker: leaders move')
    this.tally.fault('leaders moved')
    for (const log of this.#logs()) if (this.#random.chance(0.5)) this.#elect(log)
    this.onChange()
  }

  /** Calls back once when the node stops. */
  onNodeStopped(id: number, callback: () => void): void {
    this.#onStopped.set(id, [...(this.#onStopped.get(id) ?? []), callback])
  }

  /** The node stops: its connections break, its leaderships go to others, or wait for it. */
  stop(id: number): void {
    const node = this.node(id)
    this.tally.fault('broker restarted')
    node.up = false
    node.life++
    const callbacks = this.#onStopped.get(id) ?? []
    this.#onStopped.delete(id)
    for (const callback of callbacks) callback()
    for (const log of this.#logs()) {
      if (log.leader !== id) continue
      log.leader = NO_LEADER
      this.#scheduler.after(ELECTION_MS, () => this.#elect(log))
    }
    for (const [key, owner] of this.#coordinators) {
      if (owner === id) this.#scheduler.after(ELECTION_MS, () => this.#moveCoordinator(key))
    }
    this.onChange()
  }

  start(id: number): void {
    const node = this.node(id)
    node.up = true
    node.loadingUntil = this.#scheduler.now + LOADING_MS
    for (const log of this.#logs()) if (log.leader === NO_LEADER) this.#elect(log)
    this.onChange()
  }

  #elect(log: PartitionLog): void {
    const alive = this.nodes.filter(({ up }) => up)
    log.leader = alive.length === 0 ? NO_LEADER : this.#random.pick(alive).id
    this.onChange()
  }

  #moveCoordinator(key: CoordinatorKey): void {
    const alive = this.nodes.filter(({ up }) => up)
    if (alive.length === 0) return
    const node = this.#random.pick(alive)
    node.loadingUntil = Math.max(
      node.loadingUntil,
      this.#scheduler.now + this.#random.exponential(LOADING_MS)
    )
    this.#coordinators.set(key, node.id)
    if (key.startsWith('group ')) this.#memberships.get(key.slice('group '.length))?.moved()
  }

  #leaveBehind(log: PartitionLog): void {
    this.#leftBehind.add(log)
    for (const { transaction, commit } of this.transactions.decided())
      this.#endBehind(log, transaction, commit)
  }

  #endBehind(log: PartitionLog, { producerId, epoch }: Transaction, commit: boolean): void {
    if (!log.hasOpenTransaction(producerId)) return
    log.appendMarker(producerId, epoch, commit, Math.floor(this.#scheduler.now))
  }

  #writeMarkers(transaction: Transaction, commit: boolean, written: () => void): void {
    for (const log of this.#leftBehind) this.#endBehind(log, transaction, commit)
    const { producerId, epoch } = transaction
    const waiting = new Set(transaction.members)
    if (waiting.size === 0) written()
    for (const member of transaction.members) {
      const attempt = (): void => {
        if (!this.#writeMarker(member, producerId, epoch, commit)) {
          this.#scheduler.after(MARKER_RETRY_MS, attempt)
          return
        }
        waiting.delete(member)
        if (waiting.size === 0) written()
        this.onChange()
      }
      this.#scheduler.after(this.#markerDelay(), attempt)
    }
  }

  /** Most markers follow in milliseconds; some take their time. */
  #markerDelay(): number {
    return this.#random.exponential(this.#random.chance(0.05) ? 400 : 3)
  }

  #writeMarker(member: Member, producerId: number, epoch: number, commit: boolean): boolean {
    const group = /^group (.*)$/.exec(member)?.[1]
    if (group !== undefined) {
      if (!this.isUp(this.coordinator(`group ${group}`))) return false
      this.group(group).appendMarker(producerId, epoch, commit)
      return true
    }
    const slash = member.lastIndexOf('/')
    const log = this.log(member.slice('partition '.length, slash), Number(member.slice(slash + 1)))
    // A topic that was deleted meanwhile needs none.
    if (log === undefined) return true
    if (!this.isUp(log.leader)) return false
    log.appendMarker(producerId, epoch, commit, Math.floor(this.#scheduler.now))
    return true
  }

  #scanForTimeouts(): void {
    this.#scheduler.after(this.#options.timeoutScanMs, () => {
      for (const { id, epoch } of this.transactions.abortTimedOut()) {
        this.#scheduler.trace(`broker: transaction of ${id} timed out, epoch now ${epoch}`)
        this.tally.fault('transaction timed out')
      }
      this.#scanForTimeouts()
    })
  }

  #logs(): PartitionLog[] {
    return [...this.topics.values()].flat()
  }

  #someNode(): number {
    const alive = this.nodes.filter(({ up }) => up)
    return this.#random.pick(alive.length > 0 ? alive : this.nodes).id
  }
}

/** What a node that does not lead the partition answers. */
export function leaderError(brokers: Brokers, node: Node, topic: string, partition: number): number {
  const log = brokers.log(topic, partition)
  if (log === undefined) return ERROR.UNKNOWN_TOPIC_OR_PARTITION
  return log.leader === node.id ? ERROR.NONE : ERROR.NOT_LEADER_OR_FOLLOWER
}
