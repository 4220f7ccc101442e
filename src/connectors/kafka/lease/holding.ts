import { MillraceError } from '../../../errors.js'
import type { KafkaLogger } from '../retry/outage.js'

export interface HoldingOptions {
  /** Of the application. */
  readonly group: string
  readonly instanceId: string
  /** Waiting is what this instance is for: no warning while it does. */
  readonly standby: boolean
  readonly logger: KafkaLogger
}

/** Whether the work is this instance's, and who waits to know. */
export class Holding {
  /** Resolves when the work is this instance's for the first time; rejects when that cannot be. */
  readonly acquired: Promise<void>
  /** Resolves when it is another's after that. */
  readonly lost: Promise<MillraceError>
  readonly #options: HoldingOptions
  #lose: (error: MillraceError) => void = () => undefined
  #acquire: () => void = () => undefined
  #refuse: (error: unknown) => void = () => undefined
  #isHeld = false
  #hasEnded = false
  #waitsFor: string | null = null
  /** Who asked whether it is held, since the last heartbeat was sent. */
  #questions: ((held: boolean) => void)[] = []

  constructor(options: HoldingOptions) {
    this.#options = options
    this.lost = new Promise((resolve) => (this.#lose = resolve))
    this.acquired = new Promise((resolve, reject) => {
      this.#acquire = resolve
      this.#refuse = reject
    })
    this.acquired.catch(() => undefined)
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  /** It is over, for good. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get isAsked(): boolean {
    return this.#questions.length > 0
  }

  /** The answer of the next heartbeat that is sent. */
  ask(): Promise<boolean> {
    if (this.#hasEnded) return Promise.resolve(false)
    return new Promise((resolve) => this.#questions.push(resolve))
  }

  /** Sends a heartbeat; its answer is one for those who had asked before, and for nobody else. */
  async answering(heartbeat: () => Promise<boolean>): Promise<boolean> {
    const asked = this.#questions.splice(0)
    let isMember = false
    try {
      isMember = await heartbeat()
    } finally {
      if (!isMember) this.#questions.push(...asked)
    }
    if (isMember) for (const resolve of asked) resolve(this.#isHeld)
    return isMember
  }

  /** The group says who leads it. */
  judge(holder: string): void {
    const { instanceId, group, standby, logger } = this.#options
    if (holder === instanceId) {
      if (this.#isHeld) return
      this.#isHeld = true
      const line =
        this.#waitsFor === null ? 'this instance has the work' : 'this instance takes over the work'
      logger.info({ instance: instanceId }, line)
      this.#acquire()
    } else if (this.#isHeld) {
      const reason = `instance ${holder} has it now`
      this.end(new MillraceError('LEASE_LOST', { instance: instanceId, group, reason }))
    } else if (this.#waitsFor !== holder) {
      this.#waitsFor = holder
      const line = 'another instance has the work: waiting to take over'
      logger[standby ? 'info' : 'warn']({ holder, instance: instanceId }, line)
    }
  }

  /** It cannot be had, or is lost. */
  end(error: unknown): void {
    this.#hasEnded = true
    if (this.#isHeld) this.#lose(error instanceof MillraceError ? error : this.#lostBy(error))
    else this.#refuse(error)
    this.giveUp()
  }

  #lostBy(error: unknown): MillraceError {
    const { instanceId: instance, group } = this.#options
    const reason = error instanceof Error ? error.message : String(error)
    return new MillraceError('LEASE_LOST', { instance, group, reason }, { cause: error })
  }

  /** Whoever waits for the work does not any more. */
  refuse(reason: unknown): void {
    this.#refuse(reason)
  }

  giveUp(): void {
    this.#isHeld = false
    for (const resolve of this.#questions.splice(0)) resolve(false)
  }
}
