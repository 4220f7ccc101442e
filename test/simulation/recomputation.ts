import { isEventTime } from '../../src/config/settings.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { loadKernels } from '../../src/engine/kernel/module.js'
import type { ReadyRecords } from '../../src/engine/kernel/results.js'
import type { StatementSet } from '../../src/engine/statement-set.js'
import { TaskRunner } from '../../src/engine/worker/task-runner.js'
import type { ScanReply } from '../../src/engine/worker/tasks.js'
import type { Checker } from './checker.js'
import { isCommitted } from './committed-reader.js'
import type { Era } from './intent.js'
import { JOB_VARIANTS, statementsOf } from './job-variants.js'
import type { SeenEpoch, SeenRange } from './journal-view.js'
import type { PartitionLog, StoredBatch } from './partition-log.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC, SOURCE_TOPIC } from './topics.js'
import type { World } from './world.js'

/** Rows by topic. */
type Texts = Map<string, string[]>

/** Jobs, and the epochs through which their state was carried. */
interface Life {
  readonly statements: StatementSet
  readonly begin: Era
  /** Computed before it begins: a job that is new sees what is replayed for the others. */
  readonly replayed: readonly PlacedEpoch[]
  readonly epochs: PlacedEpoch[]
}

/** What computes again, and how many jobs it has. */
interface Kernels {
  readonly runner: TaskRunner
  readonly jobs: number
  readonly processingTime: boolean
}

/** The era of an epoch tells what the source was. */
type PlacedEpoch = readonly [SeenEpoch, Era]

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

/** The first range of which the journal says something else than what was in the log; null: there is none. */
export function wrongDigest({ eras, epochs }: Checker, { brokers }: World): string | null {
  for (const { epoch, ranges } of epochs) {
    const era = eras.findLast(({ fromEpoch }) => fromEpoch <= epoch)
    for (const { partition, from, to, digest } of ranges) {
      const log = era?.logs[partition] ?? brokers.log(SOURCE_TOPIC, partition)
      if (log === undefined) continue
      const sums = log
        .appendedBetween(from, to)
        .filter((batch) => isCommitted(log, batch) && batch.lastOffset >= from && batch.lastOffset < to)
        .map(({ bytes }) => bytes.readUInt32BE(BATCH_CRC))
      const expected = sums.reduce((total, sum) => (total + sum) >>> 0, 0)
      if (expected !== digest)
        return `epoch ${epoch}, ${partition}:${from}-${to}: digest ${digest}, not ${expected}`
    }
  }
  return null
}

function livesOf(world: World, { eras, epochs }: Checker): Life[] {
  const isOneApplication = eras.every(
    ({ jobs, intent }) => jobs === eras[0]?.jobs && intent.dropState.length === 0
  )
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
      const isKept = !era.isFresh && era.intent.recovery === 'resume' && !era.intent.dropState.includes(name)
      if (before !== undefined && isKept && before.fingerprint === fingerprint) before.epochs.push(...mine)
      else {
        const statements = isOneApplication ? world.statements(era.jobs) : statementsOfJob(world, era, name)
        const replayed = replayedBefore(era, index, lives)
        const life = { statements, begin: era, replayed, epochs: [...mine], fingerprint }
        open.set(name, life)
        lives.push(life)
      }
    }
  }
  return lives
}

const ALL_JOBS = ''
const BATCH_CRC = 17

/** What a process had to compute again before it could begin the era. */
function replayedBefore(
  { fromEpoch, recoveredFrom }: Era,
  index: number,
  lives: readonly Life[]
): PlacedEpoch[] {
  if (index === 0 || recoveredFrom === null) return []
  const known = new Map(lives.flatMap(({ epochs }) => epochs.map((one) => [one[0].epoch, one] as const)))
  return [...known.values()]
    .filter(([{ epoch }]) => epoch > recoveredFrom && epoch < fromEpoch)
    .sort(([a], [b]) => a.epoch - b.epoch)
}

function statementsOfJob({ scenario }: World, { jobs }: Era, name: string): StatementSet {
  const list = JOB_VARIANTS[jobs]?.(scenario.settings) ?? []
  return statementsOf(
    list.filter((job) => job.name === name),
    scenario.settings
  )
}

