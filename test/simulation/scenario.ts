import { parseSettings, type Settings } from '../../src/config/settings.js'
import type { BrokersOptions } from './brokers.js'
import { drawNetworkFaults, drawSpells, NO_FAULTS, type NetworkFaults, type Spells } from './faults.js'
import type { Happening } from './happenings.js'
import type { Random } from './random.js'
import { themeOf } from './themes.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC, SOURCE_TOPIC } from './topics.js'
import { NO_TROUBLES, type TroubleRates } from './troubles.js'
import type { WorkloadOptions } from './workload.js'

/** Everything that a seed decides before the clock starts. */
export interface Scenario {
  /** What the seed is about. */
  readonly theme: string
  readonly brokers: BrokersOptions
  readonly workload: WorkloadOptions
  readonly settings: Settings
  readonly network: NetworkFaults
  readonly networkSpells: Spells | null
  /** No record is late, whatever happens: then rows can be told from the events alone. */
  readonly isPunctual: boolean
  /** Until then things go wrong, ms. */
  readonly faultsUntil: number
  /** Mean time between restarts of brokers, moves of leaders and of coordinators, ms; Infinity: none. */
  readonly brokerRestartMs: number
  readonly leaderMoveMs: number
  readonly coordinatorMoveMs: number
  /** Mean interactions of a process with the world until it is killed; Infinity: it lives. */
  readonly stepsToLive: number
  /** Mean time between processes that are stopped for a while, ms; another one starts meanwhile. */
  readonly zombieMs: number
  /** Mean time that a worker takes for a task, ms. */
  readonly taskMs: number
  readonly partitionMaxBytes: number
  readonly transactionTimeoutMs: number
  /** Whether a lease says whose the work is, and how long its holder may be silent, ms. */
  readonly leaseTimeoutMs: number | null
  /** Instances that are kept alive; all but one stand by. */
  readonly instances: number
  readonly snapshotsInKafka: boolean
  /** Of a snapshot in one record of its topic. */
  readonly snapshotChunkBytes: number
  /** Mean time between instances that are started while another one works, ms. */
  readonly takeOverMs: number
  readonly powerFailureMs: number
  /** Mean time until the source topic loses what no recovery needs any more, ms. */
  readonly retentionMs: number
  /** Mean time between damages to the snapshots on the disk, ms. */
  readonly diskDamageMs: number
  /** How long an operation of the disk of the snapshots takes, ms; null: as it comes. */
  readonly snapshotMs: number | null
  /** Mean time between times at which the disk of the snapshots is full, ms. */
  readonly diskFullMs: number
  /** Mean time between gentle stops, ms. */
  readonly gentleStopMs: number
  /** Mean time between suspensions of the process alone, and how long one lasts, ms. */
  readonly pauseMs: number
  readonly pauseLengthMs: number
  /** Share of Produce and EndTxn requests behind which the process is suspended. */
  readonly pausesInTransactions: number
  /** Mean time between jumps of the service's wall clock, ms. */
  readonly clockJumpMs: number
  /** In spells. */
  readonly troubles: TroubleRates
  /** Mean time between times at which the brokers' disks are full, ms. */
  readonly brokerDiskFullMs: number
  /** Mean time between times at which a permission is missing, ms. */
  readonly deniedMs: number
  /** What is done to the application's topics and state, once each, in this order. */
  readonly happenings: readonly Happening[]
  /** Which jobs run first: see {@link JOB_VARIANTS}. */
  readonly firstJobs: number
}

/** The journal of a group. */
export function journalOf(group: string): string {
  return `${group}-journal`
}

/** A scenario while a theme changes it. */
export type Draft = { -readonly [K in keyof Scenario]: Scenario[K] }

export interface ScenarioLimits {
  /** Nothing goes wrong at all. */
  readonly undisturbed?: boolean
  /** Processes are killed and stopped: needs recovery. */
  readonly crashes?: boolean
}

/** Whether records may be late; in processing time none can be. */
export type Mode = 'punctual' | 'late' | 'processing time'

export const GROUP = 'simulation'
const SECOND = 1000

/** @param seed chooses the theme: all of them come in turn */
export function drawScenario(seed: number, random: Random, limits: ScenarioLimits): Scenario {
  const theme = themeOf(seed)
  const mode = random.pick(theme.modes ?? MODES)
  const draft = { ...drawAnything(random, limits, mode), theme: theme.name }
  if (limits.undisturbed !== true) theme.adapt?.(draft, random)
  return limits.crashes === false ? { ...draft, ...NO_CRASHES } : draft
}

const MODES: readonly Mode[] = ['punctual', 'punctual', 'punctual', 'late', 'late', 'processing time']

const NO_CRASHES = {
  ...{ stepsToLive: Infinity, zombieMs: Infinity, takeOverMs: Infinity, powerFailureMs: Infinity }
}

