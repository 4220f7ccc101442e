/** The examples: the job of each, its input and the rows that it owes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { AnyJob } from 'millrace'
import { record, type EventRecord, type TestEvent } from 'millrace/testing'
import { ROOT } from '../../bench/support/paths.js'

const FOLDER = path.join(ROOT, 'examples')

export const EXAMPLES: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

export function examplesReadme(): string {
  return readFileSync(path.join(FOLDER, 'README.md'), 'utf8')
}

export interface Example {
  readonly job: AnyJob
  /** Of its one source, records with what is around them, or a list a source. */
  readonly input: readonly TestEvent[] | Readonly<Record<string, readonly TestEvent[]>>
  readonly expected: readonly object[]
}

export async function loadExample(name: string): Promise<Example> {
  const folder = path.join(FOLDER, name)
  const { default: job } = (await import(path.join(folder, 'job.ts'))) as { default: AnyJob }
  return { job, input: inputOf(folder), expected: lines(path.join(folder, 'expected.ndjson')) }
}

function inputOf(folder: string): Example['input'] {
  const records = path.join(folder, 'records.ndjson')
  if (existsSync(records)) {
    return lines(records).map((parts) => record(parts as Omit<EventRecord, 'isRecord'>))
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson') && name !== 'expected.ndjson')
  const inputs = names.map((name) => [name.replace('.ndjson', ''), lines(path.join(folder, name))] as const)
  return inputs[0]?.[0] === 'input' ? inputs[0][1] : Object.fromEntries(inputs)
}

function lines(file: string): object[] {
  const texts = readFileSync(file, 'utf8').split('\n')
  return texts.filter((line) => line !== '').map((line) => JSON.parse(line) as object)
}
