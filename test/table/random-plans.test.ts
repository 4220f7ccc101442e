/**
 * Random sets of jobs that share filters and expressions in all ways: whatever an instruction reads must have been
 * computed before it, on rows that take in its own.
 */
import { describe, expect, it } from 'vitest'
import type { Instruction, PhysicalPlan, Program } from '../../src/plan/physical.js'
import { abs, bigint, caseWhen, count, max, sinkTable, string, sum } from '../../src/table/index.js'
import { cumulate, hop, session, tumble, windowStart } from '../../src/table/index.js'
import type { Column, Grouped, Pipeline } from '../../src/table/index.js'
import { col, lower, source } from './fixtures.js'
import type { Reading, TestJob } from './fixtures.js'

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) % below
  }
}

const sink = sinkTable('rows', { key: string(), most: string(), total: bigint() })

type Pick = (below: number) => number
type Group<T extends Column['type']> = Column<T, 'readings' | Grouped<'readings'>>

function one<T>(pick: Pick, choices: readonly (() => T)[]): T {
  const choice = choices[pick(choices.length)]
  if (choice === undefined) throw new Error('there is no choice')
  return choice()
}

/** Expressions of random depth over `texts` and `numbers`, which are columns of rows or of groups. */
class Expressions {
  readonly #pick: Pick
  readonly #texts: readonly Group<'STRING'>[]
  readonly #numbers: readonly Group<'BIGINT'>[]

  constructor(pick: Pick, texts: readonly Group<'STRING'>[], numbers: readonly Group<'BIGINT'>[]) {
    this.#pick = pick
    this.#texts = texts
    this.#numbers = numbers
  }

