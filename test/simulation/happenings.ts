import type { ErrorCode } from '../../src/errors.js'
import { isEventTime } from '../../src/config/settings.js'
import type { Checker } from './checker.js'
import { isCommitted } from './committed-reader.js'
import type { OffsetKey } from './group-offsets.js'
import type { Intent } from './intent.js'
import { JOB_VARIANTS } from './job-variants.js'
import { GROUP, JOURNAL_TOPIC, SOURCE_TOPIC } from './scenario.js'
import type { Ends, Reaction, Supervisor } from './supervisor.js'
import type { Workload } from './workload.js'
import type { World } from './world.js'

/** What is done once to the application's topics or state, on purpose or by an accident of the cluster. */
export type Happening =
  | 'commit group offsets'
  | 'lose all snapshots'
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

/** An error that is due must come so soon, recovery and all. */
const ERROR_LIMIT_MS = 20_000
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
      const at = happening === 'commit group offsets' ? 0 : share * workload.durationMs
      scheduler.after(at, () => this.#do(happening))
    })
  }

  #do(happening: Happening): void {
    this.#world.scheduler.trace(`happening: ${happening}`)
    switch (happening) {
      case 'commit group offsets':
        return this.#commitGroupOffsets()
      case 'lose all snapshots':
        return this.#supervisor.interrupt(false, () => this.#loseSnapshots())
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

  #loseSnapshots(): void {
    this.#world.disk.damageAll()
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

  #makeSourceAnew(): void {
    const { brokers, random, tally, scenario } = this.#world
    this.#checker.mayJump = true
    const partitions = random.integer(1, scenario.workload.partitions)
    const anew = (): void => {
      tally.fault('source made anew')
      brokers.deleteTopic(SOURCE_TOPIC)
      this.#workload.startAnew(partitions)
    }
    const codes = ['STATE_DIFFERS', 'REPLAY_INPUT_GONE', 'KAFKA_OFFSET_OUT_OF_RANGE'] as const
    this.#supervisor.expect(this.#endsWith(codes, { intent: { recovery: 'start-anew' } }))
    if (this.#checker.last !== null) {
      this.#supervisor.demand('the source was made anew', codes, ERROR_LIMIT_MS)
    }
    if (this.#coin()) this.#supervisor.interrupt(this.#coin(), anew)
    else anew()
  }

  #compactSource(): void {
    const { brokers, random, tally } = this.#world
    const logs = brokers.topics.get(SOURCE_TOPIC) ?? []
    const share = random.pick([0.1, 0.5, 1])
    if (logs.map((log) => log.compact(random, share)).includes(true)) tally.fault('source compacted')
    this.#supervisor.expect(this.#endsWith(['STATE_DIFFERS', 'REPLAY_INPUT_GONE'], this.#giveUp()))
  }

  /** Positions that were committed lie behind the end of the partition. */
  #cutSource(): void {
    const { brokers, random, tally, scheduler } = this.#world
    const partition = random.integer(0, (brokers.topics.get(SOURCE_TOPIC) ?? []).length - 1)
    const reached = this.#checker.positions.get(partition) ?? 0
    if (reached === 0) return
    brokers.cutTail(SOURCE_TOPIC, partition, random.integer(0, reached - 1))
    const log = brokers.log(SOURCE_TOPIC, partition)
    if (log !== undefined) log.frozenUntil = scheduler.now + FROZEN_MS
    tally.fault('source lost its tail')
    this.#checker.mayJump = true
    const codes = ['KAFKA_OFFSET_OUT_OF_RANGE', 'REPLAY_INPUT_GONE', 'STATE_DIFFERS'] as const
    const settings = { processing_offset_out_of_range: 'latest' } as const
    this.#supervisor.expect(this.#endsWith(codes, { intent: { recovery: 'start-anew' }, settings }))
    this.#supervisor.demand('the source lost its tail', codes, ERROR_LIMIT_MS)
  }

  /** The last records of the journal are gone, with what lies behind them. */
  #cutJournal(): void {
    const { brokers, random, tally } = this.#world
    const log = brokers.log(JOURNAL_TOPIC, 0)
    const records = (log?.batches ?? []).filter((batch) => log !== undefined && isCommitted(log, batch))
    const cut = records.at(-random.integer(1, 3))
    if (cut === undefined) return
    tally.fault('journal lost its tail')
    brokers.cutTail(JOURNAL_TOPIC, 0, cut.baseOffset)
    const codes = ['STATE_DIFFERS'] as const
    this.#supervisor.expect(this.#endsWith(codes, { intent: { recovery: 'start-anew' } }))
    this.#supervisor.demand('the journal lost its tail', codes, ERROR_LIMIT_MS)
  }

  #deleteJournal(): void {
    const { brokers, tally } = this.#world
    if (this.#checker.last === null) return
    tally.fault('journal deleted')
    brokers.deleteTopic(JOURNAL_TOPIC)
    this.#checker.journalIsGone()
  }
}
