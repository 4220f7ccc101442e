import { DEAD_LETTER_TOPIC } from './topics.js'
import { NO_FAULTS } from './faults.js'
import type { Random } from './random.js'
import type { Draft, Mode } from './scenario.js'

/** What a seed is about: some faults become frequent, others are left out so that more can be promised. */
export interface Theme {
  readonly name: string
  /** Default: any. */
  readonly modes?: readonly Mode[]
  /** What the engine does not do yet. A theme that waits for something takes no part. */
  readonly awaits?: string
  readonly adapt?: (draft: Draft, random: Random) => void
}

const SECOND = 1000
const EVENT_TIME: readonly Mode[] = ['punctual', 'punctual', 'late']
const ANY_TIME: readonly Mode[] = ['punctual', 'late', 'processing time']

/** One instance, killed by nobody and relieved by nobody. */
const QUIET_PROCESSES = {
  ...{ stepsToLive: Infinity, zombieMs: Infinity, takeOverMs: Infinity, powerFailureMs: Infinity },
  instances: 1
}
const QUIET_BROKERS = { brokerRestartMs: Infinity, leaderMoveMs: Infinity, coordinatorMoveMs: Infinity }
const QUIET_STATE = { diskDamageMs: Infinity, retentionMs: Infinity }
const QUIET_NETWORK = { network: NO_FAULTS, networkSpells: null }

/** Nothing happens but what the theme is about. */
function calmDown(draft: Draft): void {
  Object.assign(draft, QUIET_PROCESSES, QUIET_BROKERS, QUIET_STATE, QUIET_NETWORK)
}

/** So often that several snapshots are there soon. */
function snapshotOften(draft: Draft): void {
  draft.settings = {
    ...draft.settings,
    flink_checkpoint_interval_ms: 300,
    processing_commit_interval_ms: 50,
    table_minibatch_latency_seconds: 0.05
  }
}

function busier(draft: Draft, events: number, durationMs: number): void {
  const { workload } = draft
  draft.workload = { ...workload, events, durationMs }
  draft.faultsUntil = durationMs + 5 * SECOND
}

