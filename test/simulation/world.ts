import type { StatementSet } from '../../src/engine/statement-set.js'
import { BrokerApi } from './broker-api.js'
import { Brokers } from './brokers.js'
import { SimulatedDisk } from './disk.js'
import { statementsOf } from './instance.js'
import type { Mutation } from './mutation.js'
import { Network } from './network.js'
import { Random } from './random.js'
import { drawScenario, type Scenario, type ScenarioLimits } from './scenario.js'
import { Scheduler } from './scheduler.js'

export interface WorldOptions extends ScenarioLimits {
  readonly seed: number
  readonly onTrace?: (line: string) => void
  /** A bug that is planted into what the service is built from. */
  readonly mutation?: Mutation
}

/** Everything that is there before the service starts, and outlives its processes. */
export interface World {
  readonly scenario: Scenario
  readonly scheduler: Scheduler
  readonly brokers: Brokers
  readonly network: Network
  readonly disk: SimulatedDisk
  readonly random: Random
  /** The jobs, compiled once: what differs between processes does not concern them. */
  readonly statements: StatementSet
  readonly mutation: Mutation
}

export function createWorld(options: WorldOptions): World {
  const random = new Random(options.seed)
  const mutation = options.mutation ?? {}
  const scheduler = new Scheduler(options.onTrace)
  const scenario = drawScenario(random.fork(), options)
  const brokers = new Brokers(scenario.brokers, scheduler, random.fork())
  const api = new BrokerApi(brokers, scheduler, random.fork())
  const network = new Network(brokers, api, scheduler, random.fork(), mutation)
  const disk = new SimulatedDisk(scheduler, random.fork())
  const statements = statementsOf(scenario.settings)
  return { statements, scenario, scheduler, brokers, network, disk, random, mutation }
}
