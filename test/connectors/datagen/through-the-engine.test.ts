import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, it } from 'vitest'
import { eventOptions } from '../../../src/connectors/datagen/event-options.js'
import { expectedRows } from '../../../bench/baseline/expected-rows.js'
import { expectSameRows, parseRows, SINKS } from '../../support/rows.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const directory = useTemporaryDirectories()
const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))

describe('generated events through the built service', () => {
  it.each([1, 3])('give the rows that their facts owe, parallelism %i', async (parallelism) => {
    const options = {
      ...{ start: Date.UTC(2026, 0, 1), rate: 0, count: 150_000, partitions: 3, malformedRatio: 0.02 },
      ...{ speedup: 1000, sessions: 500, users: 2000, disorderMs: 9000, seed: 11 }
    }
    const spec =
      'datagen:start=2026-01-01T00:00:00Z,rate=0,count=150000,partitions=3,malformed_ratio=0.02,' +
      'speedup=1000,sessions=500,users=2000,disorder_ms=9000,seed=11'
    const folder = directory()
    await run(process.execPath, [MAIN, 'run', '--source', spec, '--sink', `file:${folder}`], {
      env: { PATH: process.env['PATH'], FLINK_PARALLELISM: String(parallelism), PROCESSING_HTTP_PORT: '0' }
    })

    const rows = expectedRows(eventOptions(options))
    for (const sink of SINKS) {
      expectSameRows(parseRows(readFileSync(path.join(folder, `${sink}.ndjson`))), rows[sink], sink)
    }
  })
})
