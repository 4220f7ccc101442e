import { z } from 'zod'
import { HISTORY_SERIES } from '../../observability/history.js'

const integer = z.number().int()
const time = z.number().describe('ms since 1970')
const byName = z.record(z.string(), z.number())

const Histogram = z.object({
  buckets: z.array(z.object({ le: z.number().nullable().describe('null: no limit'), count: integer })),
  sum: z.number(),
  count: integer
})

const Partition = z.object({
  partition: integer,
  position: z.number(),
  endOffset: z.number().nullable(),
  lag: z.number().nullable(),
  maxTimestamp: z.number().nullable(),
  watermark: z.number().nullable(),
  idle: z.boolean(),
  waitingFor: z.string().nullable().describe('the open transaction that holds the partition back')
})

const Source = z.object({
  name: z.string(),
  connector: z.string(),
  address: z.string(),
  id: z.string().nullable(),
  records: integer,
  malformed: integer,
  undated: integer,
  skippedBatches: integer,
  future: integer,
  partitions: z.array(Partition)
})

const Inputs = z.object({
  name: z.string(),
  sources: z.array(z.string()),
  watermark: z.number().nullable(),
  heldBackBy: z.object({ source: z.string(), partition: integer }).nullable()
})

const Job = z.object({
  name: z.string(),
  inputs: z.string(),
  sink: z.string(),
  isStateless: z.boolean(),
  fingerprint: z.string(),
  rows: integer,
  lateRecords: integer,
  droppedNotNull: integer,
  overflows: integer,
  nullRows: integer,
  openWindows: integer,
  nextWindowEnd: time.nullable().describe('last millisecond of the open window that ends first'),
  stateBytes: z.number(),
  plan: z.string()
})

const Snapshot = z.object({
  id: z.string(),
  epoch: integer,
  bytes: z.number(),
  seconds: z.number(),
  at: time,
  error: z.string().optional()
})

const Phase = z.enum(['starting', 'standby', 'recovering', 'running', 'caught-up', 'stopping', 'failed'])

const Engine = z.object({
  takenAt: time,
  startedAt: time,
  uptimeMs: z.number(),
  phase: Phase,
  recovery: z.object({ epochsDone: integer, epochsTotal: integer, startedAt: time }).nullable(),
  timeMode: z.enum(['event', 'processing']),
  parallelism: integer,
  epoch: integer,
  records: z.object({
    total: integer,
    malformed: integer,
    undated: integer,
    future: integer,
    skippedBatches: integer
  }),
  sources: z.array(Source),
  inputs: z.array(Inputs),
  jobs: z.array(Job),
  epochs: z.object({ count: integer, records: Histogram, seconds: Histogram }),
  commits: z.object({
    count: integer,
    retries: integer,
    bytes: Histogram,
    seconds: Histogram,
    lastAt: time.nullable(),
    pendingEpochs: integer,
    pendingBytes: z.number(),
    oversizedRows: integer
  }),
  snapshots: z.object({
    completed: integer,
    failed: integer,
    last: Snapshot.nullable(),
    history: z.array(Snapshot)
  }),
  backPressure: z.object({ scan: z.number(), mergeBusy: z.boolean(), committerFull: z.boolean() }),
  outages: z.array(z.object({ what: z.string(), since: time, until: time.nullable(), reason: z.string() })),
  memory: z.object({ residentBytes: z.number(), stateBytes: z.number() })
})

export const ReadinessSchema = z
  .object({ ready: z.boolean(), phase: Phase, standby: z.boolean(), reasons: z.array(z.string()) })
  .describe('Whether the service does its work, and why not.')

const Problem = z.object({
  level: z.enum(['WARNING', 'ERROR', 'CRITICAL']),
  code: z.string().nullable(),
  message: z.string(),
  count: integer,
  firstAt: time,
  lastAt: time
})

export const StatusSchema = z
  .object({
    name: z.string(),
    jobId: z.string().describe("the application's id in the paths of Flink"),
    version: z.string(),
    instance: z.object({ host: z.string(), pid: integer, node: z.string() }),
    readiness: ReadinessSchema,
    status: Engine,
    problems: z.array(Problem).describe('what the log has said from WARNING on, the last 20 kinds'),
    rates: z.object({
      recordsPerSecond: z.number(),
      rowsPerSecond: z.number(),
      sources: byName,
      jobs: byName,
      cpuCores: z.number(),
      epochRecords: z.number().nullable(),
      epochSeconds: z.number().nullable(),
      commitSeconds: z.number().nullable()
    }),
    lag: z.object({
      records: z.number().nullable(),
      eventTimeSeconds: z.number().nullable(),
      watermarkSeconds: z.number().nullable()
    })
  })
  .describe('Everything the service says of itself, and rates over the last ten seconds.')
export type StatusAnswer = z.infer<typeof StatusSchema>

const column = z.array(z.number().nullable())

export const HistorySchema = z
  .object({
    times: z.array(z.number()).describe('s since 1970'),
    series: z.object(
      Object.fromEntries(HISTORY_SERIES.map((name) => [name, column])) as {
        [K in (typeof HISTORY_SERIES)[number]]: typeof column
      }
    )
  })
  .describe('The last hour, a point in five seconds.')

export const SettingsSchema = z
  .object({
    settings: z.array(
      z.object({
        key: z.string(),
        group: z.string(),
        value: z.string().nullable(),
        default: z.string().nullable(),
        origin: z.string(),
        allowed: z.string(),
        purpose: z.string()
      })
    )
  })
  .describe('The settings in force; secrets are masked.')

export const RowsSchema = z
  .object({ sink: z.string(), rows: z.array(z.string()).describe('JSON texts, newest last') })
  .describe('The last rows that were written to a sink.')

export const AliveSchema = z
  .object({ status: z.literal('alive'), uptimeSeconds: z.number() })
  .describe('The process answers.')

export type HistoryAnswer = z.infer<typeof HistorySchema>
export type SettingsAnswer = z.infer<typeof SettingsSchema>
export type RowsAnswer = z.infer<typeof RowsSchema>