/** A bit of everything that is no theme of its own. */
function drawAnything(random: Random, limits: ScenarioLimits, mode: Mode): Draft {
  const calm = limits.undisturbed === true
  const durationMs = random.integer(3, 25) * SECOND
  const isPunctual = mode === 'punctual'
  const delaySeconds = random.integer(1, 3)
  const sometimes = (probability: number, ms: number): number =>
    !calm && random.chance(probability) ? ms : Infinity
  const settings = drawSettings(random, mode, delaySeconds)
  const leaseTimeoutMs = random.pick([null, 1000, 6000])
  const crashes = !calm && limits.crashes !== false
  return {
    theme: '',
    brokers: {
      producerEpochs: random.chance(0.1) ? 3 : 32_766,
      nodes: random.pick([1, 1, 2, 3]),
      defaultPartitions: random.integer(1, 3),
      timeoutScanMs: random.pick([500, 2000, 10_000]),
      fetchesById: random.chance(0.7)
    },
    workload: {
      topic: SOURCE_TOPIC,
      partitions: random.integer(1, 4),
      events: random.integer(20, 250),
      durationMs,
      disorderMs: delaySeconds * SECOND - 2,
      lateRatio: isPunctual ? 0 : random.pick([0.02, 0.2]),
      undatedRatio: mode === 'processing time' ? 0 : random.pick([0, 0.05]),
      malformedRatio: 0.03,
      futureRatio: 0,
      transactionMs: 200,
      addedPartitions: isPunctual || random.chance(0.7) ? 0 : random.integer(1, 2),
      flushAfterMs: 100 * SECOND,
      ...{ users: 6, sessions: 4, idBytes: 0, bursts: 0, burstSize: 0 },
      ...{ silentPartitions: 0, preloaded: 0, flushedPartitions: Infinity, keepsPartitionsBusyMs: Infinity }
    },
    settings,
    network: calm ? NO_FAULTS : drawNetworkFaults(random),
    networkSpells: drawSpells(random),
    isPunctual,
    faultsUntil: durationMs + random.integer(0, 10) * SECOND,
    brokerRestartMs: sometimes(0.4, random.pick([3000, 10_000])),
    leaderMoveMs: sometimes(0.3, random.pick([1000, 8000])),
    coordinatorMoveMs: sometimes(0.3, random.pick([1000, 8000])),
    stepsToLive: crashes && random.chance(0.8) ? random.pick([40, 200, 600]) : Infinity,
    zombieMs: crashes && random.chance(0.3) ? random.pick([3000, 10_000]) : Infinity,
    taskMs: random.pick([0.2, 2, 40]),
    partitionMaxBytes: random.pick([300, 2000, 1 << 20]),
    transactionTimeoutMs: random.pick([300, 1000, 3000, 10_000]),
    leaseTimeoutMs,
    instances: leaseTimeoutMs === null ? 1 : random.integer(1, 2),
    snapshotsInKafka: random.chance(0.3),
    snapshotChunkBytes: random.pick([400, 2000, 900_000]),
    takeOverMs: crashes ? sometimes(0.3, random.pick([2000, 8000])) : Infinity,
    powerFailureMs: crashes ? sometimes(0.3, random.pick([2000, 10_000])) : Infinity,
    // Without its snapshots a recovery needs all of the source.
    ...(random.chance(0.5)
      ? { diskDamageMs: sometimes(0.5, random.pick([500, 4000])), retentionMs: Infinity }
      : { diskDamageMs: Infinity, retentionMs: sometimes(0.5, random.pick([500, 4000])) }),
    ...{ diskFullMs: Infinity, gentleStopMs: Infinity, clockJumpMs: Infinity },
    ...{
      pauseMs: Infinity,
      pauseLengthMs: 0,
      pausesInTransactions: 0,
      brokerDiskFullMs: Infinity,
      deniedMs: Infinity
    },
    ...{ troubles: NO_TROUBLES, happenings: [], firstJobs: 0, snapshotMs: null }
  }
}

/** What decides the results: the same for all processes of a simulation. */
function drawSettings(random: Random, mode: Mode, delaySeconds: number): Settings {
  const settings = parse({
    kafka_bootstrap_servers: 'node1:9092',
    kafka_topic_events: SOURCE_TOPIC,
    processing_kafka_consumer_group: GROUP,
    app_environment: mode === 'processing time' ? 'development' : 'production',
    processing_metrics_window_size_seconds: random.integer(1, 8),
    processing_performance_window_size_seconds: random.integer(1, 12),
    processing_session_gap_seconds: random.integer(1, 4),
    flink_watermark_delay_seconds: delaySeconds,
    flink_idle_timeout_seconds: mode === 'punctual' ? 0 : random.pick([0, 1, 3]),
    kafka_metadata_refresh_ms: random.pick([500, 5000]),
    ...(random.chance(0.5) && { processing_dead_letter_topic: DEAD_LETTER_TOPIC }),
    ...(random.chance(0.5) && { processing_late_topic: LATE_TOPIC })
  })
  return drawTuning(random, settings)
}

/** What may differ from one process to the next. */
export function drawTuning(random: Random, settings: Settings): Settings {
  const size = random.pick([1, 10, 999])
  const drawn = parse({
    flink_parallelism: random.integer(1, 3),
    table_minibatch_latency_seconds: random.pick([0.05, 0.5, 4]),
    table_minibatch_size: size,
    processing_epoch_max_records: random.pick([size, 2 * size + 5, 65_536]),
    processing_commit_interval_ms: random.pick([0, 50, 500]),
    flink_checkpoint_interval_ms: random.pick([300, 1000, 5000])
  })
  return {
    ...settings,
    flink_parallelism: drawn.flink_parallelism,
    table_minibatch_latency_seconds: drawn.table_minibatch_latency_seconds,
    table_minibatch_size: drawn.table_minibatch_size,
    processing_epoch_max_records: drawn.processing_epoch_max_records,
    processing_commit_interval_ms: drawn.processing_commit_interval_ms,
    flink_checkpoint_interval_ms: drawn.flink_checkpoint_interval_ms
  }
}

function parse(values: Readonly<Record<string, string | number>>): Settings {
  const env = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]))
  return parseSettings(env).settings
}
