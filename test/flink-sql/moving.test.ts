import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { cutOf } from '../../src/cli/export-command.js'
import { jobs } from '../../src/jobs/index.js'
import { FakeIo } from '../cli/fake-io.js'
import { describeKafka, useBroker } from '../support/kafka.js'
import { expectOracleRows, loadEvents, loadExpected } from '../support/oracle.js'
import { SINKS, type Row, type Rows } from '../support/rows.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'
import { fetchFlink } from './flink.js'
import { note } from './results.js'
import { Trial } from './trial.js'

/** It takes minutes, and `npm run flink:check` alone asks for it. */
const describeFlink = process.env['MILLRACE_FLINK_CHECK'] === '1' ? describeKafka : describe.skip

const END_COLUMNS = { event_metrics: 'window_end', session_metrics: 'end_time', performance_metrics: 'window_end' }
const flink = '2.2'

describeFlink('an application that moves in the middle of its data', () => {
  const temporaryDirectory = useTemporaryDirectories()
  let trial: Trial | undefined

  beforeAll(async () => {
    await fetchFlink(flink)
  }, 600_000)
  afterEach(() => trial?.end())

  async function union(): Promise<Rows> {
    const read = async (sink: string): Promise<Row[]> => [
      ...(await trial!.rows('millrace', sink)),
      ...(await trial!.rows('flink', sink))
    ]
    return {
      event_metrics: await read('event_metrics'),
      session_metrics: await read('session_metrics'),
      performance_metrics: await read('performance_metrics')
    }
  }

  async function rowsOf(side: 'millrace' | 'flink'): Promise<number> {
    const counts = await Promise.all(SINKS.map(async (sink) => (await trial!.rows(side, sink)).length))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  it('goes on with Flink: every row once', async () => {
    trial = new Trial(useBroker(), { jobs, sinks: SINKS })
    await trial.createEventsTopic(4)
    const events = loadEvents('clean')
    const middle = Math.floor(events.length * 0.55)
    await trial.produce(events.slice(0, middle))
    const service = await trial.startMillrace()
    await trial.untilCommitted('millrace')
    await service.snapshotNow()
    await trial.stopMillrace()
    const file = `${temporaryDirectory()}/boundary.json`
    const io = new FakeIo(trial.env('millrace'))
    expect(await runCli(['stop', '--at-boundary', '--output', file], io), io.err).toBe(0)
    await trial.produce(events.slice(middle))
    await trial.runFlink({ flink, cut: cutOf(file) })
    const before = await rowsOf('millrace')
    const after = await rowsOf('flink')
    expect(before).toBeGreaterThan(1000)
    expect(after).toBeGreaterThan(1000)
    expectOracleRows(await union(), loadExpected('clean'), 'default')
    note(flink, `moved to Flink in the middle of clean: ${before} rows here, then`, after)
  }, 240_000)

  it('comes back from Flink: every row once', async () => {
    trial = new Trial(useBroker(), { jobs, sinks: SINKS })
    await trial.createEventsTopic(4)
    const events = loadEvents('clean')
    const middle = Math.floor(events.length * 0.45)
    await trial.produce(events.slice(0, middle))
    await trial.runFlink({ flink })
    const ends = await Promise.all(
      SINKS.map(async (sink) =>
        (await trial!.rows('flink', sink)).map((row) => Date.parse(String(row[END_COLUMNS[sink]])))
      )
    )
    const last = ends.flat().reduce((most, end) => Math.max(most, end), 0)
    await trial.produce(events.slice(middle))
    await trial.startMillrace(last)
    await trial.untilCommitted('millrace')
    await trial.stopMillrace()
    const before = await rowsOf('flink')
    const after = await rowsOf('millrace')
    expect(before).toBeGreaterThan(1000)
    expect(after).toBeGreaterThan(1000)
    expectOracleRows(await union(), loadExpected('clean'), 'default')
    note(flink, `moved back in the middle of clean: ${before} rows there, then`, after)
  }, 240_000)
})
