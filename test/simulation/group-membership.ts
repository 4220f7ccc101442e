import { ERROR } from './errors.js'
import type { Scheduler } from './scheduler.js'

export interface JoinRequest {
  readonly memberId: string
  readonly instanceId: string | null
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocol: string
}

export interface JoinAnswer {
  readonly error: number
  readonly generation: number
  readonly protocol: string
  readonly leader: string
  readonly memberId: string
  readonly members: readonly { readonly memberId: string; readonly instanceId: string | null }[]
}

export interface SyncAnswer {
  readonly error: number
  readonly assignment: Buffer
}

/** Whoever asks: a member, and the generation that it takes part in. */
export interface MemberClaim {
  readonly memberId: string
  readonly instanceId: string | null
  readonly generation: number
}

interface Member {
  id: string
  readonly instanceId: string | null
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocol: string
  assignment: Buffer
  answerJoin: ((answer: JoinAnswer) => void) | null
  answerSync: ((answer: SyncAnswer) => void) | null
  cancelExpiry: () => void
}

type State = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable'

const NOTHING = Buffer.alloc(0)

/** The members of one group, by the rules of Kafka's classic `GroupCoordinator`, static membership included. */
export class GroupMembership {
  readonly #name: string
  readonly #scheduler: Scheduler
  readonly #members = new Map<string, Member>()
  #state: State = 'Empty'
  #generation = 0
  #leader = ''
  #nextMember = 1
  #cancelRebalance: () => void = () => undefined

  constructor(name: string, scheduler: Scheduler) {
    this.#name = name
    this.#scheduler = scheduler
  }

