import {
  SECOND,
  EVENT_TIME,
  ANY_TIME,
  QUIET_STATE,
  QUIET_NETWORK,
  calmDown,
  snapshotOften,
  busier,
  type Theme
} from './theme.js'

/** About snapshots, jobs, brokers and topics. */
export const DATA_THEMES: readonly Theme[] = [
  {
    name: 'lost state',
    about: 'All snapshots damaged, three times.',
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
    about: 'The newest snapshots damaged, single bits flipped, a disk that is full now and then.',
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
    about: 'The newest snapshot damaged five times while nothing else goes wrong.',
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
    about: 'A disk on which a snapshot takes longer than the interval between two.',
    adapt: (draft, random) => {
      draft.snapshotMs = random.pick([300, 1500])
      draft.stepsToLive = random.pick([100, 400])
      snapshotOften(draft)
    }
  },
  {
    name: 'open transactions',
    about: 'Producers of events that leave transactions open for seconds.',
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
    about: '`--start-anew` and `--rebuild`.',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      Object.assign(draft, { retentionMs: Infinity, zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.happenings = [random.pick(['start anew', 'rebuild'] as const), 'start anew']
    }
  },
  {
    name: 'changed jobs',
    about: 'Jobs that are changed, taken away, added and put into another order; `--drop-state`.',
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
    about: 'Input that is gone before it was read, with each answer of `processing_offset_out_of_range`.',
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
    about: 'Hundreds of records at once, many users with long names, snapshots of several records.',
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
    about:
      'Missing replicas, full disks of brokers, coordinators that are not there, quotas, errors without a reason.',
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
    about: 'Rights to topics, group and transactional id that are taken away for a moment.',
    adapt: (draft, random) => {
      draft.deniedMs = random.pick([2000, 5000])
      draft.stepsToLive = random.pick([200, Infinity])
    }
  },
  {
    name: 'producer ids',
    about: 'Producer ids whose epochs are used up.',
    adapt: (draft, random) => {
      draft.brokers = { ...draft.brokers, producerEpochs: random.integer(2, 6) }
      draft.transactionTimeoutMs = random.pick([300, 1000])
    }
  },
  {
    name: 'poison',
    about: 'A record batch that is damaged.',
    modes: EVENT_TIME,
    adapt: (draft) => {
      Object.assign(draft, { retentionMs: Infinity, zombieMs: Infinity, takeOverMs: Infinity, instances: 1 })
      draft.happenings = ['poison a batch']
    }
  },
  {
    name: 'source made anew',
    about: 'The topic of events deleted and made anew, with fewer partitions and other records.',
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
    about: 'A compacted topic of events.',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      draft.happenings = ['compact the source', 'compact the source']
      draft.stepsToLive = random.pick([300, Infinity])
    }
  },
  {
    name: 'unclean election of the source',
    about: 'The topic of events loses its last records.',
    modes: ANY_TIME,
    adapt: (draft) => {
      calmDown(draft)
      draft.happenings = ['cut the source']
    }
  },
  {
    name: 'lost journal',
    about: 'The journal loses its last records, or is deleted, between two runs or in the run.',
    modes: ANY_TIME,
    adapt: (draft, random) => {
      calmDown(draft)
      draft.happenings = [random.pick(['cut the journal', 'delete the journal'] as const)]
    }
  }
]