const ALL: readonly Theme[] = [
  { name: 'anything' },
  {
    name: 'crashes',
    adapt: (draft, random) => {
      draft.stepsToLive = random.pick([15, 60, 150])
      draft.powerFailureMs = random.pick([2000, Infinity])
    }
  },
  {
    name: 'two instances',
    adapt: (draft, random) => {
      draft.leaseTimeoutMs = random.pick([1000, 6000])
      draft.instances = 2
      draft.zombieMs = random.pick([2000, 6000])
      draft.takeOverMs = random.pick([4000, 10_000])
    }
  },
  {
    name: 'late requests',
    adapt: (draft, random) => {
      const rate = (): number => random.pick([0.02, 0.1, 0.3])
      Object.assign(draft, { zombieMs: Infinity, takeOverMs: Infinity, networkSpells: null })
      draft.stepsToLive = random.pick([400, Infinity])
      draft.transactionTimeoutMs = random.pick([300, 1000])
      draft.network = {
        ...NO_FAULTS,
        ...{ lateArrival: 0.9, lateMs: random.pick([50, 300, 1500]) },
        victim: { apiKey: random.pick([26, 26, 0, 28, 22]), requestStalled: rate(), answerStalled: rate() }
      }
    }
  },
  {
    name: 'moving leaders',
    adapt: (draft, random) => {
      draft.brokers = { ...draft.brokers, nodes: random.integer(2, 3) }
      draft.leaderMoveMs = random.pick([200, 800])
      draft.partitionMaxBytes = random.pick([300, 2000])
      draft.settings = { ...draft.settings, kafka_metadata_refresh_ms: 500 }
      draft.stepsToLive = random.pick([400, Infinity])
    }
  },
  {
    name: 'one leased instance',
    adapt: (draft, random) => {
      draft.leaseTimeoutMs = random.pick([1000, 6000])
      Object.assign(draft, { instances: 1, zombieMs: Infinity, takeOverMs: Infinity })
      draft.transactionTimeoutMs = random.pick([300, 1000])
      draft.stepsToLive = random.pick([60, 600, Infinity])
    }
  },
  {
    name: 'gentle stops',
    adapt: (draft, random) => {
      if (random.chance(0.5)) Object.assign(draft, QUIET_NETWORK, QUIET_BROKERS, { stepsToLive: Infinity })
      Object.assign(draft, { zombieMs: Infinity, takeOverMs: Infinity, powerFailureMs: Infinity })
      draft.gentleStopMs = random.pick([500, 2000, 5000])
    }
  },
  {
    name: 'pauses',
    modes: ['punctual'],
    adapt: (draft, random) => {
      const idle = random.pick([1, 3])
      calmDown(draft)
      draft.settings = { ...draft.settings, flink_idle_timeout_seconds: idle }
      draft.leaseTimeoutMs = random.pick([null, 1000, 6000])
      draft.transactionTimeoutMs = random.pick([1000, 3000])
      draft.workload = { ...draft.workload, keepsPartitionsBusyMs: idle * 400 }
      draft.stepsToLive = random.pick([300, Infinity, Infinity])
      draft.pauseMs = random.pick([1500, 4000])
      draft.pausesInTransactions = random.pick([0, 0.02])
      draft.pauseLengthMs = random.pick([500, 3000, 8000])
    }
  },
  {
    name: 'transactions given up',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      Object.assign(draft, {
        leaseTimeoutMs: 6000,
        transactionTimeoutMs: random.pick([300, 1000]),
        taskMs: 0.2
      })
      draft.brokers = { ...draft.brokers, timeoutScanMs: 500 }
      draft.pausesInTransactions = 0.1
      draft.pauseLengthMs = 2500
    }
  },
  {
    name: 'wall clock',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      draft.clockJumpMs = random.pick([1000, 3000])
      // A clock that is days behind would find every record too far in the future.
      draft.settings = { ...draft.settings, processing_max_future_seconds: 0 }
      if (random.chance(0.5)) draft.stepsToLive = Infinity
    }
  },
  {
    name: 'clocks of others',
    modes: EVENT_TIME,
    adapt: (draft, random) => {
      draft.workload = { ...draft.workload, futureRatio: random.pick([0.02, 0.2]), undatedRatio: 0 }
      draft.settings = {
        ...draft.settings,
        processing_dead_letter_topic: DEAD_LETTER_TOPIC,
        processing_max_future_seconds: random.pick([3600, 86_400])
      }
      draft.stepsToLive = random.pick([60, 200])
    }
  },
  {
    name: 'quiet partitions',
    modes: ['punctual'],
    adapt: (draft, random) => {
      const stepsToLive = random.pick([100, 400, Infinity])
      calmDown(draft)
      draft.stepsToLive = stepsToLive
      draft.settings = {
        ...draft.settings,
        flink_idle_timeout_seconds: random.pick([1, 2]),
        flink_watermark_delay_seconds: 3,
        table_minibatch_latency_seconds: 0.05
      }
      const partitions = random.integer(2, 4)
      draft.workload = {
        ...draft.workload,
        ...{
          partitions,
          disorderMs: 300,
          silentPartitions: random.integer(0, 1),
          preloaded: random.integer(0, 3)
        },
        ...{ events: random.integer(10, 40), flushedPartitions: 1 }
      }
    }
  },
  {
    name: 'beginnings',
    adapt: (draft, random) => {
      const mode = random.pick(['latest-offset', 'group-offsets', 'earliest-offset'] as const)
      draft.settings = { ...draft.settings, processing_kafka_scan_startup_mode: mode }
      draft.workload = {
        ...draft.workload,
        ...{ preloaded: random.integer(1, 40), silentPartitions: random.integer(0, 1) },
        ...{ partitions: random.integer(2, 4), addedPartitions: 0 }
      }
      draft.stepsToLive = random.pick([40, 200, Infinity])
      draft.gentleStopMs = random.pick([3000, Infinity])
      if (mode !== 'group-offsets') return
      draft.happenings = [random.pick(['commit group offsets', 'miss group offsets'] as const)]
      // Whoever dies before it looks says nothing of what it misses.
      draft.stepsToLive = random.pick([200, Infinity])
    }
  },
  {
    name: 'lost state',
    modes: ANY_TIME,
    adapt: (draft) => {
      Object.assign(draft, { retentionMs: Infinity, diskDamageMs: Infinity, zombieMs: Infinity })
      Object.assign(draft, { snapshotsInKafka: false, takeOverMs: Infinity, instances: 1 })
      snapshotOften(draft)
      busier(draft, 150, 15 * SECOND)
      draft.happenings = ['lose all snapshots', 'lose all snapshots', 'lose all snapshots']
    }
  },
  {
    name: 'damaged snapshots',
    adapt: (draft, random) => {
      Object.assign(draft, { retentionMs: Infinity, snapshotsInKafka: false })
      draft.diskDamageMs = random.pick([1000, 4000])
      draft.happenings = ['lose the newest snapshot', 'lose the newest snapshot', 'lose the newest snapshot']
      draft.diskFullMs = random.pick([2000, 6000])
      draft.stepsToLive = random.pick([60, 200])
      snapshotOften(draft)
    }
  },
  {
    name: 'older snapshots',
    modes: ANY_TIME,
    adapt: (draft) => {
      calmDown(draft)
      Object.assign(draft, { snapshotsInKafka: false, snapshotMs: 1, taskMs: 0.2 })
      snapshotOften(draft)
      busier(draft, 150, 15 * SECOND)
      draft.happenings = Array.from({ length: 5 }, () => 'lose the newest snapshot' as const)
    }
  },
  {
    name: 'slow snapshots',
    adapt: (draft, random) => {
      draft.snapshotMs = random.pick([300, 1500])
      draft.stepsToLive = random.pick([100, 400])
      snapshotOften(draft)
    }
  },
  {
    name: 'open transactions',
    modes: ['punctual'],
    adapt: (draft, random) => {
      calmDown(draft)
      draft.settings = { ...draft.settings, flink_idle_timeout_seconds: 1, flink_watermark_delay_seconds: 1 }
      draft.workload = {
        ...draft.workload,
        ...{ disorderMs: 300, transactionMs: random.pick([1500, 4000]), partitions: random.integer(2, 4) },
        ...{ keepsPartitionsBusyMs: 400 }
      }
      draft.stepsToLive = random.pick([400, Infinity])
    }
  },
  {
    name: 'state given up',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      Object.assign(draft, { retentionMs: Infinity, zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.happenings = [random.pick(['start anew', 'rebuild'] as const), 'start anew']
    }
  },
  {
    name: 'changed jobs',
    modes: EVENT_TIME,
    adapt: (draft, random) => {
      Object.assign(draft, { retentionMs: Infinity, zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.diskDamageMs = Infinity
      draft.firstJobs = random.integer(0, 3)
      draft.happenings = ['change the jobs', 'change the jobs']
      draft.workload = { ...draft.workload, undatedRatio: 0, malformedRatio: 0 }
    }
  },
  {
    name: 'retention',
    modes: EVENT_TIME,
    adapt: (draft, random) => {
      Object.assign(draft, QUIET_STATE, { zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.settings = {
        ...draft.settings,
        processing_offset_out_of_range: random.pick(['fail', 'earliest', 'latest'] as const)
      }
      draft.happenings = ['trim ahead', 'trim ahead', 'trim ahead']
    }
  },
  {
    name: 'bursts',
    adapt: (draft, random) => {
      draft.workload = {
        ...draft.workload,
        ...{ users: random.pick([40, 400]), sessions: 50, idBytes: random.pick([0, 200, 3000]) },
        ...{ bursts: random.integer(1, 3), burstSize: random.pick([200, 800]) }
      }
      draft.stepsToLive = random.pick([200, 600, Infinity])
      draft.partitionMaxBytes = random.pick([20_000, 1 << 20])
      // So that a snapshot takes several records of its topic.
      if (random.chance(0.5)) {
        Object.assign(draft, { snapshotsInKafka: true, snapshotChunkBytes: 2000, diskDamageMs: Infinity })
        snapshotOften(draft)
      }
    }
  },
  {
    name: 'broker errors',
    adapt: (draft, random) => {
      const rate = (): number => random.pick([0, 0.05, 0.1, 0.3])
      Object.assign(draft, QUIET_NETWORK, { zombieMs: Infinity, takeOverMs: Infinity })
      draft.stepsToLive = random.pick([400, Infinity])
      draft.troubles = {
        ...{ replicas: rate(), coordinator: rate() / 2, unknown: rate() / 4, throttled: rate() / 4 }
      }
      draft.brokerDiskFullMs = random.pick([2000, 8000])
    }
  },
  {
    name: 'permissions',
    adapt: (draft, random) => {
      draft.deniedMs = random.pick([2000, 5000])
      draft.stepsToLive = random.pick([200, Infinity])
    }
  },
  {
    name: 'producer ids',
    adapt: (draft, random) => {
      draft.brokers = { ...draft.brokers, producerEpochs: random.integer(2, 6) }
      draft.transactionTimeoutMs = random.pick([300, 1000])
    }
  },
  {
    name: 'poison',
    modes: EVENT_TIME,
    adapt: (draft) => {
      Object.assign(draft, { retentionMs: Infinity, zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.happenings = ['poison a batch']
    }
  },
  {
    name: 'source made anew',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      // By names alone a topic that is made anew is read until its id is looked at again.
      draft.brokers = { ...draft.brokers, fetchesById: true }
      draft.happenings = ['make the source anew']
      draft.stepsToLive = random.pick([300, Infinity])
    }
  },
  {
    name: 'compacted source',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      draft.happenings = ['compact the source', 'compact the source']
      draft.stepsToLive = random.pick([300, Infinity])
    }
  },
  {
    name: 'unclean election of the source',
    modes: ANY_TIME,
    adapt: (draft) => {
      calmDown(draft)
      draft.happenings = ['cut the source']
    }
  },
  {
    name: 'lost journal',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      draft.happenings = [random.pick(['cut the journal', 'cut the journal', 'delete the journal'] as const)]
    }
  }
]

/** The themes that take part. */
export const THEMES: readonly Theme[] = ALL.filter(({ awaits }) => awaits === undefined)

/** Those that wait for the engine to do more. */
export const AWAITING: readonly Theme[] = ALL.filter(({ awaits }) => awaits !== undefined)

/** All of them come in turn, so that any thousand seeds in a row have them evenly. */
export function themeOf(seed: number): Theme {
  const theme = THEMES[(seed - 1) % THEMES.length]
  if (theme === undefined) throw new RangeError(`no theme for seed ${seed}`)
  return theme
}
