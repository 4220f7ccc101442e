import { describe, expect, it } from 'vitest'
import { jobs } from '../../src/jobs/index.js'
import { CampaignConversions } from '../jobs/campaign-conversions.js'
import { expectOracleRows, loadEvents, loadExpected, loadLate, type Dataset } from '../support/oracle.js'
import { expectSameRows, SINKS } from '../support/rows.js'
import { describeKafka } from '../support/kafka.js'
import { note } from './results.js'
import type { Trial } from './trial.js'
import { isAsked, useFlink, versions } from './use-flink.js'

const describeFlink = isAsked ? describeKafka : describe.skip

const ALL = { jobs: [...jobs, CampaignConversions], sinks: [...SINKS, 'campaign_conversions'] }

describeFlink.each(versions)('exported scripts on Flink %s', (version) => {
  const shared = useFlink(version)

  /** The rows of one sink, of both sides alike. */
  async function expectSame(trial: Trial, name: string, sinks: readonly string[]): Promise<void> {
    let rows = 0
    for (const sink of sinks) {
      const ours = await trial.rows('millrace', sink)
      const theirs = await trial.rows('flink', sink)
      expect(ours.length, sink).toBeGreaterThan(0)
      expectSameRows(theirs, ours, `${name}, ${sink}`)
      rows += ours.length
    }
    note(version, name, rows)
  }

  it.each([
    ['clean', 'default'],
    ['messy', 'default'],
    ['messy', 'compatible']
  ] as const)(
    'write our rows: %s, %s mode',
    async (dataset: Dataset, mode) => {
      const env = { processing_flink_compatibility: String(mode === 'compatible'), flink_parallelism: '2' }
      const trial = shared.trial({ ...ALL, env })
      await trial.createSourceTopics(4)
      await trial.produce(loadEvents(dataset))
      await trial.startMillrace()
      await trial.untilCommitted('millrace')
      await trial.stopMillrace()
      await trial.runFlink(shared.flink())
      const found = await Promise.all(SINKS.map(async (sink) => [sink, await trial.rows('flink', sink)]))
      expectOracleRows(Object.fromEntries(found), loadExpected(dataset), mode)
      await expectSame(trial, `${dataset}, ${mode} mode`, ALL.sinks)
    },
    1_200_000
  )

  it('judge late data as we do', async () => {
    const { phases, expected } = loadLate()
    const env = {
      table_minibatch_latency_seconds: '0.1',
      flink_idle_timeout_seconds: '0',
      flink_parallelism: '1'
    }
    const trial = shared.trial({ jobs, sinks: SINKS, env })
    await trial.createSourceTopics(1)
    await trial.startMillrace()
    await trial.startFlink(shared.flink())
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
        await trial.rows('flink', sink)
      ])
    )
    expectOracleRows(Object.fromEntries(found), expected, 'default')
    await expectSame(trial, 'late', ['event_metrics', 'session_metrics'])
  }, 1_200_000)
})
