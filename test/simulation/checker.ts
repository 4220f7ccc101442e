import { SINKS } from '../../src/cli/bench/rows.js'
import type { JournalEpoch, JournalRecord } from '../../src/connectors/journal.js'
import type { Brokers } from './brokers.js'
import { CommittedReader } from './committed-reader.js'
import type { SimulatedDisk } from './disk.js'
import { valuesOf } from './partition-log.js'
import { DEAD_LETTER_TOPIC, LATE_TOPIC } from './scenario.js'
import type { World } from './world.js'

export interface CheckerOptions {
  readonly sourceTopic: string
  readonly group: string
}

const OUTPUT_TOPICS = [...SINKS, DEAD_LETTER_TOPIC, LATE_TOPIC]

/** A promise that was broken: says which, and what was found. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

/**
 * Watches a run from outside, by what the brokers hold: the journal is without gaps, positions never go back, the
 * group's offsets are the journal's, rows are as many as the journal says. Looks whenever it is called.
 */
export class Checker {
  readonly epochs: JournalEpoch[] = []
  /** Committed records by topic. */
  readonly rows = new Map<string, string[]>(OUTPUT_TOPICS.map((topic) => [topic, []]))
  readonly positions = new Map<number, number>()
  last: JournalRecord | null = null
  /** Last of the epochs that are announced and whose rows are still to come. */
  #announced: JournalRecord | null = null
  readonly #options: CheckerOptions
  readonly #brokers: Brokers
  readonly #disk: SimulatedDisk
  readonly #snapshots = new Set<string>()
  readonly #readers = new Map<string, CommittedReader[]>()

  constructor(options: CheckerOptions, { brokers, disk }: Pick<World, 'brokers' | 'disk'>) {
    this.#options = options
    this.#brokers = brokers
    this.#disk = disk
  }

  /** @throws BrokenPromise */
  look(): void {
    for (const text of this.#read(`${this.#options.group}-journal`)) this.#takeJournal(text)
    for (const topic of OUTPUT_TOPICS) this.rows.get(topic)?.push(...this.#read(topic))
    // While markers are being written some partitions show a transaction that others do not show yet.
    if (!this.#brokers.transactions.isBusy) this.#compare()
  }

  /** Whether all rows of the journal's epochs are written. */
  get isWhole(): boolean {
    return this.#announced === null
  }

  #read(topic: string): string[] {
    const logs = this.#brokers.topics.get(topic) ?? []
    let readers = this.#readers.get(topic)
    if (readers?.length !== logs.length) {
      readers = logs.map((log) => new CommittedReader(log))
      this.#readers.set(topic, readers)
    }
    return readers.flatMap((reader) => reader.readValues())
  }

  #takeJournal(text: string): void {
    const record = JSON.parse(text) as JournalRecord
    for (const { id } of record.snapshots) this.#checkSnapshot(id)
    if (this.#announced === null) for (const epoch of record.epochs) this.#takeEpoch(epoch)
    else if (JSON.stringify(record.epochs) !== JSON.stringify(this.#announced.epochs)) {
      throw new BrokenPromise(`the rows of epoch ${this.epochs.length} were announced and did not follow`)
    }
    this.#announced = record.announced === true ? record : null
    for (const [partition, offset] of record.positions) {
      if (this.positions.get(partition) !== offset) {
        const reached = this.positions.get(partition) ?? 'nothing'
        throw new BrokenPromise(`the journal stands at ${partition}:${offset}, its ranges reach ${reached}`)
      }
    }
    this.last = record
  }

  /** Whatever becomes of it later: a snapshot that the journal names was stored before. */
  #checkSnapshot(id: string): void {
    if (this.#snapshots.has(id)) return
    const inTopic = (this.#brokers.topics.get(`${this.#options.group}-snapshots`) ?? [])
      .flatMap((log) => log.batches)
      .some((batch) => [...valuesOf(batch)].some(({ key }) => key === `${id}/end`))
    if (!inTopic && !this.#disk.everHad(`${id}.snapshot`)) {
      throw new BrokenPromise(`the journal names snapshot ${id}, which is not stored`)
    }
    this.#snapshots.add(id)
  }

  #takeEpoch(epoch: JournalEpoch): void {
    const expected = (this.epochs.at(-1)?.epoch ?? 0) + 1
    if (epoch.epoch !== expected)
      throw new BrokenPromise(`epoch ${epoch.epoch} follows epoch ${expected - 1}`)
    const before = this.epochs.at(-1)?.watermark ?? -Infinity
    if ((epoch.watermark ?? -Infinity) < before) {
      throw new BrokenPromise(`the watermark goes back in epoch ${epoch.epoch}`)
    }
    for (const [partition, from, to] of epoch.ranges) {
      const reached = this.positions.get(partition) ?? this.#begin(partition)
      if (from !== reached || to <= from) {
        throw new BrokenPromise(`epoch ${epoch.epoch} takes ${partition}:${from}-${to} after ${reached}`)
      }
      this.positions.set(partition, to)
    }
    this.epochs.push(epoch)
  }

  #begin(partition: number): number {
    return this.#brokers.log(this.#options.sourceTopic, partition)?.batches[0]?.baseOffset ?? 0
  }

  #compare(): void {
    const { committed } = this.#brokers.group(this.#options.group)
    for (const [partition, position] of this.positions) {
      const offset = committed.get(`${this.#options.sourceTopic}/${partition}`)
      if (offset !== position) {
        throw new BrokenPromise(
          `partition ${partition}: the group is at ${offset}, the journal at ${position}`
        )
      }
    }
    const owed = this.#announced?.epochs.length ?? 0
    const written = this.epochs.slice(0, this.epochs.length - owed)
    for (const sink of SINKS) {
      const promised = written.reduce((sum, { rows }) => sum + (rows[sink] ?? 0), 0)
      const found = this.rows.get(sink)?.length ?? 0
      if (promised !== found) {
        throw new BrokenPromise(`${sink}: the journal promises ${promised} rows, ${found} are there`)
      }
    }
  }
}