function recompute(
  life: Life,
  module: WebAssembly.Module,
  world: World,
  checker: Checker,
  rows: Texts
): void {
  const { plan } = life.statements
  const runner = new TaskRunner({
    module,
    scans: plan.scans.map(({ source, bytes }) => ({
      ...{ source: source.name, connector: 'kafka', address: SOURCE_TOPIC, plan: bytes }
    })),
    merge: plan.merge,
    jobNames: plan.jobs.map(({ name }) => name),
    ...{ shards: 1, memoryLimitMb: 256, verifyChecksums: true, poisonBatches: 'skip' },
    ...{ deadLetters: true, lateRowKeys: plan.jobs.map(({ keys }) => keys) }
  })
  const processingTime = !isEventTime(world.scenario.settings)
  const kernels = { runner, jobs: plan.jobs.length, processingTime }
  prepare(kernels, life, world, checker)
  for (const [epoch, era] of life.epochs) {
    const add = (topic: string, { count, bytes }: ReadyRecords): void => {
      if (checker.givenUp.has(epoch.epoch)) return
      const texts = rows.get(topic) ?? []
      forEachRow({ sink: topic, count, bytes }, (value) => texts.push(Buffer.from(value).toString('utf8')))
      rows.set(topic, texts)
    }
    const scans = epoch.ranges.map((range) => scanRange(kernels, range, era, world))
    for (const records of scans.flatMap(({ deadLetters }) => deadLetters)) add(DEAD_LETTER_TOPIC, records)
    const { segments, lateRows } = merge(kernels, scans, epoch.watermark)
    for (const records of lateRows) add(LATE_TOPIC, records)
    for (const segment of segments) add(plan.jobs[segment.job]?.sink.name ?? '', segment)
  }
}

/** Brings the kernels to where an era begins. */
function prepare(kernels: Kernels, { begin: era, replayed }: Life, world: World, checker: Checker): void {
  if (era.isFresh) return
  if (era.recoveredFrom !== null) {
    merge(kernels, [], watermarkAfter(era.recoveredFrom, checker))
    for (const [epoch, source] of replayed) {
      const scans = epoch.ranges.map((range) => scanRange(kernels, range, source, world))
      merge(kernels, scans, epoch.watermark)
    }
    return
  }
  merge(kernels, [], era.watermark)
  if (era.intent.recovery !== 'rebuild') return
  const scans = [...era.positions].flatMap(([partition, to]) => {
    const log = era.logs[partition]
    const held = era.held[partition]
    if (log === undefined || held === undefined || held.from >= to) return []
    const { from } = held
    const batches = held.batches.filter(({ baseOffset }) => baseOffset < to)
    return [scan(kernels, { partition, from, to, time: 0 }, log, batches)]
  })
  merge(kernels, scans, era.watermark)
}

function watermarkAfter(epoch: number, { epochs }: Checker): number {
  return epochs.find((one) => one.epoch === epoch)?.watermark ?? Number.NEGATIVE_INFINITY
}

function merge(kernels: Kernels, scans: readonly ScanReply[], watermark: number) {
  const partials = scans.flatMap((one) => one.partials.filter((partial) => partial !== null))
  return kernels.runner.merge({ kind: 'merge', partials, watermarks: watermarks(watermark, kernels) })
}

function scanRange(kernels: Kernels, range: SeenRange, era: Era, { brokers }: World): ScanReply {
  const log = era.logs[range.partition] ?? brokers.log(SOURCE_TOPIC, range.partition)
  if (log === undefined) throw new RangeError(`no partition ${range.partition}`)
  return scan(kernels, range, log, log.appendedBetween(range.from, range.to))
}

function scan(
  kernels: Kernels,
  { partition, from, to, time }: Omit<SeenRange, 'digest'>,
  log: PartitionLog,
  batches: readonly StoredBatch[]
): ScanReply {
  const bytes = Buffer.concat(batches.filter((batch) => isCommitted(log, batch)).map((batch) => batch.bytes))
  return kernels.runner.scan({
    ...{ kind: 'scan', format: 'record-batches', source: 0, partition, fromOffset: from, toOffset: to },
    arrivalTime: kernels.processingTime ? time : Number.NaN,
    latestTime: kernels.processingTime || time === 0 ? Infinity : time,
    watermarks: watermarks(Number.NEGATIVE_INFINITY, kernels),
    buffer: new Uint8Array(bytes).buffer,
    byteLength: bytes.length
  })
}

/** The same for every job: all of them have one source. */
function watermarks(watermark: number, { jobs }: Kernels): number[] {
  return Array<number>(jobs).fill(watermark)
}
