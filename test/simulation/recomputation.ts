import type { JournalEpoch } from '../../src/connectors/connector.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { loadKernels } from '../../src/engine/kernel-module.js'
import type { StatementSet } from '../../src/engine/statement-set.js'
import { TaskRunner } from '../../src/engine/task-runner.js'
import type { Brokers } from './brokers.js'
import { isCommitted } from './committed-reader.js'

/**
 * The rows of the journal's epochs, by sink, computed again by kernels that have seen nothing else: the ranges from
 * the log, the watermarks from the journal. Late records are judged as the run must have judged them.
 */
export async function recomputedRows(
  epochs: readonly JournalEpoch[],
  sourceTopic: string,
  brokers: Brokers,
  statements: StatementSet
): Promise<Map<string, string[]>> {
  const { plan } = statements
  const runner = new TaskRunner({
    module: await loadKernels(),
    plan: plan.bytes,
    jobNames: plan.jobs.map(({ name }) => name),
    ...{ shards: 1, memoryLimitMb: 256, verifyChecksums: true }
  })
  const rows = new Map<string, string[]>()
  for (const epoch of epochs) {
    const partials = epoch.ranges.flatMap((range) => scan(runner, range, sourceTopic, brokers))
    const { segments } = runner.merge({
      ...{ kind: 'merge', partials, watermark: epoch.watermark ?? Number.NEGATIVE_INFINITY }
    })
    for (const { job, count, bytes } of segments) {
      const sink = plan.jobs[job]?.sink.name ?? ''
      const texts = rows.get(sink) ?? []
      forEachRow({ sink, count, bytes }, (json) => texts.push(Buffer.from(json).toString('utf8')))
      rows.set(sink, texts)
    }
  }
  return rows
}

function scan(
  runner: TaskRunner,
  [partition, fromOffset, toOffset, arrivedAt]: JournalEpoch['ranges'][number],
  sourceTopic: string,
  brokers: Brokers
): ArrayBuffer[] {
  const log = brokers.log(sourceTopic, partition)
  const batches = (log?.batches ?? []).filter(
    (batch) =>
      log !== undefined &&
      batch.lastOffset >= fromOffset &&
      batch.baseOffset < toOffset &&
      isCommitted(log, batch)
  )
  const bytes = Buffer.concat(batches.map((batch) => batch.bytes))
  const { partials } = runner.scan({
    ...{ kind: 'scan', format: 'record-batches', partition, fromOffset, toOffset },
    arrivalTime: arrivedAt === 0 ? Number.NaN : arrivedAt,
    watermark: Number.NEGATIVE_INFINITY,
    buffer: new Uint8Array(bytes).buffer,
    byteLength: bytes.length
  })
  return partials.filter((partial) => partial !== null)
}
