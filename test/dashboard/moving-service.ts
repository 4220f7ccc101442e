import { createHttpServer } from '../../src/http/server.js'
import type { Status } from '../../src/engine/status/status.js'
import { Observer } from '../../src/observability/observer.js'
import { serviceStatus, FakeService } from '../support/service-status.js'
import { fixture, silentLogger } from '../http/support.js'

/** The status of a service that has run for so long, at a steady rate. @param seconds since the start */
export function statusAfter(seconds: number, now: number): Status {
  const base = serviceStatus()
  const wave = 1 + 0.3 * Math.sin(seconds / 60)
  const records = Math.round(seconds * 25_000)
  const shift = now - base.takenAt
  return {
    ...base,
    takenAt: now,
    startedAt: now - seconds * 1000,
    uptimeMs: seconds * 1000,
    epoch: 400 + seconds,
    records: { ...base.records, total: records },
    sources: base.sources.map((source) => ({
      ...source,
      records,
      partitions: source.partitions.map((partition) => ({
        ...partition,
        position: partition.position + records,
        endOffset: (partition.endOffset ?? 0) + records,
        lag: Math.round((partition.lag ?? 0) * 100 * wave),
        maxTimestamp: (partition.maxTimestamp ?? 0) + shift,
        watermark: (partition.watermark ?? 0) + shift
      }))
    })),
    inputs: base.inputs.map((inputs) => ({ ...inputs, watermark: (inputs.watermark ?? 0) + shift })),
    jobs: base.jobs.map((job) => ({ ...job, rows: job.rows + seconds * 9 })),
    commits: { ...base.commits, lastAt: now - 300 },
    snapshots: {
      ...base.snapshots,
      last: base.snapshots.last && { ...base.snapshots.last, at: now - 15_000 },
      history: base.snapshots.history.map((one) => ({ ...one, at: one.at + shift }))
    }
  }
}

/** A server whose service has run for an hour. */
export function movingServer() {
  const service = new FakeService()
  const { context } = fixture({ KAFKA_SASL_PASSWORD: 'hunter2' })
  const clock = { seconds: 0 }
  const start = Date.now()
  const observer = new Observer({
    read: () => service.current,
    cpu: () => clock.seconds * 400_000
  })
  for (let seconds = 5; seconds <= 3600; seconds += 5) {
    clock.seconds = seconds
    service.current = statusAfter(seconds, start - (3600 - seconds) * 1000)
    observer.record()
  }
  const server = createHttpServer(
    { ...context, service, observer },
    { allowedHosts: [], token: undefined },
    silentLogger()
  )
  return { server, service, observer }
}
