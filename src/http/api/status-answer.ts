import { hostname } from 'node:os'
import type { Status, HistogramStatus } from '../../engine/status/status.js'
import { flinkId } from '../../observability/flink-topology.js'
import { readinessOf } from '../../observability/readiness.js'
import type { ApiContext } from '../api-context.js'
import type { StatusAnswer } from './schemas.js'

/** What `/api/status` and the events say; made from a status that is at most a second old. */
export function statusAnswer({ observer, name, version, maxLag, problems }: ApiContext): StatusAnswer {
  const observation = observer.observe()
  const { status, rates, lag } = observation
  const { ready, phase, standby, reasons } = readinessOf(observation, maxLag)
  return {
    name,
    jobId: flinkId(name),
    version,
    instance: { host: hostname(), pid: process.pid, node: process.version },
    readiness: { ready, phase, standby, reasons: [...reasons] },
    status: engineAnswer(status),
    problems: problems().map((problem) => ({ ...problem })),
    rates,
    lag
  }
}

function engineAnswer(status: Status): StatusAnswer['status'] {
  const { epochs, commits } = status
  // JSON has no Infinity, and the schema checks what JSON will carry.
  const plain = {
    ...status,
    epochs: { ...epochs, records: histogram(epochs.records), seconds: histogram(epochs.seconds) },
    commits: { ...commits, bytes: histogram(commits.bytes), seconds: histogram(commits.seconds) }
  }
  return plain as StatusAnswer['status']
}

function histogram({ buckets, sum, count }: HistogramStatus): StatusAnswer['status']['commits']['seconds'] {
  return {
    buckets: buckets.map((bucket) => ({ ...bucket, le: Number.isFinite(bucket.le) ? bucket.le : null })),
    sum,
    count
  }
}
