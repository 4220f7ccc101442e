import type { z } from 'zod'
import type { Status } from '../../engine/status/status.js'
import type { CheckpointAnswer, CheckpointsSchema, ExceptionsSchema } from './schemas.js'

type Snapshot = Status['snapshots']['history'][number]

/** Snapshots as Flink tells of checkpoints, newest first. */
export function checkpoints(status: Status): z.input<typeof CheckpointsSchema> {
  const { snapshots, recovery } = status
  const history = [...snapshots.history].sort((a, b) => b.at - a.at).map((one) => checkpoint(one, status))
  const good = snapshots.history.filter(({ error }) => error === undefined)
  const nothing = summary([])
  const sizes = summary(good.map(({ bytes }) => bytes))
  return {
    counts: {
      restored: recovery === null ? 0 : 1,
      total: snapshots.completed + snapshots.failed,
      in_progress: 0,
      completed: snapshots.completed,
      failed: snapshots.failed
    },
    summary: {
      checkpointed_size: sizes,
      state_size: sizes,
      end_to_end_duration: summary(good.map(({ seconds }) => Math.round(seconds * 1000))),
      alignment_buffered: nothing,
      processed_data: nothing,
      persisted_data: nothing
    },
    latest: {
      completed: snapshots.last === null ? null : checkpoint(snapshots.last, status),
      savepoint: null,
      failed: history.find((one) => one.status === 'FAILED') ?? null,
      restored: null
    },
    history
  }
}

function checkpoint(snapshot: Snapshot, { parallelism }: Status): CheckpointAnswer {
  const { id, epoch, bytes, seconds, at, error } = snapshot
  const duration = Math.round(seconds * 1000)
  const outcome =
    error === undefined
      ? { className: 'completed', status: 'COMPLETED' as const, external_path: id, discarded: false }
      : { className: 'failed', status: 'FAILED' as const, failure_timestamp: at, failure_message: error }
  return {
    ...outcome,
    id: epoch,
    is_savepoint: false,
    savepointFormat: null,
    trigger_timestamp: at - duration,
    latest_ack_timestamp: at,
    checkpointed_size: bytes,
    state_size: bytes,
    end_to_end_duration: duration,
    alignment_buffered: 0,
    processed_data: 0,
    persisted_data: 0,
    num_subtasks: parallelism,
    num_acknowledged_subtasks: error === undefined ? parallelism : 0,
    checkpoint_type: 'CHECKPOINT',
    tasks: {}
  }
}

/** Least, greatest, mean and percentiles (nearest rank) of the values; all 0 where there are none. */
function summary(values: readonly number[]): {
  [K in 'min' | 'max' | 'avg' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999']: number
} {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  const sum = sorted.reduce((total, value) => total + value, 0)
  return {
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    avg: sorted.length === 0 ? 0 : Math.round(sum / sorted.length),
    p50: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
    p999: rank(0.999)
  }
}

/** Outages as Flink tells of exceptions, newest first. */
export function exceptions({ outages }: Status): z.input<typeof ExceptionsSchema> {
  const entries = [...outages]
    .sort((a, b) => b.since - a.since)
    .map(({ what, since, reason }) => ({
      exceptionName: what,
      stacktrace: reason,
      timestamp: since,
      taskName: null,
      endpoint: null,
      taskManagerId: null,
      failureLabels: {},
      concurrentExceptions: []
    }))
  const [newest] = entries
  return {
    'root-exception': newest === undefined ? null : `${newest.exceptionName}: ${newest.stacktrace}`,
    timestamp: newest?.timestamp ?? null,
    'all-exceptions': [],
    truncated: false,
    exceptionHistory: { entries, truncated: false }
  }
}
