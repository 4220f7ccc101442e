import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defineJob, defineSource, sinkTable, startService, string, timestamp } from 'millrace'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()
const visits = defineSource('visits', { schema: { page: string(), at: timestamp() }, eventTime: 'at' })
const pages = sinkTable('pages', { page: string() })
const job = defineJob({
  name: 'Pages',
  sink: pages,
  pipeline: () => visits.select({ page: visits.col('page') })
})

describe('startService', () => {
  it('runs jobs in this process until the source ends, with a status', async () => {
    const folder = temporaryDirectory()
    writeFileSync(join(folder, 'visits.ndjson'), '{"page":"/","at":1}\n{"page":"/a","at":2}\n')
    const started = await startService({
      jobs: [job],
      source: `visits=file:${folder}/visits.ndjson`,
      sink: `file:${folder}/out`,
      settings: { app_log_level: 'CRITICAL', flink_parallelism: '1' }
    })
    if (!started.ok) throw started.error
    expect(await started.service.finished).toBeNull()
    expect(started.service.status()).toMatchObject({
      records: { total: 2 },
      jobs: [{ name: 'Pages', rows: 2 }]
    })
    expect(await started.service.stop()).toBeNull()
    expect(readFileSync(join(folder, 'out/pages.ndjson'), 'utf8')).toBe('{"page":"/"}\n{"page":"/a"}\n')
  })

  it('gives what is wrong at the start as a value', async () => {
    const wrong = { jobs: [job], sink: 'blackhole', source: 'datagen', settings: { FLINK_PARALLELISM: 'x' } }
    expect(await startService(wrong)).toMatchObject({ ok: false, error: { code: 'SETTINGS_INVALID' } })
    const none = await startService({ jobs: [], sink: 'blackhole' })
    expect(none).toMatchObject({ ok: false, error: { code: 'PLAN_INVALID' } })
  })

  it('gives what it fails of later as a value of finished', async () => {
    const started = await startService({
      jobs: [job],
      source: 'file:/no/such.ndjson',
      sink: 'blackhole',
      settings: { app_log_level: 'CRITICAL', flink_parallelism: '1' }
    })
    if (!started.ok) throw started.error
    expect(await started.service.finished).toMatchObject({ code: 'SOURCE_FILE_UNREADABLE' })
    expect(await started.service.stop()).toMatchObject({ code: 'SOURCE_FILE_UNREADABLE' })
  })
})
