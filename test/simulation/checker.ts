import { SINKS } from '../../bench/baseline/rows.js'
import { CommittedReader } from './committed-reader.js'
import type { Era, Held, Intent } from './intent.js'
import { jobNamesOf, readRecord, type SeenEpoch, type SeenRecord } from './journal-view.js'
import { valuesOf, type PartitionLog } from './partition-log.js'
import { journalOf } from './scenario.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC, SOURCE_TOPIC } from './topics.js'
import type { RecoveredAs, World } from './world.js'

const OUTPUT_TOPICS = [...SINKS, DEAD_LETTER_TOPIC, LATE_TOPIC]

/** A promise that was broken: says which, and what was found. */
class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

type CheckedWorld = Pick<World, 'brokers' | 'disk' | 'tally' | 'scenario' | 'statements' | 'application'>

/** A process, and what is known of its beginning. */
interface Start extends Omit<Era, 'isFresh' | 'fromEpoch' | 'positions' | 'watermark' | 'recoveredFrom'> {
  readonly process: object
  recoveredFrom: number | null
  base: number | null
}

/** What the judge had of a journal that is gone. */
interface Departed {
  readonly readers: readonly CommittedReader[]
  readonly starts: Start[]
  last: SeenRecord
  announced: SeenRecord | null
  isOfAnotherGroup: boolean
}

/**
 * Watches a run from outside, by what the brokers hold: the journal is without gaps, positions never go back, the
 * group's offsets are the journal's, rows are as many as the journal says. Looks whenever it is called.
 */
export class Checker {
  readonly epochs: SeenEpoch[] = []
  readonly eras: Era[] = []
  /** Committed records by topic. */
  readonly rows = new Map<string, string[]>(OUTPUT_TOPICS.map((topic) => [topic, []]))
  readonly positions = new Map<number, number>()
  /** Where each partition was begun. */
  readonly begins = new Map<number, number>()
  /** Epochs whose rows were announced, and given up on purpose. */
  readonly givenUp = new Set<number>()
  last: SeenRecord | null = null
  /** Rows may be there twice, as the error said. */
  hasLostTail = false
  /** Something was done after which reading goes on elsewhere. */
  mayJump = false
  /** Epochs of journals that are gone. */
  #shift = 0
  /** The record that is announced and whose rows are still to come. */
  #announced: SeenRecord | null = null
  /** Processes that were started, those that recovered behind the others. */
  #starts: Start[] = []
  readonly #world: CheckedWorld
  readonly #snapshots = new Set<string>()
  #readers = new Map<string, CommittedReader[]>()
  /** A journal that is gone while a transaction in it may still be decided, or is and was not seen yet. */
  #departed: Departed | null = null
  #broken: string | null = null

  constructor(world: CheckedWorld) {
    this.#world = world
  }

  /** The journal is about to be deleted, or nobody will read it any more: a new one counts its epochs from 1. */
  journalGoes(): void {
    this.look()
    const { last } = this
    if (last !== null) {
      const readers = this.#readers.get(journalOf(this.#world.application.group)) ?? []
      this.#departed = {
        ...{ readers, last, starts: this.#starts, isOfAnotherGroup: false },
        announced: this.#announced
      }
    }
    this.last = null
    this.#giveUpAnnounced()
    this.#starts = []
  }

