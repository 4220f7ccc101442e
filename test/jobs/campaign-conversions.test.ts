import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { events, jobs } from '../../src/jobs/index.js'
import { compilePlan } from '../../src/table/index.js'
import { disassemble, PlanReader } from '../table/decode-plan.js'
import { CampaignConversions } from './campaign-conversions.js'
import { defaultSettings, planJobs } from './plan-jobs.js'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const guide = read('../../docs/adding-a-job.md')

describe('the fourth job', () => {
  it('is the one that the guide shows, import paths as they are in src/jobs', () => {
    const source = read('./campaign-conversions.ts')
    expect(guide).toContain(
      source.replaceAll('../../src/table/', '../table/').replaceAll('../../src/jobs/', './')
    )
  })

  it('runs beside the others without changing what they compute', () => {
    const before = planJobs()
    const plan = planJobs([...jobs, CampaignConversions])
    expect(plan.jobs.slice(0, 3)).toEqual(before.jobs)
    expect(plan.jobs[3]?.sink.name).toBe('campaign_conversions')
    const unnumbered = (instructions: string[]) => instructions.map((line) => line.replaceAll(/\br\d+/g, 'r'))
    expect(unnumbered(disassemble(plan)).slice(0, 14)).toEqual(unnumbered(disassemble(before)))
  })

  it('counts conversions with a campaign and their distinct users in hopping windows', () => {
    const plan = planJobs([CampaignConversions])
    expect(plan.fields.map(({ path }) => path)).toEqual([
      'timestamp',
      'event.type',
      'properties.campaign',
      'user.id'
    ])
    expect(disassemble(plan)).toEqual([
      "r4 = EQ_K STRING event.type 'conversion' on s0",
      's1 = FILTER r4 on s0',
      'r5 = IS_NOT_NULL STRING properties.campaign on s1',
      's2 = FILTER r5 on s1'
    ])
    const [job] = new PlanReader(plan.bytes).jobs()
    expect(job).toMatchObject({ selection: 2, windowKind: 0, size: 300_000n, slide: 60_000n, keys: [2] })
    expect(job?.aggregates.map(({ kind }) => kind)).toEqual([0, 2])
    expect(job?.columns.map(({ prefix }) => prefix).join('')).toBe(
      '{"window_start":,"window_end":,"campaign":,"conversions":,"users":'
    )
  })

  it('is refused as the guide says when its columns are in another order', () => {
    const job = new CampaignConversions(defaultSettings)
    const { query } = job.buildPipeline(events)
    const columns = [...query.columns.slice(0, 3), ...query.columns.slice(3).reverse()]
    const pipeline = { name: job.name, sink: job.sink, table: { query: { ...query, columns } } }
    const compile = () => compilePlan([pipeline], { processingTime: false, notNullEnforcer: 'keep' })
    const [, message] = /(Job CampaignConversions: .*)\n/.exec(guide) ?? []
    expect(message).toBeDefined()
    expect(compile).toThrow(message)
  })
})