  join(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const refuse = (error: number): void => answer(this.#joinError(error, request.memberId))
    const { memberId, instanceId } = request
    const known = instanceId === null ? undefined : this.#byInstance(instanceId)
    if (memberId === '') {
      if (known === undefined) this.#add(request, answer)
      else this.#replace(known, request, answer)
      return
    }
    if (known !== undefined && known.id !== memberId) return refuse(ERROR.FENCED_INSTANCE_ID)
    const member = this.#members.get(memberId)
    if (member === undefined) return refuse(ERROR.UNKNOWN_MEMBER_ID)
    this.#watch(member)
    const leads = member.id === this.#leader
    if (this.#state === 'Stable' && !leads) return answer(this.#joined(member, this.#leader))
    if (this.#state === 'CompletingRebalance') return answer(this.#joined(member, this.#leader))
    member.answerJoin = answer
    this.#prepareRebalance()
  }

  sync(
    claim: MemberClaim,
    assignments: ReadonlyMap<string, Buffer>,
    answer: (answer: SyncAnswer) => void
  ): void {
    const error = this.#claimError(claim)
    const member = this.#members.get(claim.memberId)
    if (error !== ERROR.NONE || member === undefined) return answer({ error, assignment: NOTHING })
    this.#watch(member)
    if (this.#state === 'PreparingRebalance') {
      return answer({ error: ERROR.REBALANCE_IN_PROGRESS, assignment: NOTHING })
    }
    if (this.#state === 'Stable') return answer({ error, assignment: member.assignment })
    member.answerSync = answer
    if (member.id !== this.#leader) return
    this.#state = 'Stable'
    this.#cancelRebalance()
    for (const each of this.#members.values()) {
      each.assignment = assignments.get(each.id) ?? NOTHING
      each.answerSync?.({ error: ERROR.NONE, assignment: each.assignment })
      each.answerSync = null
    }
  }

  heartbeat(claim: MemberClaim): number {
    const error = this.#claimError(claim)
    const member = this.#members.get(claim.memberId)
    if (error !== ERROR.NONE || member === undefined) return error
    this.#watch(member)
    return this.#state === 'PreparingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE
  }

  leave(memberId: string, instanceId: string | null): number {
    const member = instanceId === null ? this.#members.get(memberId) : this.#byInstance(instanceId)
    if (member === undefined) return ERROR.UNKNOWN_MEMBER_ID
    if (memberId !== '' && member.id !== memberId) return ERROR.FENCED_INSTANCE_ID
    this.#remove(member, 'left')
    return ERROR.NONE
  }

  /** The group went to another node: who waits asks there again, and sessions begin anew. */
  moved(): void {
    for (const member of this.#members.values()) {
      member.answerJoin?.(this.#joinError(ERROR.NOT_COORDINATOR, member.id))
      member.answerSync?.({ error: ERROR.NOT_COORDINATOR, assignment: NOTHING })
      member.answerJoin = null
      member.answerSync = null
      this.#watch(member)
    }
    if (this.#state === 'CompletingRebalance') this.#state = 'PreparingRebalance'
  }

  #claimError({ memberId, instanceId, generation }: MemberClaim): number {
    const known = instanceId === null ? undefined : this.#byInstance(instanceId)
    if (known !== undefined && known.id !== memberId) return ERROR.FENCED_INSTANCE_ID
    if (!this.#members.has(memberId)) return ERROR.UNKNOWN_MEMBER_ID
    return generation === this.#generation ? ERROR.NONE : ERROR.ILLEGAL_GENERATION
  }

  #add(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const member = this.#create(request)
    member.answerJoin = answer
    if (this.#leader === '') this.#leader = member.id
    this.#prepareRebalance()
  }

  /**
   * A static member joins under a new id. In a stable group nothing changes but that id; whoever led goes on leading,
   * but is told the old id, so that it makes no assignment that nobody would hear of.
   */
  #replace(old: Member, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    old.answerJoin?.(this.#joinError(ERROR.FENCED_INSTANCE_ID, old.id))
    old.answerSync?.({ error: ERROR.FENCED_INSTANCE_ID, assignment: NOTHING })
    old.cancelExpiry()
    this.#members.delete(old.id)
    const leaderBefore = this.#leader
    const member = this.#create(request)
    member.assignment = old.assignment
    if (leaderBefore === old.id) this.#leader = member.id
    if (this.#state === 'Stable') {
      answer({ ...this.#joined(member, leaderBefore), members: [] })
      return
    }
    member.answerJoin = answer
    this.#prepareRebalance()
  }

  #create(request: JoinRequest): Member {
    const member: Member = {
      ...{ id: `${request.instanceId ?? 'member'}-${this.#nextMember++}`, instanceId: request.instanceId },
      ...{ sessionTimeoutMs: request.sessionTimeoutMs, rebalanceTimeoutMs: request.rebalanceTimeoutMs },
      ...{ protocol: request.protocol, assignment: NOTHING, answerJoin: null, answerSync: null },
      cancelExpiry: () => undefined
    }
    this.#members.set(member.id, member)
    this.#watch(member)
    return member
  }

  /** A member that is silent for its session's time-out is gone; one that waits for an answer is not silent. */
  #watch(member: Member): void {
    member.cancelExpiry()
    member.cancelExpiry = this.#scheduler.after(member.sessionTimeoutMs, () => {
      if (member.answerJoin !== null || member.answerSync !== null) this.#watch(member)
      else this.#remove(member, 'expired')
    })
  }

  #remove(member: Member, why: string): void {
    this.#scheduler.trace(`broker: member ${member.id} of ${this.#name} ${why}`)
    member.cancelExpiry()
    member.answerJoin?.(this.#joinError(ERROR.UNKNOWN_MEMBER_ID, member.id))
    member.answerSync?.({ error: ERROR.UNKNOWN_MEMBER_ID, assignment: NOTHING })
    this.#members.delete(member.id)
    if (this.#leader === member.id) this.#leader = this.#members.keys().next().value ?? ''
    if (this.#members.size === 0) this.#state = 'Empty'
    else if (this.#state === 'PreparingRebalance') this.#completeWhenAllJoined()
    else this.#prepareRebalance()
  }

  #prepareRebalance(): void {
    if (this.#state !== 'PreparingRebalance') {
      for (const member of this.#members.values()) {
        member.answerSync?.({ error: ERROR.REBALANCE_IN_PROGRESS, assignment: NOTHING })
        member.answerSync = null
      }
      this.#state = 'PreparingRebalance'
      this.#waitAtMost(() => this.#complete())
    }
    this.#completeWhenAllJoined()
  }

  #completeWhenAllJoined(): void {
    if ([...this.#members.values()].every(({ answerJoin }) => answerJoin !== null)) this.#complete()
  }

  /** All have joined, or those who have not ran out of time: a static member stays until its session ends. */
  #complete(): void {
    const joined = [...this.#members.values()].filter(({ answerJoin }) => answerJoin !== null)
    const [first] = joined
    if (first === undefined) {
      if (this.#state === 'PreparingRebalance' && this.#members.size > 0)
        this.#waitAtMost(() => this.#complete())
      return
    }
    if (!joined.some(({ id }) => id === this.#leader)) this.#leader = first.id
    this.#generation++
    this.#state = 'CompletingRebalance'
    for (const member of joined) {
      member.answerJoin?.(this.#joined(member, this.#leader))
      member.answerJoin = null
      this.#watch(member)
    }
    // A leader that does not assign is out.
    this.#waitAtMost(() => {
      const leader = this.#members.get(this.#leader)
      if (leader !== undefined) this.#remove(leader, 'did not assign')
    })
  }

  #waitAtMost(ended: () => void): void {
    this.#cancelRebalance()
    const timeouts = [...this.#members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs)
    const state = this.#state
    this.#cancelRebalance = this.#scheduler.after(Math.max(...timeouts), () => {
      if (this.#state === state) ended()
    })
  }

  #joined(member: Member, leader: string): JoinAnswer {
    const all = [...this.#members.values()].map(({ id, instanceId }) => ({ memberId: id, instanceId }))
    return {
      ...{ error: ERROR.NONE, generation: this.#generation, protocol: member.protocol },
      ...{ leader, memberId: member.id, members: member.id === leader ? all : [] }
    }
  }

  #joinError(error: number, memberId: string): JoinAnswer {
    return { error, generation: -1, protocol: '', leader: '', memberId, members: [] }
  }

  #byInstance(instanceId: string): Member | undefined {
    return [...this.#members.values()].find((member) => member.instanceId === instanceId)
  }
}