  /** The source is about to become another one: what was read so far was of this one. */
  keepLogs(): void {
    for (const log of this.#world.brokers.topics.get(SOURCE_TOPIC) ?? []) {
      for (const { logs } of [...this.eras, ...this.#starts]) logs[log.partition] ??= log
    }
  }

  /** The application is about to get a group of its own: nothing of what was read before counts for it. */
  groupChanges(): void {
    this.journalGoes()
    if (this.#departed !== null) this.#departed.isOfAnotherGroup = true
    this.#forgetPositions()
  }

  #forgetPositions(): void {
    this.positions.clear()
    this.begins.clear()
  }

  /** Records were cut off the end of the journal: their rows are there, and may come again. */
  tailIsLost(): void {
    this.hasLostTail = true
  }

  /** A process is started: if the state is made anew, it is by this one. */
  processStarts(process: object, intent: Intent, jobs: number): void {
    const logs = [...(this.#world.brokers.topics.get(SOURCE_TOPIC) ?? [])]
    const held = intent.recovery === 'rebuild' ? logs.map(heldBy) : []
    this.#starts.push({ process, intent, jobs, logs, held, recoveredFrom: null, base: null })
  }

  /** Answers with what was broken first, now or before; null when all is as it must be. */
  look(): string | null {
    try {
      this.#look()
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error
      this.#broken ??= error.message
    }
    return this.#broken
  }

  #look(): void {
    if (this.#departed !== null) this.#takeDeparted(this.#departed)
    for (const text of this.#read(journalOf(this.#world.application.group))) {
      this.#departed = null
      if (this.last === null) this.#shift = this.epochs.length
      this.#takeJournal(readRecord(text, this.#shift))
    }
    for (const topic of OUTPUT_TOPICS) this.rows.get(topic)?.push(...this.#read(topic))
    // While markers are being written some partitions show a transaction that others do not show yet.
    if (!this.#world.brokers.transactions.isBusy) this.#compare()
  }

  /** What was committed to a journal that is gone: its rows and offsets are there. */
  #takeDeparted(departed: Departed): void {
    const starts = this.#starts
    this.last = departed.last
    this.#starts = departed.starts
    // The rows may be on their way.
    this.#announced = departed.announced
    for (const { epoch } of departed.announced?.epochs ?? []) this.givenUp.delete(epoch)
    for (const text of departed.readers.flatMap((reader) => reader.readValues())) {
      this.#takeJournal(readRecord(text, this.#shift))
    }
    departed.last = this.last
    departed.announced = this.#announced
    if (departed.isOfAnotherGroup) this.#forgetPositions()
    this.last = null
    this.#giveUpAnnounced()
    this.#starts = starts
  }

  /** How far a partition was read; one of which there was nothing to read is where it was begun. */
  positionOf({ partition }: PartitionLog): number {
    const { scenario, brokers } = this.#world
    const isLatest = scenario.settings.processing_kafka_scan_startup_mode === 'latest-offset'
    const first = brokers.firstOffsets.get(`${SOURCE_TOPIC}/${partition}`) ?? 0
    return this.positions.get(partition) ?? (isLatest ? scenario.workload.preloaded : first)
  }

  /** Whether all rows of the journal's epochs are written. */
  get isWhole(): boolean {
    return this.#announced === null
  }

  #read(topic: string): string[] {
    const logs = this.#world.brokers.topics.get(topic) ?? []
    const before = this.#readers.get(topic) ?? []
    const readers = logs.map((log, index) => before[index]?.follow(log) ?? new CommittedReader(log))
    this.#readers.set(topic, readers)
    return readers.flatMap((reader) => reader.readValues())
  }

  #takeJournal(record: SeenRecord): void {
    if (this.hasLostTail) return this.#followLost(record)
    for (const { id } of record.snapshots) this.#checkSnapshot(id)
    if (this.last === null || record.base !== this.last.base || record.jobs !== this.last.jobs) {
      this.#beginEra(record)
    }
    if (this.#announced === null) for (const epoch of record.epochs) this.#takeEpoch(epoch)
    else if (JSON.stringify(record.epochs) !== JSON.stringify(this.#announced.epochs)) {
      throw new BrokenPromise(`the rows of epoch ${this.epochs.length} were announced and did not follow`)
    } else if (!record.isAnnouncement) this.#noteOwed()
    this.#announced = record.isAnnouncement ? record : null
    for (const [partition, offset] of record.positions) this.#takePosition(partition, offset)
    this.last = record
  }

  /** Where rows come twice, only the position is looked at. */
  #followLost(record: SeenRecord): void {
    this.epochs.push(...record.epochs)
    this.#announced = null
    for (const [partition, offset] of record.positions) this.positions.set(partition, offset)
    this.last = record
  }

  #beginEra(record: SeenRecord): void {
    const { epochs } = record
    const start = this.#startOf(record)
    const { intent } = start
    if (intent.recovery === 'start-anew') this.#giveUpAnnounced()
    this.eras.push({
      ...start,
      isFresh: this.last === null,
      fromEpoch: epochs[0]?.epoch ?? this.epochs.length + 1,
      positions: new Map(this.positions),
      watermark: intent.recovery === 'start-anew' ? Number.NEGATIVE_INFINITY : this.#watermark
    })
  }

  get #watermark(): number {
    return this.epochs.at(-1)?.watermark ?? Number.NEGATIVE_INFINITY
  }

  /** Rows that are owed will not come. */
  #giveUpAnnounced(): void {
    for (const { epoch } of this.#announced?.epochs ?? []) this.givenUp.add(epoch)
    this.#announced = null
  }

  /** The process that made the record, of those with its jobs. */
  #startOf({ jobs, base }: SeenRecord): Start {
    const { statements } = this.#world
    const mine = this.#starts.filter((start) => jobNamesOf(statements(start.jobs)) === jobs)
    const start =
      mine.findLast((one) => one.base === base) ??
      mine.findLast((one) => one.base === null && one.recoveredFrom !== null) ??
      mine.at(-1)
    if (start === undefined) throw new BrokenPromise(`nobody was started with the jobs ${jobs}`)
    return start
  }

  #noteOwed(): void {
    if (this.#wasOwed) this.#world.tally.way('rows that were announced were written')
    this.#wasOwed = false
  }

  #wasOwed = false

  /** A process came to where the journal stands. */
  processRecovered(process: object, { base, snapshotEpoch }: RecoveredAs): void {
    const index = this.#starts.findIndex((start) => start.process === process)
    const [start] = index < 0 ? [] : this.#starts.splice(index, 1)
    if (start === undefined) return
    // Behind all that recovered before.
    this.#starts.push(Object.assign(start, { recoveredFrom: snapshotEpoch, base }))
    this.#wasOwed = this.#announced !== null
  }

  /** A partition of which nothing was read stands where the journal says, from its first record on. */
  #takePosition(partition: number, offset: number): void {
    const reached = this.positions.get(partition)
    if (reached === undefined) {
      this.#begin(partition, offset)
      this.positions.set(partition, offset)
    } else if (reached !== offset) {
      if (!this.mayJump) {
        throw new BrokenPromise(`the journal stands at ${partition}:${offset}, its ranges reach ${reached}`)
      }
      this.positions.set(partition, offset)
    }
  }

