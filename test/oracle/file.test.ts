import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FileSource } from '../../src/connectors/file/file-source.js'
import { expectedOfProbe } from '../support/probe-answers.js'
import {
  expectOracleRows,
  loadEventsByPartition,
  loadExpected,
  loadLate,
  loadProbes,
  toLines
} from '../support/oracle.js'
import { runJobs } from '../support/run-jobs.js'
import { SINKS } from '../support/rows.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

/** The same inputs as JSON lines: one file a partition. */
describe('the file connector', () => {
  const makeDirectory = useTemporaryDirectories()

  async function files(partitions: readonly (readonly (Buffer | null)[])[], gzip = false): Promise<string[]> {
    const directory = makeDirectory()
    return Promise.all(
      partitions.map(async (values, partition) => {
        const path = join(directory, `part-${partition}.ndjson${gzip ? '.gz' : ''}`)
        await writeFile(path, gzip ? gzipSync(toLines(values)) : toLines(values))
        return path
      })
    )
  }

  it.each([
    ['clean', false, 'false'],
    ['clean', true, 'true'],
    ['messy', false, 'true'],
    ['messy', true, 'false']
  ] as const)(
    'gives the rows of the reference: %s, gzip %s, compatibility %s',
    async (dataset, gzip, compatibility) => {
      const paths = await files(loadEventsByPartition(dataset), gzip)
      const source = new FileSource({ paths, atEnd: 'hold', chunkBytes: 100_000 })
      const { rows } = await runJobs(source, { env: { processing_flink_compatibility: compatibility } })
      expectOracleRows(rows, loadExpected(dataset), compatibility === 'true' ? 'compatible' : 'default')
    }
  )

  it('gives the rows that the documentation says for every probe', async () => {
    const probes = loadProbes()
    const paths = await files([probes.flatMap((probe) => probe.values)])
    const { rows } = await runJobs(new FileSource({ paths, atEnd: 'hold' }))
    for (const sink of SINKS) {
      const expected = probes.flatMap((probe) => expectedOfProbe(probe)[sink])
      expectOracleRows({ [sink]: rows[sink] }, { [sink]: expected }, 'default')
    }
  })

  it('judges late data as the reference does', async () => {
    const { phases, expected } = loadLate()
    const paths = await files([phases.flat()])
    // A line a chunk and a chunk an epoch: the watermark moves after every record.
    const source = new FileSource({ paths, atEnd: 'hold', chunkRecords: 1 })
    const env = { table_minibatch_size: '1', processing_epoch_max_records: '1' }
    const { rows } = await runJobs(source, { env })
    expectOracleRows(rows, expected, 'default')
  })

  it('fires what is open at the end of the input unless it is told to hold', async () => {
    const [values = []] = loadEventsByPartition('clean')
    const paths = await files([values.slice(0, 200)])
    const held = await runJobs(new FileSource({ paths, atEnd: 'hold' }))
    const fired = await runJobs(new FileSource({ paths, atEnd: 'fire' }))
    expect(held.rows.session_metrics).toEqual([])
    expect(fired.rows.session_metrics.length).toBeGreaterThan(50)
    expect(fired.status.jobs.map((job) => job.openWindows)).toEqual([0, 0, 0])
  })
})
