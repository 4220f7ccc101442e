import { describe, expect, it } from 'vitest'
import { MemorySource } from '../support/memory-connectors.js'
import { expectOracleRows, loadProbes, type Probe } from '../support/oracle.js'
import { expectedOfProbe } from '../support/probe-answers.js'
import { runJobs } from '../support/run-jobs.js'

/** The last one closes the windows of all others; its own stay open. */
const CLOSING = 'sentinel'
const all = loadProbes()
const probes = all.filter((probe) => probe.name !== CLOSING)
const closing = all.find((probe) => probe.name === CLOSING)?.values ?? []

async function run(cases: readonly Probe[]) {
  const source = new MemorySource().partitions(0)
  for (const probe of cases) source.values(0, probe.values)
  return runJobs(source.values(0, closing).end(false))
}

describe('probes', () => {
  it.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (_name, probe) => {
    const { rows, status } = await run([probe])
    expectOracleRows(rows, expectedOfProbe(probe), 'default')
    expect(status.records.total).toBe(probe.values.length + 1)
    expect(status.records.undated).toBe(0)
  })

  it('cost nothing but a counter when they come together', async () => {
    const { rows, status } = await run(probes)
    for (const sink of ['event_metrics', 'session_metrics', 'performance_metrics'] as const) {
      const expected = probes.flatMap((probe) => expectedOfProbe(probe)[sink])
      expectOracleRows({ [sink]: rows[sink] }, { [sink]: expected }, 'default')
    }
    expect(status.records.malformed).toBeGreaterThan(20)
  })
})