  /** Whatever becomes of it later: a snapshot that the journal names was stored before. */
  #checkSnapshot(id: string): void {
    if (this.#snapshots.has(id)) return
    const inTopic = (
      this.#world.brokers.topics.get(`${this.#world.application.group}-snapshots`) ?? []
    ).flatMap((log) => log.batches.flatMap((batch) => [...valuesOf(batch)].map(({ key }) => key)))
    if (!inTopic.includes(`${id}/end`) && !this.#world.disk.everHad(`${id}.snapshot`)) {
      throw new BrokenPromise(`the journal names snapshot ${id}, which is not stored`)
    }
    if (inTopic.includes(`${id}/1`)) this.#world.tally.way('snapshot in several chunks')
    this.#snapshots.add(id)
  }

  #takeEpoch(epoch: SeenEpoch): void {
    const expected = (this.epochs.at(-1)?.epoch ?? 0) + 1
    if (epoch.epoch !== expected)
      throw new BrokenPromise(`epoch ${epoch.epoch} follows epoch ${expected - 1}`)
    const isFirst = this.eras.at(-1)?.fromEpoch === epoch.epoch
    const before = this.#watermark
    if (epoch.watermark < before && !isFirst) {
      throw new BrokenPromise(`the watermark goes back in epoch ${epoch.epoch}`)
    }
    for (const { partition, from, to } of epoch.ranges) {
      const reached = this.positions.get(partition) ?? this.#begin(partition, from)
      if ((from !== reached && !this.mayJump) || to <= from) {
        throw new BrokenPromise(`epoch ${epoch.epoch} takes ${partition}:${from}-${to} after ${reached}`)
      }
      this.positions.set(partition, to)
    }
    this.epochs.push(epoch)
  }

  /** Where a partition may be begun, as the startup mode says. Answers with where it was. */
  #begin(partition: number, offset: number): number {
    const { scenario, brokers, tally } = this.#world
    this.begins.set(partition, offset)
    if (this.mayJump) return offset
    const { preloaded } = scenario.workload
    const mode = scenario.settings.processing_kafka_scan_startup_mode
    // In mode group-offsets the group was told to begin behind half of what was there.
    const committed = brokers.firstOffsets.get(`${SOURCE_TOPIC}/${partition}`)
    const least = mode === 'latest-offset' ? preloaded : (committed ?? 0)
    const most = mode === 'latest-offset' ? Infinity : least
    if (offset < least || offset > most) {
      throw new BrokenPromise(`partition ${partition} is read from ${offset} on, in mode ${mode}`)
    }
    if (mode === 'latest-offset') tally.way('began at the end of the topic')
    return offset
  }

  #compare(): void {
    if (this.hasLostTail) return
    const { committed } = this.#world.brokers.group(this.#world.application.group)
    for (const [partition, position] of this.positions) {
      const offset = committed.get(`${SOURCE_TOPIC}/${partition}`)
      if (offset !== position) {
        throw new BrokenPromise(
          `partition ${partition}: the group is at ${offset}, the journal at ${position}`
        )
      }
    }
    const owed = new Set(this.#announced?.epochs.map(({ epoch }) => epoch))
    const written = this.epochs.filter(({ epoch }) => !owed.has(epoch) && !this.givenUp.has(epoch))
    for (const sink of SINKS) {
      const promised = written.reduce((sum, { rows }) => sum + (rows[sink] ?? 0), 0)
      const found = this.rows.get(sink)?.length ?? 0
      if (promised !== found) {
        throw new BrokenPromise(`${sink}: the journal promises ${promised} rows, ${found} are there`)
      }
    }
  }
}

function heldBy(log: PartitionLog): Held {
  return { from: log.startOffset, batches: log.batchesFrom(log.startOffset) }
}
