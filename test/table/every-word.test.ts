/** Every word of the language over restarts, by a snapshot and by the journal, in event and in processing time. */
import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import { systemClock, type Clock } from '../../src/engine/clock.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { bigint, count, max, sinkTable, string, tumble, hours } from '../../src/index.js'
import type { Column, Pipeline, SinkSchema, TypeName } from '../../src/index.js'
import {
  AGGREGATES,
  aggregateFunction,
  OPERATORS,
  SCALAR_FUNCTIONS,
  WINDOW_KINDS
} from '../../src/table/functions/index.js'
import { EVERY_AGGREGATE, EVERY_SCALAR, EVERY_WINDOW, wordDocument, words } from '../support/every-word.js'
import { LogSource } from '../support/log-source.js'
import { MemorySink } from '../support/memory-connectors.js'
import { MemoryStore } from '../support/memory-store.js'
import { silentLogger } from '../support/run-jobs.js'

const START = Date.UTC(2026, 0, 1, 1)
const EVENTS = 600
const LOG = [Array.from({ length: EVENTS }, (_, index) => Buffer.from(wordDocument(index, START)))]

const key = words.col('key')
const text = (column: Column<TypeName>) => (column as Column<'STRING', 'words'>).cast(string())
const day = tumble(hours(24))
const named = <T>(all: Readonly<Record<string, T>>) =>
  Object.entries(all).map(([name, each]) => [name.toLowerCase(), each] as const)
const texts = (names: readonly string[]): SinkSchema =>
  Object.fromEntries(names.map((name) => [name, string()]))

const SCALARS = named(EVERY_SCALAR)
const RESULTS = named(EVERY_AGGREGATE)

/** As results of aggregates, which are state; as keys, which are too; without a window; and over each kind of one. */
const PIPELINES: readonly {
  readonly name: string
  readonly columns: SinkSchema
  readonly table: Pipeline
}[] = [
  {
    name: 'greatest',
    columns: texts(SCALARS.map(([name]) => name)),
    table: words
      .window(day)
      .groupBy(key)
      .select(Object.fromEntries(SCALARS.map(([name, column]) => [name, text(max(column))])))
  },
  {
    name: 'keys',
    columns: { ...texts(SCALARS.map(([name]) => name)), n: bigint() },
    table: words
      .window(day)
      .groupBy(...SCALARS.map(([, column]) => text(column)))
      .select({ ...Object.fromEntries(SCALARS.map(([name, column]) => [name, text(column)])), n: count() })
  },
  {
    name: 'rows',
    columns: texts(SCALARS.map(([name]) => name)),
    table: words.select(Object.fromEntries(SCALARS.map(([name, column]) => [name, text(column)])))
  },
  ...named(EVERY_WINDOW).map(([kind, window]) => ({
    name: `over_${kind}`,
    columns: texts(RESULTS.map(([name]) => name)),
    table: words
      .window(window)
      .groupBy(key)
      .select(Object.fromEntries(RESULTS.map(([name, column]) => [name, text(column)])))
  }))
]

/** Lives of one application, each of which reads up to a record and stops; the last one fires all windows. */
class Application {
  readonly sink = new MemorySink()
  readonly store = new MemoryStore()
  readonly #env: Readonly<Record<string, string>>
  #time = START

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env
  }

  async live(available: number): Promise<void> {
    this.sink.journal = this.sink.commits.at(-1)?.journal ?? null
    const { settings } = parseSettings(this.#env)
    const coordinator = new JobCoordinator(settings).registerSource(words)
    for (const { name, columns, table } of PIPELINES) {
      coordinator.registerJob({ name, sink: sinkTable(name, columns), buildPipeline: () => table })
    }
    const clock: Clock = {
      now: () => (this.#time += 20),
      monotonic: () => (this.#time += 20),
      after: systemClock.after
    }
    const source = new LogSource(LOG, { chunkRecords: 50, available, fireWindows: available >= EVENTS })
    await coordinator.execute({
      sources: { words: source },
      sink: this.sink,
      ...{ clock, store: this.store, logger: silentLogger, startWorkers: startInlineWorkers }
    }).finished
  }

  /** By job. Those of one window come in no order in particular, and those without one by the order of the records. */
  rows(): Readonly<Record<string, readonly string[]>> {
    const all = PIPELINES.map(({ name }) => {
      const rows = this.sink.rows(name).map((row) => JSON.stringify(row))
      return [name, name === 'rows' ? rows : rows.sort()] as const
    })
    return Object.fromEntries(all)
  }
}

const SNAPSHOTS = { flink_checkpoint_interval_ms: '100' }
const NO_SNAPSHOTS = { flink_checkpoint_interval_ms: '86400000' }

describe('every word', () => {
  it('is among those that are looked at', () => {
    const names = (entries: readonly { readonly name: string; readonly isInternal?: true }[]) =>
      entries.filter(({ isInternal }) => isInternal !== true).map(({ name }) => name)
    expect(Object.keys(EVERY_SCALAR).sort()).toEqual(names([...OPERATORS, ...SCALAR_FUNCTIONS]).sort())
    expect(Object.keys(EVERY_AGGREGATE).sort()).toEqual(names(AGGREGATES).sort())
    expect(Object.keys(EVERY_WINDOW).sort()).toEqual(names(WINDOW_KINDS).sort())
    for (const [name, { node }] of Object.entries(EVERY_SCALAR))
      expect(node).toMatchObject({ function: name })
    for (const [name, { node }] of Object.entries(EVERY_AGGREGATE)) {
      const entry = aggregateFunction(node.function)
      expect(node.distinct ? entry.distinct : entry.name).toBe(name)
    }
    for (const [name, { kind }] of Object.entries(EVERY_WINDOW)) expect(kind).toBe(name)
  })

  it.each(['production', 'development'])(
    'gives the same rows over restarts (app_environment %s)',
    async (app_environment) => {
      const whole = new Application({ ...NO_SNAPSHOTS, app_environment })
      await whole.live(EVENTS)
      const expected = whole.rows()
      expect(expected['rows']).toHaveLength(EVENTS)
      expect(expected['greatest']).toHaveLength(3)
      for (const { name } of PIPELINES) expect(expected[name]?.length, name).toBeGreaterThan(2)

      const bySnapshot = new Application({ ...SNAPSHOTS, app_environment })
      for (const available of [150, 350, EVENTS]) await bySnapshot.live(available)
      expect(bySnapshot.store.stored.size).toBeGreaterThan(1)
      expect(bySnapshot.rows()).toEqual(expected)

      const byJournal = new Application({ ...NO_SNAPSHOTS, app_environment })
      for (const available of [150, 350, EVENTS]) await byJournal.live(available)
      expect(byJournal.store.stored.size).toBe(0)
      expect(byJournal.rows()).toEqual(expected)
    }
  )

  it('has a value in some row, and a null in some, or cannot be null', async () => {
    const whole = new Application({ ...NO_SNAPSHOTS })
    await whole.live(EVENTS)
    const rows = whole.sink.rows('rows')
    const without = SCALARS.map(([name]) => name).filter((name) => rows.every((row) => row[name] === null))
    expect(without).toEqual([])
    const never = SCALARS.map(([name]) => name).filter((name) => rows.every((row) => row[name] !== null))
    expect(never.sort()).toEqual(['coalesce', 'is_not_null', 'is_null'])
  })
})
