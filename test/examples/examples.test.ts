import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { AnyJob } from 'millrace'
import { record, runJob, type EventRecord } from 'millrace/testing'

const root = fileURLToPath(new URL('../../examples', import.meta.url))
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

function lines(file: string): object[] {
  const texts = readFileSync(file, 'utf8').split('\n')
  return texts.filter((line) => line !== '').map((line) => JSON.parse(line) as object)
}

/** The input of an example: of its one source, records with what is around them, or a file a source. */
function inputOf(folder: string): Parameters<typeof runJob>[1]['events'] {
  const records = path.join(folder, 'records.ndjson')
  if (existsSync(records)) {
    return lines(records).map((parts) => record(parts as Omit<EventRecord, 'isRecord'>))
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson') && name !== 'expected.ndjson')
  const inputs = names.map((name): [string, object[]] => [
    name.replace('.ndjson', ''),
    lines(path.join(folder, name))
  ])
  return inputs[0]?.[0] === 'input' ? inputs[0][1] : Object.fromEntries(inputs)
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

describe('examples', () => {
  it('are twelve or more, each in the list', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
    expect(folders.length).toBeGreaterThanOrEqual(12)
    for (const name of folders) expect(readme).toContain(`[${name}](${name}/job.ts)`)
  })

  it.each(folders)('%s has the rows that it owes', async (name) => {
    const folder = path.join(root, name)
    const { default: job } = (await import(path.join(folder, 'job.ts'))) as { default: AnyJob }
    const { rows, malformed, undated, late } = await runJob(job, { events: inputOf(folder) })
    expect(sorted(rows)).toEqual(sorted(lines(path.join(folder, 'expected.ndjson'))))
    expect({ malformed, undated, late }).toEqual({ malformed: 0, undated: 0, late: 0 })
  })
})
