import type { ErrorCode } from '../../src/errors.js'
import { isEventTime } from '../../src/config/settings.js'
import type { Checker } from './checker.js'
import { isCommitted, textsOf } from './committed-reader.js'
import { readRecord } from './journal-view.js'
import type { StoredBatch } from './partition-log.js'
import type { OffsetKey } from './group-offsets.js'
import type { Intent } from './intent.js'
import { JOB_VARIANTS } from './job-variants.js'
import { GROUP, journalOf } from './scenario.js'
import { SOURCE_TOPIC } from './topics.js'
import type { Ends, Reaction, Supervisor } from './supervisor.js'
import type { Workload } from './workload.js'
import type { World } from './world.js'

/** What is done once to the application's topics or state, on purpose or by an accident of the cluster. */
export type Happening =
  | 'commit group offsets'
  | 'miss group offsets'
  | 'lose all snapshots'
  | 'lose the newest snapshot'
  | 'start anew'
  | 'rebuild'
  | 'change the jobs'
  | 'trim ahead'
  | 'poison a batch'
  | 'make the source anew'
  | 'compact the source'
  | 'cut the source'
  | 'cut the journal'
  | 'delete the journal'

/** After these the events alone do not tell what is owed. */
const LOSSY: ReadonlySet<Happening> = new Set([
  ...(['start anew', 'change the jobs', 'trim ahead', 'poison a batch', 'make the source anew'] as const),
  ...(['compact the source', 'cut the source', 'cut the journal', 'delete the journal'] as const)
])

/** These are there before the service is. */
const AT_ONCE: ReadonlySet<Happening> = new Set(['commit group offsets', 'miss group offsets'])

/** An error that is due must come so soon, recovery and all. */
const ERROR_LIMIT_MS = 20_000
/** What is said when the source is not the one that was read. */
const OTHER_SOURCE = [
  ...(['KAFKA_PARTITIONS_GONE', 'SOURCE_MADE_ANEW', 'SOURCE_TOO_SHORT'] as const),
  ...(['KAFKA_OFFSET_OUT_OF_RANGE', 'STATE_DIFFERS'] as const)
] as const
const RECREATION_MS = 300
const SUSPENDED_MS = 4000
const LOOK_AGAIN_MS = 200
/** After a partition lost its tail nobody writes to it for so long. */
const FROZEN_MS = 8000

/** Does what a scenario says that happens, and tells the supervisor what follows from it. */
export class Happenings {
  readonly #world: World
  readonly #supervisor: Supervisor
  readonly #checker: Checker
  readonly #workload: Workload

  constructor(world: World, supervisor: Supervisor, checker: Checker, workload: Workload) {
    this.#world = world
    this.#supervisor = supervisor
    this.#checker = checker
    this.#workload = workload
  }

  /** Whether state or input is given up on the way. */
  get isLossy(): boolean {
    return this.#world.scenario.happenings.some((happening) => LOSSY.has(happening))
  }

  /** Spreads them over the time in which things go wrong. */
  start(): void {
    const { scenario, scheduler, random } = this.#world
    const { happenings, workload } = scenario
    happenings.forEach((happening, index) => {
      const share = (index + 0.3 + 0.7 * random.next()) / happenings.length
      const at = AT_ONCE.has(happening) ? 0 : share * workload.durationMs
      scheduler.after(at, () => this.#do(happening))
    })
  }

  #do(happening: Happening): void {
    this.#world.scheduler.trace(`happening: ${happening}`)
    switch (happening) {
      case 'commit group offsets':
        return this.#commitGroupOffsets()
      case 'miss group offsets':
        return this.#supervisor.expect({ KAFKA_NO_GROUP_OFFSETS: { act: () => this.#commitGroupOffsets() } })
      case 'lose all snapshots':
        return this.#supervisor.interrupt(false, () => void this.#world.disk.damageAll())
      case 'lose the newest snapshot':
        return this.#supervisor.interrupt(false, () => this.#world.disk.damageNewest())
      case 'start anew':
        return this.#restartWith({ recovery: 'start-anew' })
      case 'rebuild':
        return this.#restartWith({ recovery: this.#isEventTime ? 'rebuild' : 'start-anew' })
      case 'change the jobs':
        // Not before the last change was taken.
        if (this.#checker.eras.at(-1)?.jobs !== this.#supervisor.jobs) return
        return this.#supervisor.interrupt(this.#coin(), () => this.#changeJobs())
      case 'trim ahead':
        return this.#supervisor.interrupt(this.#coin(), () => this.#trimAhead())
      case 'poison a batch':
        return this.#poison()
      case 'make the source anew':
        return this.#makeSourceAnew()
      case 'compact the source':
        return this.#supervisor.interrupt(false, () => this.#compactSource())
      case 'cut the source':
        return this.#supervisor.interrupt(this.#coin(), () => this.#cutSource())
      case 'cut the journal':
        return this.#supervisor.interrupt(false, () => this.#cutJournal())
      case 'delete the journal':
        if (this.#coin()) return this.#deleteJournalInTheRun()
        return this.#supervisor.interrupt(this.#coin(), () => this.#deleteJournal())
    }
  }

  get #isEventTime(): boolean {
    return isEventTime(this.#world.scenario.settings)
  }

  #coin(): boolean {
    return this.#world.random.chance(0.5)
  }

  /** What an operator does whose state does not fit the input any more. */
  #giveUp(): Reaction {
    const recovery = this.#isEventTime && this.#coin() ? 'rebuild' : 'start-anew'
    return { intent: { recovery } }
  }

