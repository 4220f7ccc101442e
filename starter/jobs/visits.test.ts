import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runJob } from 'millrace/testing'
import { pageViewsJob } from './visits.js'

const START = Date.UTC(2026, 0, 1)

await test('counts the views of each page in each minute', async () => {
  const { rows } = await runJob(pageViewsJob, {
    events: [
      { page: '/', at: START },
      { page: '/', at: START + 59_999 },
      { page: '/', at: START + 60_000 }
    ]
  })
  assert.deepEqual(rows, [
    { window_start: '2026-01-01 00:00:00Z', page: '/', views: 2 },
    { window_start: '2026-01-01 00:01:00Z', page: '/', views: 1 }
  ])
})
