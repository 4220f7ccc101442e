/** The table of functions: every entry is whole, and nothing is told apart by what it prints. */
import { describe, expect, it, vi } from 'vitest'
import { FIRST_FUNCTION, OPCODE_LIMIT } from '../../src/plan/contract/opcodes.js'
import { AGGREGATE_TRUNCATE } from '../../src/plan/contract/plan-layout.js'
import { compilePlan } from '../../src/plan/compile.js'
import {
  AGGREGATES,
  aggregateFunction,
  OPERATORS,
  SCALAR_FUNCTIONS,
  scalarFunction,
  WINDOW_KINDS
} from '../../src/table/functions/index.js'
import { abs, caseWhen, coalesce, count, hop, string, sum } from '../../src/table/index.js'
import { col, eventTime, lower, pipelines, source } from './fixtures.js'

describe('the table of functions', () => {
  it.each([
    ['scalar functions and operators', [...OPERATORS, ...SCALAR_FUNCTIONS]],
    ['aggregates', AGGREGATES],
    ['window kinds', WINDOW_KINDS]
  ])('has one entry a name among the %s, with a line of documentation', (_, entries) => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
    for (const { name, docs } of entries) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/)
      expect(docs).toMatch(/^[^\n]+\.$/)
    }
  })

  it.each([
    ['scalar functions', SCALAR_FUNCTIONS],
    ['aggregates', AGGREGATES],
    ['window kinds', WINDOW_KINDS]
  ])('has one entry a code among the %s', (_, entries) => {
    expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length)
  })

  it('keeps scalar functions behind the opcodes of the contract', () => {
    for (const { code } of SCALAR_FUNCTIONS) {
      expect(code).toBeGreaterThanOrEqual(FIRST_FUNCTION)
      expect(code).toBeLessThan(OPCODE_LIMIT)
    }
  })

  it('has the flag of a mean cut toward zero from the contract', () => {
    expect(aggregateFunction('AVG').encode?.({ truncate: true })).toEqual({
      flags: AGGREGATE_TRUNCATE,
      param: 0
    })
  })

  it('says so when there is no entry', () => {
    expect(() => scalarFunction('NOPE')).toThrow('there is no function NOPE')
  })
})

describe('identity is not text', () => {
  const key = coalesce(
    caseWhen([[abs(col('level')).gt(3), col('name')]], null),
    col('labels.x').cast(string())
  )
  const table = source
    .filter(
      col('name')
        .like('%a%')
        .and(col('level').in([1, 2]))
    )
    .filter(col('level').isNotNull())
    .window(hop(2000, 1000))
    .groupBy(key)
    .having(count().gt(1))
    .select({ n: sum(col('level')) })
  const jobs = [{ table }, { table: source.window(hop(2000, 1000)).groupBy(key).select({ n: count() }) }]

  it('plans and fingerprints stay when everything prints alike', () => {
    const before = { plan: lower(jobs), jobs: compilePlan(pipelines(jobs), eventTime).jobs }
    const spies = [...OPERATORS, ...SCALAR_FUNCTIONS, ...AGGREGATES].map((entry) =>
      vi.spyOn(entry as unknown as { sql: () => string }, 'sql').mockReturnValue('?')
    )
    try {
      const after = { plan: lower(jobs), jobs: compilePlan(pipelines(jobs), eventTime).jobs }
      expect(after.plan).toEqual(before.plan)
      expect(after.jobs.map(({ fingerprint }) => fingerprint)).toEqual(
        before.jobs.map(({ fingerprint }) => fingerprint)
      )
      expect(after.jobs[0]?.keys).toEqual(['?'])
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  })
})
