import type { Checker } from './checker.js'
import { NO_FAULTS, worse, type Spells } from './faults.js'
import { SOURCE_TOPIC } from './scenario.js'
import type { Supervisor } from './supervisor.js'
import type { World } from './world.js'

const BROKER_DOWN_MS = 1000

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
    scheduler.after(scenario.faultsUntil, () => this.end())
  }

  end(): void {
    this.#world.scheduler.trace('faults end')
    this.#faulty = false
    this.#world.network.faults = NO_FAULTS
    this.#supervisor.calmDown()
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

  /** The source topic loses what lies before the oldest snapshot that the journal names. */
  #trimSource(): void {
    const { brokers, scheduler } = this.#world
    const oldest = this.#checker.last?.snapshots.at(-1)
    if (oldest === undefined) return
    for (const { epoch, ranges } of this.#checker.epochs) {
      if (epoch > oldest.epoch) break
      for (const [partition, , to] of ranges) brokers.log(SOURCE_TOPIC, partition)?.trim(to)
    }
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