  #endsWith(codes: readonly ErrorCode[], reaction: Reaction): Ends {
    return Object.fromEntries(codes.map((code) => [code, reaction]))
  }

  #commitGroupOffsets(): void {
    const { brokers } = this.#world
    const offsets = new Map<OffsetKey, number>(
      (brokers.topics.get(SOURCE_TOPIC) ?? []).map(({ partition, endOffset }) => [
        `${SOURCE_TOPIC}/${partition}`,
        Math.ceil(endOffset / 2)
      ])
    )
    brokers.group(GROUP).commit(offsets)
    for (const [key, offset] of offsets) brokers.firstOffsets.set(key, offset)
  }

  #restartWith(intent: Partial<Intent>): void {
    this.#supervisor.interrupt(this.#coin(), () => {
      // Without a journal there is nothing to give up.
      if (this.#checker.last !== null) this.#supervisor.intend(intent)
    })
  }

  #changeJobs(): void {
    const { random, statements, tally } = this.#world
    const before = this.#supervisor.jobs
    this.#supervisor.jobs = (before + random.integer(1, JOB_VARIANTS.length - 1)) % JOB_VARIANTS.length
    tally.fault('job changed')
    const running = new Map(
      statements(this.#supervisor.jobs).plan.jobs.map(({ name, fingerprint }) => [name, fingerprint])
    )
    const dropState = statements(before)
      .plan.jobs.filter(({ name, fingerprint }) => running.get(name) !== fingerprint)
      .map(({ name }) => name)
    this.#supervisor.expect({
      JOB_CHANGED: { intent: { dropState } },
      ROWS_OWED: { intent: { recovery: 'start-anew' } }
    })
    if (dropState.length > 0 && this.#checker.last !== null) {
      this.#supervisor.demand('jobs were changed', ['JOB_CHANGED'], ERROR_LIMIT_MS)
    }
  }

  /** Retention was shorter than the time in which the service was away. */
  #trimAhead(): void {
    const { brokers, random, tally, scenario } = this.#world
    this.#checker.mayJump = true
    tally.fault('source trimmed before it was read')
    for (const log of brokers.topics.get(SOURCE_TOPIC) ?? []) {
      if (random.chance(0.7)) log.trim(random.integer(log.startOffset, log.lastStableOffset))
    }
    const goOn = scenario.settings.processing_offset_out_of_range === 'latest' ? 'latest' : 'earliest'
    this.#supervisor.expect({
      REPLAY_INPUT_GONE: this.#giveUp(),
      KAFKA_OFFSET_OUT_OF_RANGE: {
        intent: { recovery: 'start-anew' },
        settings: { processing_offset_out_of_range: goOn }
      }
    })
  }

  #poison(): void {
    const { brokers, random, tally } = this.#world
    const logs = brokers.topics.get(SOURCE_TOPIC) ?? []
    const log = random.pick(logs)
    log.spoilsNext = random.fork()
    tally.fault('poison batch')
    const skip: Reaction = { settings: { processing_poison_batches: 'skip' } }
    this.#supervisor.expect({ KERNEL_BAD_INPUT: skip, KAFKA_BATCH_DAMAGED: skip })
  }

  /** The topic is deleted and made under the same name, with other records, and perhaps with fewer partitions. */
  #makeSourceAnew(): void {
    const { brokers, random, tally, scenario, scheduler } = this.#world
    const partitions = random.integer(1, scenario.workload.partitions)
    const anew = (): void => {
      // Whoever has not begun yet does not notice.
      const hasBegun = this.#checker.last !== null
      this.#checker.mayJump = true
      tally.fault('source made anew')
      if (hasBegun) this.#checker.keepLogs()
      brokers.deleteTopic(SOURCE_TOPIC)
      scheduler.after(random.exponential(RECREATION_MS), () => this.#workload.startAnew(partitions))
      this.#supervisor.expect(this.#endsWith(OTHER_SOURCE, this.#groupOfItsOwn()))
      if (hasBegun) this.#supervisor.demand('the source was made anew', OTHER_SOURCE, ERROR_LIMIT_MS)
    }
    if (this.#coin()) this.#supervisor.interrupt(this.#coin(), anew)
    else if (this.#coin()) this.#onceBegun(() => this.#whileSuspended(anew))
    else this.#onceBegun(anew)
  }

  /** What a process has read and not committed yet would be of one topic or the other. */
  #onceBegun(act: () => void): void {
    const { scheduler } = this.#world
    if (this.#checker.last !== null) return act()
    if (!this.#workload.isDone) scheduler.after(LOOK_AGAIN_MS, () => this.#onceBegun(act))
  }

  #whileSuspended(meanwhile: () => void): void {
    const { scheduler } = this.#world
    this.#supervisor.pauseOne(SUSPENDED_MS)
    scheduler.after(SUSPENDED_MS / 2, meanwhile)
  }

  /** What the errors advise whose topic is another one: begin with what is there, under another name. */
  #groupOfItsOwn(): Reaction {
    const group = `${GROUP}-2`
    const { application } = this.#world
    const act = (): void => {
      if (application.group === group) return
      this.#checker.groupChanges()
      application.group = group
    }
    return { settings: { processing_kafka_consumer_group: group }, act }
  }

  #compactSource(): void {
    const { brokers, random, tally } = this.#world
    const logs = brokers.topics.get(SOURCE_TOPIC) ?? []
    const share = random.pick([0.1, 0.5, 1])
    // What was read is compacted: a replay finds less of it.
    const taken = logs.map((log) => log.compact(random, share, this.#checker.positionOf(log)))
    if (taken.includes(true)) tally.fault('source compacted')
    this.#supervisor.expect(this.#endsWith(['STATE_DIFFERS', 'REPLAY_INPUT_GONE'], this.#giveUp()))
  }

  /** Positions that were committed lie behind the end of the partition. */
  #cutSource(): void {
    const { brokers, random, tally, scheduler } = this.#world
    const partition = random.integer(0, (brokers.topics.get(SOURCE_TOPIC) ?? []).length - 1)
    const reached = this.#checker.positions.get(partition) ?? 0
    if (reached === 0) return
    this.#checker.keepLogs()
    brokers.cutTail(SOURCE_TOPIC, partition, random.integer(0, reached - 1))
    const log = brokers.log(SOURCE_TOPIC, partition)
    log?.abortHanging()
    if (log !== undefined) log.frozenUntil = scheduler.now + FROZEN_MS
    tally.fault('source lost its tail')
    this.#checker.mayJump = true
    this.#supervisor.expect(this.#endsWith(OTHER_SOURCE, this.#groupOfItsOwn()))
    this.#supervisor.demand('the source lost its tail', OTHER_SOURCE, ERROR_LIMIT_MS)
  }

  /** The last records of the journal are gone, with what lies behind them; their rows and offsets are not. */
  #cutJournal(): void {
    const { brokers, random, tally, application } = this.#world
    const topic = journalOf(application.group)
    const log = brokers.log(topic, 0)
    const records = (log?.batches ?? []).filter((batch) => log !== undefined && isCommitted(log, batch))
    const cut = records.at(-random.integer(1, 3))
    if (log === undefined || cut === undefined) return
    const before = this.#offsetsBefore(cut)
    tally.fault('journal lost its tail')
    // Nothing is left: the group's offsets lead on.
    if (before.size === 0) this.#checker.journalGoes()
    else this.#checker.look()
    brokers.cutTail(topic, 0, cut.baseOffset)
    if (before.size === 0) return
    const putBack = this.#coin()
    const act = (): void => {
      if (putBack) brokers.putBack(log)
      else this.#resetOffsets(before)
    }
    this.#supervisor.expect({ KAFKA_GROUP_AHEAD: { act } })
    // Even where the records moved no position: rows that the clock fired, or that were announced.
    this.#supervisor.demand('the journal lost its tail', ['KAFKA_GROUP_AHEAD'], ERROR_LIMIT_MS)
  }

  /** Where the journal stood before a record. */
  #offsetsBefore({ baseOffset }: StoredBatch): ReadonlyMap<number, number> {
    const log = this.#world.brokers.log(journalOf(this.#world.application.group), 0)
    const before = (log?.batches ?? []).filter(
      (batch) => log !== undefined && batch.baseOffset < baseOffset && isCommitted(log, batch)
    )
    const text = before.flatMap((batch) => textsOf(batch)).at(-1)
    return text === undefined ? new Map() : readRecord(text, 0).positions
  }

  /** The other advice: rows come again. */
  #resetOffsets(positions: ReadonlyMap<number, number>): void {
    const { brokers, application } = this.#world
    this.#checker.tailIsLost()
    brokers
      .group(application.group)
      .commit(
        new Map(
          [...positions].map(([partition, offset]) => [`${SOURCE_TOPIC}/${partition}` as const, offset])
        )
      )
  }

  /** Whoever works says what is gone; whoever comes next begins as if there never was a journal. */
  #deleteJournalInTheRun(): void {
    if (this.#checker.last === null) return
    this.#supervisor.expect({ KAFKA_JOURNAL_GONE: {} })
    this.#supervisor.demand('the journal was deleted', ['KAFKA_JOURNAL_GONE'], ERROR_LIMIT_MS)
    this.#deleteJournal()
  }

  /** Nothing of the journal is left: the group's offsets lead on. */
  #deleteJournal(): void {
    const { brokers, tally, application } = this.#world
    if (this.#checker.last === null) return
    tally.fault('journal deleted')
    this.#checker.journalGoes()
    brokers.deleteTopic(journalOf(application.group))
  }
}
