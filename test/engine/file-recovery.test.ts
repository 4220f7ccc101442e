import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileSink } from '../../src/connectors/file/file-sink.js'
import { FileSource } from '../../src/connectors/file/file-source.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { DirectorySnapshotStore } from '../../src/state/directory-store.js'
import { expectOracleRows, loadEventsByPartition, loadExpected, toLines } from '../support/oracle.js'
import { parseRows, type Row } from '../support/rows.js'
import { createCoordinator, silentLogger } from '../support/run-jobs.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

/** From files to files, with snapshots in a directory: the input grows from life to life. */
describe('an application over files', () => {
  const makeDirectory = useTemporaryDirectories()

  it.each(['100', '86400000'])(
    'writes every row once over several lives, a snapshot every %s ms',
    async (interval) => {
      const directory = makeDirectory()
      const partitions = loadEventsByPartition('clean')
      for (const available of [500, 1700, 2900, Infinity]) {
        const paths = await Promise.all(
          partitions.map(async (values, partition) => {
            const path = join(directory, `part-${partition}.ndjson`)
            await writeFile(path, toLines(values.slice(0, available)))
            return path
          })
        )
        const service = createCoordinator({ flink_checkpoint_interval_ms: interval }).execute({
          sources: { events: new FileSource({ paths, atEnd: 'hold', chunkBytes: 40_000 }) },
          sink: new FileSink({ directory: join(directory, 'out') }),
          store: new DirectorySnapshotStore({ directory: join(directory, 'state'), group: 'files' }),
          logger: silentLogger,
          startWorkers: startInlineWorkers
        })
        await service.finished
        expect(service.status().records.total).toBeGreaterThan(0)
      }
      const rows = async (sink: string): Promise<Row[]> =>
        parseRows(await readFile(join(directory, 'out', `${sink}.ndjson`)))
      expectOracleRows(
        {
          event_metrics: await rows('event_metrics'),
          session_metrics: await rows('session_metrics'),
          performance_metrics: await rows('performance_metrics')
        },
        loadExpected('clean'),
        'default'
      )
    }
  )
})
