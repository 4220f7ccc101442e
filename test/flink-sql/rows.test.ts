import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FlinkVersion } from '../../src/flink-sql/options.js'
import { jobs } from '../../src/jobs/index.js'
import { CampaignConversions } from '../jobs/campaign-conversions.js'
import { describeKafka, useBroker } from '../support/kafka.js'
import { expectOracleRows, loadEvents, loadExpected, loadLate, type Dataset } from '../support/oracle.js'
import { expectSameRows, SINKS } from '../support/rows.js'
import { fetchFlink } from './flink.js'
import { note } from './results.js'
import { Trial } from './trial.js'

/** Scripts on a real Flink: it takes minutes, and `npm run flink:check` alone asks for it. */
const isAsked = process.env['MILLRACE_FLINK_CHECK'] === '1'
const versions = (process.env['MILLRACE_FLINK_VERSIONS'] ?? '2.0,2.2').split(',') as FlinkVersion[]

const ALL = { jobs: [...jobs, CampaignConversions], sinks: [...SINKS, 'campaign_conversions'] }

const describeFlink = isAsked ? describeKafka : describe.skip

describeFlink.each(versions)('exported scripts on Flink %s', (flink) => {
  let trial: Trial | undefined

  beforeAll(async () => {
    await fetchFlink(flink)
  }, 600_000)
  afterEach(() => trial?.end())

  /** The rows of one sink, of both sides alike. */
  async function expectSame(name: string, sinks: readonly string[]): Promise<void> {
    let rows = 0
    for (const sink of sinks) {
      const ours = await trial!.rows('millrace', sink)
      const theirs = await trial!.rows('flink', sink)
      expect(ours.length, sink).toBeGreaterThan(0)
      expectSameRows(theirs, ours, `${name}, ${sink}`)
      rows += ours.length
    }
    note(flink, name, rows)
  }

  it.each([
    ['clean', 'default'],
    ['messy', 'default'],
    ['messy', 'compatible']
  ] as const)(
    'write our rows: %s, %s mode',
    async (dataset: Dataset, mode) => {
      const env = { processing_flink_compatibility: String(mode === 'compatible'), flink_parallelism: '2' }
      trial = new Trial(useBroker(), { ...ALL, env })
      await trial.createEventsTopic(4)
      await trial.produce(loadEvents(dataset))
      await trial.startMillrace()
      await trial.untilCommitted('millrace')
      await trial.stopMillrace()
      await trial.runFlink({ flink })
      const found = await Promise.all(SINKS.map(async (sink) => [sink, await trial!.rows('flink', sink)]))
      expectOracleRows(Object.fromEntries(found), loadExpected(dataset), mode)
      await expectSame(`${dataset}, ${mode} mode`, ALL.sinks)
    },
    600_000
  )

  it('judge late data as we do', async () => {
    const { phases, expected } = loadLate()
    const env = {
      table_minibatch_latency_seconds: '0.1',
      flink_idle_timeout_seconds: '0',
      flink_parallelism: '1'
    }
    trial = new Trial(useBroker(), { jobs, sinks: SINKS, env })
    await trial.createEventsTopic(1)
    await trial.startMillrace()
    await trial.startFlink({ flink })
    for (const phase of phases) {
      await trial.produce(phase.map((value) => ({ partition: 0, value })))
      await trial.untilCommitted('millrace')
      await trial.untilCommitted('flink')
    }
    await trial.stopMillrace()
    await trial.stopFlink()
    const found = await Promise.all(
      (['event_metrics', 'session_metrics'] as const).map(async (sink) => [
        sink,
        await trial!.rows('flink', sink)
      ])
    )
    expectOracleRows(Object.fromEntries(found), expected, 'default')
    await expectSame('late', ['event_metrics', 'session_metrics'])
  }, 600_000)
})
