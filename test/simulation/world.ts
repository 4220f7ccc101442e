import type { StatementSet } from '../../src/engine/statement-set.js'
import { BrokerApi } from './broker-api.js'
import { Brokers } from './brokers.js'
import { SimulatedDisk } from './disk.js'
import { allStatements } from './job-variants.js'
import type { Mutation } from './mutation.js'
import { Network } from './network.js'
import type { SimulatedProcess } from './process.js'
import { Random } from './random.js'
import { drawScenario, GROUP, type Scenario, type ScenarioLimits } from './scenario.js'
import { Scheduler } from './scheduler.js'
import { Tally } from './tally.js'

export interface WorldOptions extends ScenarioLimits {
  readonly seed: number
  readonly onTrace?: (line: string) => void
  /** A bug that is planted into what the service is built from. */
  readonly mutation?: Mutation
}

/** How a process came to where the journal stands, as it tells. */
export interface RecoveredAs {
  /** State was given up or counted again up to this epoch; null: it was brought back. */
  readonly base: number | null
  /** Of the snapshot from which it was replayed, 0: of none; null: nothing was replayed. */
  readonly snapshotEpoch: number | null
}

/** Everything that is there before the service starts, and outlives its processes. */
export interface World {
  readonly scenario: Scenario
  readonly scheduler: Scheduler
  readonly brokers: Brokers
  readonly network: Network
  readonly disk: SimulatedDisk
  readonly random: Random
  /** The jobs, compiled once, by the number of the variant: what differs between processes does not concern them. */
  readonly statements: (variant: number) => StatementSet
  readonly mutation: Mutation
  readonly tally: Tally
  /** Of the machine on which the service runs: how far it is ahead of the time that passes, ms. */
  readonly wallClock: { aheadMs: number }
  /** The service's consumer group, which also names its journal and its snapshots. */
  readonly application: { group: string }
  /** Told when a process is where the journal stands. */
  onRecovered: (process: SimulatedProcess, how: RecoveredAs) => void
}

export function createWorld(options: WorldOptions): World {
  const random = new Random(options.seed)
  const mutation = options.mutation ?? {}
  const scheduler = new Scheduler(options.onTrace)
  const scenario = drawScenario(options.seed, random.fork(), options)
  const tally = new Tally()
  const brokers = new Brokers(scenario.brokers, scheduler, random.fork(), tally)
  const api = new BrokerApi(brokers, scheduler, random.fork())
  const network = new Network(brokers, api, scheduler, random.fork(), mutation)
  const disk = new SimulatedDisk(scheduler, random.fork(), tally, scenario.snapshotMs)
  const statements = allStatements(scenario.settings)
  const wallClock = { aheadMs: 0 }
  const application = { group: GROUP }
  const onRecovered = (): void => undefined
  return {
    statements,
    scenario,
    scheduler,
    brokers,
    network,
    disk,
    random,
    mutation,
    tally,
    wallClock,
    application,
    onRecovered
  }
}
