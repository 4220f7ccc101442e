import { DEAD_LETTER_TOPIC } from './topics.js'
import { NO_FAULTS } from './faults.js'
import { EVENT_TIME, ANY_TIME, QUIET_BROKERS, QUIET_NETWORK, calmDown, type Theme } from './theme.js'

/** About processes, clocks, the network and how reading begins. */
export const PROCESS_THEMES: readonly Theme[] = [
  {
    name: 'anything',
    about:
      'A bit of everything: faults of network, brokers, processes and disks, each rare, frequent or absent.'
  },
  {
    name: 'crashes',
    about: 'Processes that are killed after a few steps, and power that fails.',
    adapt: (draft, random) => {
      draft.stepsToLive = random.pick([15, 60, 150])
      draft.powerFailureMs = random.pick([2000, Infinity])
    }
  },
  {
    name: 'two instances',
    about: 'Two instances with a lease, suspended, started beside each other, zombies among them.',
    adapt: (draft, random) => {
      draft.leaseTimeoutMs = random.pick([1000, 6000])
      draft.instances = 2
      draft.zombieMs = random.pick([2000, 6000])
      draft.takeOverMs = random.pick([4000, 10_000])
    }
  },
  {
    name: 'late requests',
    about: 'Requests of one kind that arrive after their client gave them up, or whose answers are lost.',
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
    about: 'Two or three brokers whose leaderships move several times a second.',
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
    about: 'One instance with a lease: neither fencing nor a lost lease may end it.',
    adapt: (draft, random) => {
      draft.leaseTimeoutMs = random.pick([1000, 6000])
      Object.assign(draft, { instances: 1, zombieMs: Infinity, takeOverMs: Infinity })
      draft.transactionTimeoutMs = random.pick([300, 1000])
      draft.stepsToLive = random.pick([60, 600, Infinity])
    }
  },
  {
    name: 'gentle stops',
    about: 'SIGTERM again and again, in half of the seeds with nothing else going wrong.',
    adapt: (draft, random) => {
      if (random.chance(0.5)) Object.assign(draft, QUIET_NETWORK, QUIET_BROKERS, { stepsToLive: Infinity })
      Object.assign(draft, { zombieMs: Infinity, takeOverMs: Infinity, powerFailureMs: Infinity })
      draft.gentleStopMs = random.pick([500, 2000, 5000])
    }
  },
  {
    name: 'pauses',
    about:
      'A process that is suspended for seconds, also in the middle of a transaction; idleness is judged by events.',
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
    about: 'Suspended in transactions for longer than the broker keeps them open.',
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
    about: 'A wall clock that jumps by up to a day, forward and back.',
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
    about: 'Records that are dated years ahead.',
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
    about: 'Partitions with a few old records, or none, and one that goes on.',
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
    about: '`earliest-offset`, `latest-offset` and `group-offsets`, with and without offsets of the group.',
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
  }
]
