import { describe, expect, it } from 'vitest'
import { runJob } from 'millrace/testing'
import { EXAMPLES, examplesReadme, loadExample } from '../support/examples.js'

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

describe('examples', () => {
  it('are twelve or more, each in the list', () => {
    const readme = examplesReadme()
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(12)
    for (const name of EXAMPLES) expect(readme).toContain(`[${name}](${name}/job.ts)`)
  })

  it.each(EXAMPLES)('%s has the rows that it owes', async (name) => {
    const { job, input, expected } = await loadExample(name)
    const { rows, malformed, undated, late } = await runJob(job, { events: input })
    expect(sorted(rows)).toEqual(sorted(expected))
    expect({ malformed, undated, late }).toEqual({ malformed: 0, undated: 0, late: 0 })
  })
})
