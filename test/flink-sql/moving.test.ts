import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { cutOf } from '../../src/cli/export-command.js'
import { jobs } from '../../src/jobs/index.js'
import { FakeIo } from '../cli/fake-io.js'
import { expectOracleRows, loadEvents, loadExpected } from '../support/oracle.js'
import { SINKS, type Row, type Rows } from '../support/rows.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import { describeKafka } from '../support/kafka.js'
import { note } from './results.js'
import type { Trial } from './trial.js'
import { isAsked, useFlink } from './use-flink.js'

const describeFlink = isAsked ? describeKafka : describe.skip

const END_COLUMNS = {
  event_metrics: 'window_end',
  session_metrics: 'end_time',
  performance_metrics: 'window_end'
}
const version = '2.2'

describeFlink('an application that moves in the middle of its data', () => {
  const temporaryDirectory = useTemporaryDirectories()
  const shared = useFlink(version)

  async function union(trial: Trial): Promise<Rows> {
    const read = async (sink: string): Promise<Row[]> => [
      ...(await trial.rows('millrace', sink)),
      ...(await trial.rows('flink', sink))
    ]
    return {
      event_metrics: await read('event_metrics'),
      session_metrics: await read('session_metrics'),
      performance_metrics: await read('performance_metrics')
    }
  }

  async function rowsOf(trial: Trial, side: 'millrace' | 'flink'): Promise<number> {
    const counts = await Promise.all(SINKS.map(async (sink) => (await trial.rows(side, sink)).length))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  it('goes on with Flink: every row once', async () => {
    const env = { flink_checkpoint_interval_ms: '300' }
    const trial = shared.trial({ jobs, sinks: SINKS, env })
    await trial.createSourceTopics(4)
    const events = loadEvents('clean')
    const middle = Math.floor(events.length * 0.55)
    await trial.produce(events.slice(0, middle))
    await trial.startMillrace()
    await trial.untilCommitted('millrace')
    await trial.stopMillrace()
    const file = `${temporaryDirectory()}/boundary.json`
    const io = new FakeIo(trial.env('millrace'))
    expect(await runCli(['stop', '--at-boundary', '--output', file], io), io.stderr.text).toBe(0)
    await trial.produce(events.slice(middle))
    await trial.runFlink(shared.flink(), { cut: cutOf(file) })
    const before = await rowsOf(trial, 'millrace')
    const after = await rowsOf(trial, 'flink')
    expect(before).toBeGreaterThan(1000)
    expect(after).toBeGreaterThan(1000)
    expectOracleRows(await union(trial), loadExpected('clean'), 'default')
    note(version, `moved to Flink in the middle of clean: ${before} rows here, then`, after)
  }, 1_200_000)

  it('comes back from Flink: every row once', async () => {
    const trial = shared.trial({ jobs, sinks: SINKS })
    await trial.createSourceTopics(4)
    const events = loadEvents('clean')
    const middle = Math.floor(events.length * 0.45)
    await trial.produce(events.slice(0, middle))
    await trial.runFlink(shared.flink())
    const ends = await Promise.all(
      SINKS.map(async (sink) =>
        (await trial.rows('flink', sink)).map((row) => Date.parse(String(row[END_COLUMNS[sink]])))
      )
    )
    const last = ends.flat().reduce((most, end) => Math.max(most, end), 0)
    await trial.produce(events.slice(middle))
    await trial.startMillrace(last)
    await trial.untilCommitted('millrace')
    await trial.stopMillrace()
    const before = await rowsOf(trial, 'flink')
    const after = await rowsOf(trial, 'millrace')
    expect(before).toBeGreaterThan(1000)
    expect(after).toBeGreaterThan(1000)
    expectOracleRows(await union(trial), loadExpected('clean'), 'default')
    note(version, `moved back in the middle of clean: ${before} rows there, then`, after)
  }, 1_200_000)
})
