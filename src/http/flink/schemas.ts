import { z } from 'zod'

/** Flink's answers, field by field as its REST interface names them. Times are ms since 1970, -1 where there is none. */

const integer = z.number().int()
const Id = z.string().regex(/^[0-9a-f]{32}$/)

const JobState = z.enum([
  'INITIALIZING',
  'CREATED',
  'RUNNING',
  'FAILED',
  'CANCELLING',
  'CANCELED',
  'FINISHED'
])
export type JobStateName = z.infer<typeof JobState>

export const OverviewSchema = z
  .object({
    taskmanagers: integer,
    'slots-total': integer,
    'slots-available': integer,
    'jobs-running': integer,
    'jobs-finished': integer,
    'jobs-cancelled': integer,
    'jobs-failed': integer,
    'flink-version': z.string(),
    'flink-commit': z.string()
  })
  .describe('The cluster, which is this one process.')

export const ConfigSchema = z
  .object({
    'refresh-interval': integer,
    'timezone-name': z.string(),
    'timezone-offset': integer,
    'flink-version': z.string(),
    'flink-revision': z.string(),
    features: z.object({
      'web-submit': z.boolean(),
      'web-cancel': z.boolean(),
      'web-rescale': z.boolean(),
      'web-history': z.boolean()
    })
  })
  .describe('What a web front end needs to know.')

export const JobsSchema = z
  .object({ jobs: z.array(z.object({ id: Id, status: JobState })) })
  .describe('The one job, which is the application.')

const TaskCounts = z.record(z.string(), integer)

export const JobsOverviewSchema = z
  .object({
    jobs: z.array(
      z.object({
        jid: Id,
        name: z.string(),
        'start-time': integer,
        'end-time': integer,
        duration: integer,
        state: JobState,
        'last-modification': integer,
        tasks: TaskCounts
      })
    )
  })
  .describe('The one job with its times.')

const VertexMetrics = z.object({
  'read-bytes': integer,
  'read-bytes-complete': z.boolean(),
  'write-bytes': integer,
  'write-bytes-complete': z.boolean(),
  'read-records': integer,
  'read-records-complete': z.boolean(),
  'write-records': integer,
  'write-records-complete': z.boolean()
})

const PlanInput = z.object({ num: integer, id: Id, ship_strategy: z.string(), exchange: z.string() })

export const JobSchema = z
  .object({
    jid: Id,
    name: z.string(),
    isStoppable: z.boolean(),
    state: JobState,
    'job-type': z.string(),
    'start-time': integer,
    'end-time': integer,
    duration: integer,
    maxParallelism: integer,
    now: integer,
    timestamps: z.record(z.string(), integer),
    vertices: z.array(
      z.object({
        id: Id,
        slotSharingGroupId: Id,
        name: z.string(),
        maxParallelism: integer,
        parallelism: integer,
        status: JobState,
        'start-time': integer,
        'end-time': integer,
        duration: integer,
        tasks: TaskCounts,
        metrics: VertexMetrics
      })
    ),
    'status-counts': TaskCounts,
    plan: z.object({
      jid: Id,
      name: z.string(),
      type: z.string(),
      nodes: z.array(
        z.object({
          id: Id,
          parallelism: integer,
          operator: z.string(),
          operator_strategy: z.string(),
          description: z.string(),
          inputs: z.array(PlanInput),
          optimizer_properties: z.object({})
        })
      )
    })
  })
  .describe('The job with its tasks and its plan.')

const Checkpoint = z.object({
  className: z.string(),
  id: integer,
  status: z.enum(['COMPLETED', 'FAILED']),
  is_savepoint: z.boolean(),
  savepointFormat: z.null(),
  trigger_timestamp: integer,
  latest_ack_timestamp: integer,
  checkpointed_size: integer,
  state_size: integer,
  end_to_end_duration: integer,
  alignment_buffered: integer,
  processed_data: integer,
  persisted_data: integer,
  num_subtasks: integer,
  num_acknowledged_subtasks: integer,
  checkpoint_type: z.literal('CHECKPOINT'),
  tasks: z.object({}),
  external_path: z.string().optional(),
  discarded: z.boolean().optional(),
  failure_timestamp: integer.optional(),
  failure_message: z.string().optional()
})
export type CheckpointAnswer = z.infer<typeof Checkpoint>

const Summary = z.object({
  min: z.number(),
  max: z.number(),
  avg: z.number(),
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number()
})

export const CheckpointsSchema = z
  .object({
    counts: z.object({
      restored: integer,
      total: integer,
      in_progress: integer,
      completed: integer,
      failed: integer
    }),
    summary: z.object({
      checkpointed_size: Summary,
      state_size: Summary,
      end_to_end_duration: Summary,
      alignment_buffered: Summary,
      processed_data: Summary,
      persisted_data: Summary
    }),
    latest: z.object({
      completed: Checkpoint.nullable(),
      savepoint: z.null(),
      failed: Checkpoint.nullable(),
      restored: z
        .object({
          id: integer,
          restore_timestamp: integer,
          is_savepoint: z.boolean(),
          external_path: z.string()
        })
        .nullable()
    }),
    history: z.array(Checkpoint)
  })
  .describe('Snapshots; a checkpoint has the number of the epoch at whose end it was taken.')

export const ExceptionsSchema = z
  .object({
    'root-exception': z.string().nullable(),
    timestamp: integer.nullable(),
    'all-exceptions': z.array(z.object({})),
    truncated: z.boolean(),
    exceptionHistory: z.object({
      entries: z.array(
        z.object({
          exceptionName: z.string(),
          stacktrace: z.string(),
          timestamp: integer,
          taskName: z.string().nullable(),
          endpoint: z.string().nullable(),
          taskManagerId: z.string().nullable(),
          failureLabels: z.object({}),
          concurrentExceptions: z.array(z.object({}))
        })
      ),
      truncated: z.boolean()
    })
  })
  .describe('Outages, newest first.')

export const WatermarksSchema = z
  .array(z.object({ id: z.string(), value: z.string() }))
  .describe('The watermark of each subtask; they all have the same.')

export const TriggerSchema = z.object({ 'request-id': Id }).describe('What to ask for the outcome with.')

export const SavepointStatusSchema = z
  .object({
    status: z.object({ id: z.enum(['IN_PROGRESS', 'COMPLETED']) }),
    operation: z
      .object({
        location: z.string().optional(),
        'failure-cause': z.object({ class: z.string(), 'stack-trace': z.string() }).optional()
      })
      .nullable()
  })
  .describe('How the snapshot goes.')

export const EmptySchema = z.object({}).describe('It was begun.')
