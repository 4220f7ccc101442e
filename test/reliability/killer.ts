import { setTimeout as sleep } from 'node:timers/promises'
import type { JournalWatch } from './journal-watch.js'
import type { Random } from './random.js'
import type { ServiceChild } from './service-child.js'

/** The span after a service began to work in which it is killed. */
const FROM_MS = 50
const TO_MS = 1500
/** A service that commits nothing for so long (its broker is down) is killed all the same. */
const LONGEST_WAIT_MS = 15_000

/** What became of the lives of the service. */
export interface Lives {
  kills: number
  /** Lives that ended before their first commit: killed while they recovered. */
  killedBeforeCommit: number
  /** From a kill to the first commit of the next life, ms, restart included. */
  readonly recoveriesMs: number[]
  /** Ends that were nobody's doing. */
  readonly findings: string[]
}

/**
 * Starts the service, kills it at a random moment, and again. Half of the moments count from when it begins to work,
 * which hits recovery, half from its first commit.
 */
export class Killer {
  readonly lives: Lives = { kills: 0, killedBeforeCommit: 0, recoveriesMs: [], findings: [] }
  readonly #start: () => ServiceChild
  readonly #journal: JournalWatch
  readonly #random: Random
  #killedAt: number | null = null

  constructor(start: () => ServiceChild, journal: JournalWatch, random: Random) {
    this.#start = start
    this.#journal = journal
    this.#random = random
  }

  /** Kills until there were so many kills or `calm` resolves; answers with the service that is left running. */
  async run(kills: number, calm: Promise<unknown>): Promise<ServiceChild> {
    const isCalm = calm.then(() => 'calm' as const)
    for (;;) {
      const child = this.#start()
      const life = this.#observe(child)
      if (this.lives.kills >= kills) return child
      const afterCommit = this.#random.chance(0.5)
      const delay = this.#random.between(FROM_MS, TO_MS)
      const moment = Promise.race([afterCommit ? life.committed : child.started, sleep(LONGEST_WAIT_MS)])
      const next = await Promise.race([
        moment.then(() => sleep(delay)).then(() => 'kill' as const),
        child.exited,
        isCalm
      ])
      if (next === 'calm') return child
      if (next === 'kill' && child.isRunning) {
        this.#killedAt = performance.now()
        await child.end('SIGKILL')
        this.lives.kills++
      } else {
        this.lives.findings.push(`the service ended by itself (${next}): ${child.tail.slice(-5).join('\n')}`)
      }
      if (!life.hasCommitted) this.lives.killedBeforeCommit++
    }
  }

  #observe(child: ServiceChild): { committed: Promise<void>; readonly hasCommitted: boolean } {
    const killedAt = this.#killedAt
    let hasCommitted = false
    const committed = child.started
      .then(() => this.#journal.nextCommit())
      .then((at) => {
        if (!child.isRunning) return
        hasCommitted = true
        if (killedAt !== null) this.lives.recoveriesMs.push(at - killedAt)
      })
    return {
      committed,
      get hasCommitted() {
        return hasCommitted
      }
    }
  }
}
