/** Every scalar word through the whole engine: on values, nulls and limits, in both time modes, among rows and groups. */
import { describe, expect, it } from 'vitest'
import { bigint, count, seconds, sinkTable, string, timestamp, tumble } from '../../src/table/index.js'
import type { Column } from '../../src/table/index.js'
import { runPipelines } from '../support/run-pipelines.js'
import { NUMBER_CASES } from './number-cases.js'
import { TEXT_CASES } from './text-cases.js'
import { col, source, type Answer, type Row } from './word-answers.js'

const CASES = [...NUMBER_CASES, ...TEXT_CASES]

/** Documents that hold every digit of a BIGINT, which JSON.stringify of a number would not. */
function documentOf(row: Row, number: number): object {
  const integers = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value
  ])
  return { at: number, ...Object.fromEntries(integers) }
}

describe.each(['production', 'development'])('scalar words (APP_ENVIRONMENT %s)', (APP_ENVIRONMENT) => {
  it.each(CASES)('%s', async (_, column, answers) => {
    const sink = sinkTable('answers', { at: timestamp(), answer: string() })
    const documents = answers.map(([row], i) => documentOf(row, i))
    const table = source.select({
      at: col('at'),
      answer: column.cast(string()) as Column<'STRING', 'values'>
    })
    const result = await runPipelines([{ table: source, partitions: [documents] }], [{ sink, table }], {
      APP_ENVIRONMENT
    })
    const given = result.rows('answers').map((row) => (row as { answer: Answer }).answer)
    expect(given).toEqual(answers.map(([, answer]) => answer))
  })
})

describe('scalar words in groups', () => {
  it.each(CASES)('%s as a key', async (_, column, answers) => {
    const sink = sinkTable('answers', { answer: string(), n: bigint() })
    const documents = answers.map(([row], i) => documentOf(row, i))
    const key = column.cast(string()) as Column<'STRING', 'values'>
    const table = source
      .window(tumble(seconds(10)))
      .groupBy(key)
      .select({ answer: key, n: count() })
    const result = await runPipelines([{ table: source, partitions: [documents] }], [{ sink, table }])
    const given = result.rows('answers').map((row) => (row as { answer: Answer }).answer)
    expect(new Set(given)).toEqual(new Set(answers.map(([, answer]) => answer)))
  })
})