  text(depth: number): Group<'STRING'> {
    const column = () => this.#texts[this.#pick(this.#texts.length)] ?? col('name')
    if (depth === 0 || this.#pick(3) === 0) return column()
    const otherwise = this.#pick(2) === 0 ? 'else' : this.text(depth - 1)
    return caseWhen([[this.condition(depth - 1), this.text(depth - 1)]], otherwise)
  }

  number(depth: number): Group<'BIGINT'> {
    const column = () => this.#numbers[this.#pick(this.#numbers.length)] ?? col('level')
    if (depth === 0) return column()
    return one(this.#pick, [column, () => abs(this.number(depth - 1)), () => this.text(0).cast(bigint())])
  }

  condition(depth: number): Group<'BOOLEAN'> {
    const left = this.text(depth)
    const single = one<Group<'BOOLEAN'>>(this.#pick, [
      () => left.eq('a'),
      () => left.isNotNull(),
      () => left.lt(this.text(depth)),
      () => left.like('%a%'),
      () => this.number(depth).gt(this.#pick(5)),
      () => this.number(depth).in([1, 2, 3])
    ])
    return depth > 0 && this.#pick(3) === 0 ? single.or(this.condition(depth - 1)) : single
  }
}

function randomJob(pick: Pick, name: string): TestJob {
  const rows = new Expressions(
    pick,
    [col('name'), col('place.city'), col('labels.x')],
    [col('level'), col('limit')]
  )
  const ofRows = <T extends Column['type']>(column: Group<T>) => column as Reading<T>
  let table = source.filter(ofRows(rows.condition(1)))
  for (let filters = pick(4); filters > 0; filters--) table = table.filter(ofRows(rows.condition(pick(3))))
  const key = ofRows(rows.text(2))
  const pipeline = (): Pipeline => {
    if (pick(4) === 0) return table.select({ key, most: ofRows(rows.text(2)), total: ofRows(rows.number(2)) })
    const kinds = [() => tumble(1000), () => hop(3000, 1000), () => cumulate(3000, 1000), () => session(500)]
    const most = max(ofRows(rows.text(2)))
    const groups = new Expressions(
      pick,
      [key, most, windowStart().cast(string())],
      [count(), sum(ofRows(rows.number(1)))]
    )
    let grouped = table.window(one(pick, kinds)).groupBy(key)
    for (let conditions = pick(3); conditions > 0; conditions--) {
      grouped = grouped.having(groups.condition(pick(3)))
    }
    return grouped.select({ key: groups.text(pick(2)), most: groups.text(pick(3)), total: groups.number(2) })
  }
  return { name, sink, table: pipeline() }
}

/** The registers that an instruction reads. */
function reads(instruction: Instruction): readonly number[] {
  switch (instruction.op) {
    case 'CONST':
      return []
    case 'FILTER':
      return [instruction.condition]
    case 'CASE':
      return [...instruction.branches.flat(), instruction.otherwise]
    case 'COALESCE':
    case 'FUNCTION':
      return instruction.operands
    default:
      return 'operand' in instruction ? [instruction.operand] : [instruction.left, instruction.right]
  }
}

/** Follows a run of instructions: which registers are there, on which rows. */
class Run {
  readonly #everywhere = new Set<number>()
  readonly #conditionsOf: Map<number, ReadonlySet<number>>
  readonly #computedOn: Map<number, ReadonlySet<number>>

  constructor(allRows: number, filled: readonly number[]) {
    this.#conditionsOf = new Map([[allRows, this.#everywhere]])
    this.#computedOn = new Map(filled.map((register) => [register, this.#everywhere]))
  }

  follow(instructions: Program['instructions']): this {
    for (const instruction of instructions) {
      this.expectReadable(reads(instruction), instruction.sel)
      const rows = this.#conditionsOf.get(instruction.sel) ?? this.#everywhere
      const isNew =
        instruction.op === 'FILTER'
          ? !this.#conditionsOf.has(instruction.dst)
          : !this.#computedOn.has(instruction.dst)
      expect(isNew, 'everything is computed once').toBe(true)
      if (instruction.op === 'FILTER') {
        this.#conditionsOf.set(instruction.dst, new Set([...rows, instruction.condition]))
      } else this.#computedOn.set(instruction.dst, rows)
    }
    return this
  }

  expectReadable(registers: readonly number[], selection: number): void {
    const rows = this.#conditionsOf.get(selection)
    if (rows === undefined) throw new Error(`s${String(selection)} is not there yet`)
    for (const register of registers) {
      const computed = this.#computedOn.get(register)
      if (computed === undefined) throw new Error(`r${String(register)} is not there yet`)
      expect([...computed].every((each) => rows.has(each))).toBe(true)
    }
  }
}

function check({ scans, merge }: PhysicalPlan): void {
  for (const { fields, program, jobs } of scans) {
    const run = new Run(
      0,
      fields.map((_, register) => register)
    ).follow(program.instructions)
    for (const job of jobs) {
      if (job.kind === 'none') continue
      const inputs =
        job.kind === 'rows'
          ? job.columns.map(({ register }) => register)
          : [...job.keys, ...job.aggregates.flatMap(({ register }) => register ?? [])]
      run.expectReadable(inputs, job.selection)
    }
  }
  const ranges = merge.jobs.flatMap((job) => (job.kind === 'none' ? [] : [job]))
  expect(ranges.reduce((sum, job) => sum + job.instructionCount, 0)).toBe(merge.program.instructions.length)
  for (const job of ranges) {
    const { firstInstruction, instructionCount } = job
    const filled = job.groupColumns.map(({ register }) => register)
    new Run(job.allRows, filled)
      .follow(merge.program.instructions.slice(firstInstruction, firstInstruction + instructionCount))
      .expectReadable(
        job.columns.map(({ register }) => register),
        job.selection
      )
  }
}

describe('random sets of jobs', () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))('seed %i', (seed) => {
    const pick = random(seed)
    const jobs = Array.from({ length: 1 + pick(6) }, (_, i) => randomJob(pick, `job${String(i)}`))
    const again = { ...(jobs[pick(jobs.length)] ?? jobs[0]), name: 'again' } as TestJob
    check(lower([...jobs, again]))
  })
})
