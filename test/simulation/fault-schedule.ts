import type { Checker } from './checker.js'
import { NO_FAULTS, worse, type Spells } from './faults.js'
import { journalOf } from './scenario.js'
import { SOURCE_TOPIC } from './topics.js'
import type { Supervisor } from './supervisor.js'
import { SINKS } from '../../bench/baseline/rows.js'
import type { Denied } from './troubles.js'
import type { World } from './world.js'

const BROKER_DOWN_MS = 1000
/** How long a disk is full, a permission is missing, or brokers answer with errors, on average. */
const TROUBLE_MS = 1000
const HOUR_MS = 3_600_000

/** Lets things go wrong, as the scenario says, until it says that they end. */
export class FaultSchedule {
  readonly #world: World
  readonly #supervisor: Supervisor
  readonly #checker: Checker
  #faulty = true

  constructor(world: World, supervisor: Supervisor, checker: Checker) {
    this.#world = world
    this.#supervisor = supervisor
    this.#checker = checker
  }

  get isOver(): boolean {
    return !this.#faulty
  }

  start(): void {
    const { scenario, scheduler, network, brokers, disk } = this.#world
    network.faults = scenario.network
    if (scenario.networkSpells !== null) this.#goodSpell(scenario.networkSpells)
    this.#repeatedly(scenario.brokerRestartMs, () => this.#restartBroker())
    this.#repeatedly(scenario.leaderMoveMs, () => brokers.moveLeaders())
    this.#repeatedly(scenario.coordinatorMoveMs, () => brokers.moveCoordinators())
    this.#repeatedly(scenario.diskDamageMs, () => disk.damageOne())
    this.#repeatedly(scenario.retentionMs, () => this.#trimSource())
    this.#repeatedly(scenario.zombieMs, () => this.#supervisor.stopOne())
    this.#repeatedly(scenario.takeOverMs, () => this.#supervisor.takeOver())
    this.#repeatedly(scenario.powerFailureMs, () => this.#supervisor.losePower())
    this.#repeatedly(scenario.gentleStopMs, () => this.#supervisor.stopOneGently())
    this.#repeatedly(scenario.pauseMs, () => this.#supervisor.pauseOne(this.#pauseMs()))
    network.onTransaction = (process) => {
      const { random } = this.#world
      const isMeant = this.#faulty && scenario.pausesInTransactions > 0
      if (isMeant && random.chance(scenario.pausesInTransactions)) {
        this.#supervisor.pause(process, this.#pauseMs())
      }
    }
    this.#repeatedly(scenario.clockJumpMs, () => this.#setClock())
    this.#startTroubles()
    scheduler.after(scenario.faultsUntil, () => this.end())
  }

  end(): void {
    const { scheduler, network, brokers, disk } = this.#world
    scheduler.trace('faults end')
    this.#faulty = false
    network.faults = NO_FAULTS
    brokers.troubles.end()
    disk.isFull = false
    this.#supervisor.calmDown()
  }

  #startTroubles(): void {
    const { scenario, brokers, disk } = this.#world
    const { troubles } = brokers
    troubles.rates = scenario.troubles
    if (scenario.diskFullMs < Infinity) this.#supervisor.expect({ STATE_DIRECTORY: {} })
    this.#forAWhile(scenario.diskFullMs, (isOn) => (disk.isFull = isOn))
    this.#forAWhile(scenario.brokerDiskFullMs, (isOn) => (troubles.diskFull = isOn))
    this.#forAWhile(scenario.deniedMs, (isOn) => {
      troubles.denied = isOn ? this.#someRight() : null
      if (isOn) this.#supervisor.expect({ KAFKA_NOT_ALLOWED: {} })
    })
  }

  #someRight(): Denied {
    const { random, application } = this.#world
    const names = [...SINKS, journalOf(application.group)]
    return random.pick<Denied>([
      { kind: 'group' },
      { kind: 'transactional id' },
      { kind: 'topic', name: SOURCE_TOPIC, api: 'read' },
      { kind: 'topic', name: random.pick(names), api: 'write' }
    ])
  }

  #goodSpell(spells: Spells): void {
    const { network, scheduler, random } = this.#world
    if (!this.#faulty) return
    network.faults = NO_FAULTS
    scheduler.after(random.exponential(spells.goodMs), () => this.#badSpell(spells))
  }

  #badSpell(spells: Spells): void {
    const { network, scheduler, random, scenario } = this.#world
    if (!this.#faulty) return
    network.faults = worse(scenario.network)
    scheduler.after(random.exponential(spells.badMs), () => this.#goodSpell(spells))
  }

  #repeatedly(meanMs: number, fault: () => void): void {
    if (meanMs === Infinity) return
    const { scheduler, random } = this.#world
    scheduler.after(random.exponential(meanMs), () => {
      if (!this.#faulty) return
      fault()
      this.#repeatedly(meanMs, fault)
    })
  }

  /** Switches something on every so often, and off again after a moment. */
  #forAWhile(meanMs: number, set: (isOn: boolean) => void): void {
    const { scheduler, random } = this.#world
    this.#repeatedly(meanMs, () => {
      set(true)
      scheduler.after(random.exponential(TROUBLE_MS), () => set(false))
    })
  }

  /** Longer than what is fixed in the scenario, or shorter. */
  #pauseMs(): number {
    const { scenario, random } = this.#world
    return scenario.pauseLengthMs * (0.5 + random.next())
  }

  #setClock(): void {
    const { random, wallClock, scheduler, tally } = this.#world
    const by = random.pick([1, 50, 5000, HOUR_MS, 25 * HOUR_MS]) * (0.5 + random.next())
    const isBack = random.chance(0.5)
    wallClock.aheadMs += Math.round(isBack ? -by : by)
    scheduler.trace(`wall clock: ${wallClock.aheadMs} ms ahead`)
    tally.fault(isBack ? 'wall clock set back' : 'wall clock set forward')
  }

  /** The source topic loses what lies before the oldest snapshot that the journal names. */
  #trimSource(): void {
    const { brokers, scheduler, tally } = this.#world
    const oldest = this.#checker.last?.snapshots.at(-1)
    if (oldest === undefined) return
    for (const { epoch, ranges } of this.#checker.epochs) {
      if (epoch > oldest.epoch) break
      for (const { partition, to } of ranges) brokers.log(SOURCE_TOPIC, partition)?.trim(to)
    }
    tally.fault('source trimmed behind the snapshots')
    scheduler.trace(`broker: the source topic is trimmed to epoch ${oldest.epoch}`)
  }

  #restartBroker(): void {
    const { brokers, scheduler, random } = this.#world
    const { id } = random.pick(brokers.nodes)
    if (!brokers.isUp(id)) return
    scheduler.trace(`broker: node ${id} stops`)
    brokers.stop(id)
    scheduler.after(random.exponential(BROKER_DOWN_MS), () => {
      scheduler.trace(`broker: node ${id} starts`)
      brokers.start(id)
    })
  }
}
