/**
 * Random sets of jobs that share filters and expressions in all ways: whatever an instruction reads must have been
 * computed before it, on rows that take in its own.
 */
import { describe, expect, it } from 'vitest'
import { caseWhen, compilePlan, max, sinkTable, string, tumble } from '../../src/table/index.js'
import type { Column } from '../../src/table/index.js'
import { PlanReader } from './decode-plan.js'
import type { DecodedInstruction } from './decode-plan.js'
import { col, eventTime, source } from './fixtures.js'

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

const sink = sinkTable('rows', { key: string(), most: string() })

function randomJob(pick: (below: number) => number, name: string) {
  const texts = [col('name'), col('place.city'), col('labels.x')]
  const text = (depth: number): Column<'STRING'> =>
    depth === 0 || pick(3) === 0
      ? (texts[pick(3)] ?? col('name'))
      : caseWhen([[condition(depth - 1), text(depth - 1)]], pick(2) === 0 ? 'else' : text(depth - 1))
  const condition = (depth: number): Column<'BOOLEAN'> => {
    const left = text(depth)
    const kinds = [
      () => left.eq('a'),
      () => left.isNotNull(),
      () => left.lt(text(depth)),
      () => left.like('%a%')
    ]
    const one = (kinds[pick(4)] ?? (() => left.isNull()))()
    return depth > 0 && pick(3) === 0 ? one.or(condition(depth - 1)) : one
  }
  let table = source.filter(condition(1))
  for (let filters = pick(4); filters > 0; filters--) table = table.filter(condition(pick(3)))
  const key = text(2)
  const pipeline = table
    .window(tumble(1000))
    .groupBy(key)
    .select({ key, most: max(text(2)) })
  return { name, sink, table: pipeline }
}

/** The registers that an instruction reads. */
function reads(reader: PlanReader, { op, a, b }: DecodedInstruction): number[] {
  if (op === 1) return []
  if (op === 50) return reader.words(a + 4, 2 * reader.word(a) + 1)
  return (op >= 10 && op <= 15) || op === 40 || op === 41 ? [a, b] : [a]
}

function check(bytes: Uint8Array): void {
  const reader = new PlanReader(bytes)
  const everywhere = new Set<number>()
  const conditionsOf = new Map([[0, everywhere]])
  const computedOn = new Map(
    reader.registers().map((_, i) => [i, i < reader.headerWord(2) ? everywhere : undefined])
  )
  const expectReadable = (register: number, selection: number) => {
    const rows = conditionsOf.get(selection)
    const computed = computedOn.get(register)
    if (rows === undefined || computed === undefined) throw new Error(`r${String(register)} is not there yet`)
    expect([...computed].every((each) => rows.has(each))).toBe(true)
  }
  for (const instruction of reader.instructions()) {
    for (const register of reads(reader, instruction)) expectReadable(register, instruction.sel)
    const rows = conditionsOf.get(instruction.sel) ?? everywhere
    if (instruction.op === 0) conditionsOf.set(instruction.dst, new Set([...rows, instruction.a]))
    else computedOn.set(instruction.dst, rows)
  }
  for (const job of reader.jobs()) {
    const inputs = [...job.keys, ...job.aggregates.map(({ register }) => register)]
    for (const register of inputs) expectReadable(register, job.selection)
  }
}

describe('random sets of jobs', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))('seed %i', (seed) => {
    const pick = random(seed)
    const jobs = Array.from({ length: 1 + pick(6) }, (_, i) => randomJob(pick, `job${String(i)}`))
    const again = { ...(jobs[pick(jobs.length)] ?? jobs[0]), name: 'again' } as (typeof jobs)[number]
    check(compilePlan([...jobs, again], eventTime).bytes)
  })
})
