import type { JournalEpoch } from '../../src/connectors/journal.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { loadKernels } from '../../src/engine/kernel-module.js'
import type { StatementSet } from '../../src/engine/statement-set.js'
import type { ReadyRecords } from '../../src/engine/kernel.js'
import { TaskRunner } from '../../src/engine/task-runner.js'
import type { ScanReply } from '../../src/engine/tasks.js'
import type { Brokers } from './brokers.js'
import { isCommitted } from './committed-reader.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC } from './scenario.js'

/**
 * The rows of the journal's epochs, by topic, dead letters and late rows among them, computed again by kernels that have seen nothing else: the ranges from
 * the log, the watermarks from the journal. Late records are judged as the run must have judged them.
 */
export async function recomputedRows(
  epochs: readonly JournalEpoch[],
  sourceTopic: string,
  brokers: Brokers,
  statements: StatementSet
): Promise<Map<string, string[]>> {
  const { plan } = statements
  const rows = new Map<string, string[]>()
  const add = (topic: string, { count, bytes }: ReadyRecords): void => {
    const texts = rows.get(topic) ?? []
    forEachRow({ sink: topic, count, bytes }, (value) => texts.push(Buffer.from(value).toString('utf8')))
    rows.set(topic, texts)
  }
  const runner = new TaskRunner({
    module: await loadKernels(),
    plan: plan.bytes,
    jobNames: plan.jobs.map(({ name }) => name),
    ...{ shards: 1, memoryLimitMb: 256, verifyChecksums: true, source: sourceTopic },
    ...{ deadLetters: true, lateRowKeys: plan.jobs.map(({ keys }) => keys) }
  })
  for (const epoch of epochs) {
    const scans = epoch.ranges.map((range) => scan(runner, range, sourceTopic, brokers))
    for (const records of scans.flatMap(({ deadLetters }) => deadLetters)) add(DEAD_LETTER_TOPIC, records)
    const { segments, lateRows } = runner.merge({
      kind: 'merge',
      partials: scans.flatMap(({ partials }) => partials.filter((partial) => partial !== null)),
      watermark: epoch.watermark ?? Number.NEGATIVE_INFINITY
    })
    for (const records of lateRows) add(LATE_TOPIC, records)
    for (const segment of segments) add(plan.jobs[segment.job]?.sink.name ?? '', segment)
  }
  return rows
}

function scan(
  runner: TaskRunner,
  [partition, fromOffset, toOffset, arrivedAt]: JournalEpoch['ranges'][number],
  sourceTopic: string,
  brokers: Brokers
): ScanReply {
  const log = brokers.log(sourceTopic, partition)
  const batches = (log?.batches ?? []).filter(
    (batch) =>
      log !== undefined &&
      batch.lastOffset >= fromOffset &&
      batch.baseOffset < toOffset &&
      isCommitted(log, batch)
  )
  const bytes = Buffer.concat(batches.map((batch) => batch.bytes))
  return runner.scan({
    ...{ kind: 'scan', format: 'record-batches', partition, fromOffset, toOffset },
    arrivalTime: arrivedAt === 0 ? Number.NaN : arrivedAt,
    watermark: Number.NEGATIVE_INFINITY,
    buffer: new Uint8Array(bytes).buffer,
    byteLength: bytes.length
  })
}
