import { forEachRow } from '../../src/connectors/rows.js'
import { loadKernels } from '../../src/engine/kernel-module.js'
import type { ReadyRecords } from '../../src/engine/kernel.js'
import type { StatementSet } from '../../src/engine/statement-set.js'
import { TaskRunner } from '../../src/engine/task-runner.js'
import type { ScanReply } from '../../src/engine/tasks.js'
import type { Checker } from './checker.js'
import { isCommitted } from './committed-reader.js'
import type { Era } from './intent.js'
import { JOB_VARIANTS, statementsOf } from './job-variants.js'
import type { SeenEpoch, SeenRange } from './journal-view.js'
import type { PartitionLog, StoredBatch } from './partition-log.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC, SOURCE_TOPIC } from './scenario.js'
import type { World } from './world.js'

/** Rows by topic. */
type Texts = Map<string, string[]>

/** Jobs, and the epochs through which their state was carried. */
interface Life {
  readonly statements: StatementSet
  readonly begin: Era
  /** The era of each epoch tells what the source was. */
  readonly epochs: (readonly [SeenEpoch, Era])[]
}

/**
 * The rows of the journal's epochs, by topic, dead letters and late rows among them, computed again by kernels that
 * have seen nothing else: the ranges from the log, the watermarks from the journal. Late records are judged as the run
 * must have judged them. State that was given up, or counted again, is here too.
 */
export async function recomputedRows(world: World, checker: Checker): Promise<Texts> {
  const rows: Texts = new Map()
  const module = await loadKernels()
  for (const life of livesOf(world, checker)) recompute(life, module, world, checker, rows)
  return rows
}

function livesOf(world: World, { eras, epochs }: Checker): Life[] {
  const isOneApplication = eras.every(({ jobs, intent }) => jobs === eras[0]?.jobs && intent.dropState.length === 0)
  const lives: Life[] = []
  const open = new Map<string, Life & { fingerprint: string }>()
  for (const [index, era] of eras.entries()) {
    const end = eras[index + 1]?.fromEpoch ?? Infinity
    const mine = epochs
      .filter(({ epoch }) => epoch >= era.fromEpoch && epoch < end)
      .map((epoch) => [epoch, era] as const)
    const { jobs } = world.statements(era.jobs).plan
    const parts = isOneApplication ? [ALL_JOBS] : jobs.map(({ name }) => name)
    for (const name of [...open.keys()]) if (!parts.includes(name)) open.delete(name)
    for (const name of parts) {
      const fingerprint = jobs.find((job) => job.name === name)?.fingerprint ?? ''
      const before = open.get(name)
      const isKept = era.intent.recovery === 'resume' && !era.intent.dropState.includes(name)
      if (before !== undefined && isKept && before.fingerprint === fingerprint) before.epochs.push(...mine)
      else {
        const statements = isOneApplication ? world.statements(era.jobs) : statementsOfJob(world, era, name)
        const life = { statements, begin: era, epochs: [...mine], fingerprint }
        open.set(name, life)
        lives.push(life)
      }
    }
  }
  return lives
}

const ALL_JOBS = ''

function statementsOfJob({ scenario }: World, { jobs }: Era, name: string): StatementSet {
  const list = JOB_VARIANTS[jobs]?.(scenario.settings) ?? []
  return statementsOf(
    list.filter((job) => job.name === name),
    scenario.settings
  )
}

function recompute(life: Life, module: WebAssembly.Module, world: World, checker: Checker, rows: Texts): void {
  const { plan } = life.statements
  const runner = new TaskRunner({
    module,
    plan: plan.bytes,
    jobNames: plan.jobs.map(({ name }) => name),
    ...{ shards: 1, memoryLimitMb: 256, verifyChecksums: true, source: SOURCE_TOPIC, poisonBatches: 'skip' },
    ...{ deadLetters: true, lateRowKeys: plan.jobs.map(({ keys }) => keys) }
  })
  prepare(runner, life.begin, checker)
  for (const [epoch, era] of life.epochs) {
    const add = (topic: string, { count, bytes }: ReadyRecords): void => {
      if (checker.givenUp.has(epoch.epoch)) return
      const texts = rows.get(topic) ?? []
      forEachRow({ sink: topic, count, bytes }, (value) => texts.push(Buffer.from(value).toString('utf8')))
      rows.set(topic, texts)
    }
    const scans = epoch.ranges.map((range) => scanRange(runner, range, era, world))
    for (const records of scans.flatMap(({ deadLetters }) => deadLetters)) add(DEAD_LETTER_TOPIC, records)
    const { segments, lateRows } = merge(runner, scans, epoch.watermark)
    for (const records of lateRows) add(LATE_TOPIC, records)
    for (const segment of segments) add(plan.jobs[segment.job]?.sink.name ?? '', segment)
  }
}

/** Brings the kernels to where an era begins. */
function prepare(runner: TaskRunner, era: Era, { eras }: Checker): void {
  if (era === eras[0]) return
  merge(runner, [], era.watermark)
  if (era.intent.recovery !== 'rebuild') return
  const scans = [...era.positions].flatMap(([partition, to]) => {
    const log = era.logs[partition]
    const from = era.held[partition]?.[0]?.baseOffset ?? to
    if (log === undefined || from >= to) return []
    const batches = (era.held[partition] ?? []).filter(({ baseOffset }) => baseOffset < to)
    return [scan(runner, { partition, from, to, arrivedAt: 0 }, log, batches)]
  })
  merge(runner, scans, era.watermark)
}

function merge(runner: TaskRunner, scans: readonly ScanReply[], watermark: number) {
  const partials = scans.flatMap((one) => one.partials.filter((partial) => partial !== null))
  return runner.merge({ kind: 'merge', partials, watermark })
}

function scanRange(runner: TaskRunner, range: SeenRange, era: Era, { brokers }: World): ScanReply {
  const log = era.logs[range.partition] ?? brokers.log(SOURCE_TOPIC, range.partition)
  if (log === undefined) throw new RangeError(`no partition ${range.partition}`)
  return scan(runner, range, log, log.appendedBetween(range.from, range.to))
}

function scan(
  runner: TaskRunner,
  { partition, from, to, arrivedAt }: SeenRange,
  log: PartitionLog,
  batches: readonly StoredBatch[]
): ScanReply {
  const bytes = Buffer.concat(batches.filter((batch) => isCommitted(log, batch)).map((batch) => batch.bytes))
  return runner.scan({
    ...{ kind: 'scan', format: 'record-batches', partition, fromOffset: from, toOffset: to },
    arrivalTime: arrivedAt === 0 ? Number.NaN : arrivedAt,
    watermark: Number.NEGATIVE_INFINITY,
    buffer: new Uint8Array(bytes).buffer,
    byteLength: bytes.length
  })
}
