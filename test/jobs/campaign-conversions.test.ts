import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../support/run-jobs.js'
import { parseSettings } from '../../src/config/settings.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { events, jobs } from '../../src/jobs/index.js'
import { compilePlan } from '../../src/plan/compile.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { aggregateJob, mergeJob, scanLines, scanOf } from '../table/fixtures.js'
import { CampaignConversions } from './campaign-conversions.js'
import { defaultOptions, defaultSettings, lowerJobClasses, planJobs } from './plan-jobs.js'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const guide = read('../../docs/adding-a-job.md')

const START = Date.UTC(2026, 0, 1)
const text = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('.000Z', 'Z')

/** [seconds after START, event type, campaign, user] */
type Event = readonly [number, string, unknown, string | null]

function document([at, type, campaign, user]: Event): object {
  return { timestamp: START + at * 1000, event: { type }, user: { id: user }, properties: { campaign } }
}

/** The rows that the job owes, window by window, straight from its words. */
function expectedRows(all: readonly Event[]): object[] {
  const taken = all.filter(([, type, campaign]) => type === 'conversion' && campaign !== null)
  const rows: object[] = []
  for (let from = -240; from < 900; from += 60) {
    const inside = taken.filter(([at]) => at >= from && at < from + 300)
    for (const campaign of new Set(inside.map(([, , name]) => String(name)))) {
      const own = inside.filter(([, , name]) => String(name) === campaign)
      rows.push({
        window_start: text(START + from * 1000),
        window_end: text(START + (from + 300) * 1000),
        campaign,
        conversions: own.length,
        users: new Set(own.flatMap(([, , , user]) => user ?? [])).size
      })
    }
  }
  return rows
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

describe('the fourth job', () => {
  it.each(['1', '2'])('runs, its rows in a topic of its own, parallelism %s', async (parallelism) => {
    const { settings } = parseSettings({
      flink_parallelism: parallelism,
      kafka_topic_campaign_conversions: 'campaigns'
    })
    const happened: Event[] = [
      [0, 'conversion', 'spring', 'u1'],
      [59, 'conversion', 'spring', 'u1'],
      [60, 'conversion', 'spring', 'u2'],
      [61, 'click', 'spring', 'u3'],
      [62, 'conversion', null, 'u4'],
      [299, 'conversion', 'fall', null],
      [300, 'conversion', 7, 'u5'],
      [610, 'conversion', 'fall', 'u1']
    ]
    const sink = new MemorySink()
    const source = new MemorySource().partitions(0, 1)
    source
      .documents(0, happened.slice(0, 4).map(document))
      .documents(1, happened.slice(4).map(document))
      .end()
    const service = new JobCoordinator(settings)
      .registerSource(events)
      .registerJob(new CampaignConversions(settings))
      .execute({ sources: { events: source }, sink, logger: silentLogger, startWorkers: startInlineWorkers })
    await service.finished
    expect(sink.targets.map(({ name, topic }) => [name, topic])).toEqual([
      ['campaign_conversions', 'campaigns']
    ])
    expect(sorted(sink.rows('campaign_conversions'))).toEqual(sorted(expectedRows(happened)))
  })

  it('is the one that the guide shows, import paths as they are in src/jobs', () => {
    const source = read('./campaign-conversions.ts')
    expect(guide).toContain(
      source
        .replaceAll('../../src/table/', '../table/')
        .replaceAll('../../src/app/', '../app/')
        .replaceAll('../../src/jobs/', './')
    )
  })

  it('runs beside the others without changing what they compute', () => {
    const before = planJobs()
    const plan = planJobs([...jobs, CampaignConversions])
    expect(plan.jobs.slice(0, 3)).toEqual(before.jobs)
    expect(plan.jobs[3]?.sink.name).toBe('campaign_conversions')
    const unnumbered = (instructions: string[]) => instructions.map((line) => line.replaceAll(/\br\d+/g, 'r'))
    const lines = scanLines(lowerJobClasses([...jobs, CampaignConversions]))
    expect(unnumbered(lines).slice(0, 14)).toEqual(unnumbered(scanLines(lowerJobClasses())))
  })

  it('counts conversions with a campaign and their distinct users in hopping windows', () => {
    const plan = lowerJobClasses([CampaignConversions])
    expect(scanOf(plan).fields.map(({ path }) => path)).toEqual([
      'timestamp',
      'event.type',
      'properties.campaign',
      'user.id'
    ])
    expect(scanLines(plan)).toEqual([
      "r4 = EQ_K STRING event.type 'conversion' on s0",
      's1 = FILTER r4 on s0',
      'r5 = IS_NOT_NULL STRING properties.campaign on s1',
      's2 = FILTER r5 on s1'
    ])
    const job = aggregateJob(plan)
    expect(job).toMatchObject({ selection: 2, window: { code: 1, size: 300_000, slide: 60_000 }, keys: [2] })
    expect(job.aggregates.map(({ code }) => code)).toEqual([0, 2])
    expect(mergeJob(plan).columns.map(({ name }) => name)).toEqual([
      'window_start',
      'window_end',
      'campaign',
      'conversions',
      'users'
    ])
  })

  it('is refused as the guide says when its columns are in another order', () => {
    const job = new CampaignConversions(defaultSettings)
    const { node } = job.buildPipeline()
    if (node.kind !== 'project') throw new Error('a pipeline ends with a projection')
    const columns = [...node.columns.slice(0, 3), ...node.columns.slice(3).reverse()]
    const pipeline = { name: job.name, sink: job.sink, table: { node: { ...node, columns } } }
    const compile = () => compilePlan([pipeline], defaultOptions)
    const [, message] = /(Job CampaignConversions: .*)\n/.exec(guide) ?? []
    expect(message).toBeDefined()
    expect(compile).toThrow(message)
  })
})
