/** Mistakes that are easily made, in a folder of jobs: each is told in a sentence, with file and line. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { FakeIo, NO_PORTS } from '../cli/fake-io.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

/** Plain JavaScript, which no compiler has looked at: the pipeline is in line 7. */
const moduleOf = (pipeline: string, columns = 'n: bigint()') => `
import { array, bigint, caseWhen, coalesce, count, defineJob, defineSource, json, max, minutes, sinkTable, string, sum, timestamp, tumble } from 'millrace'
const schema = { shop: string(), total: bigint(), items: array(string()), at: timestamp(), more: json() }
const orders = defineSource('orders', { schema, eventTime: 'at' })
const col = orders.col
const windowed = () => orders.window(tumble(minutes(1)))
export default defineJob({ name: 'Counts', sink: sinkTable('counts', { ${columns} }), pipeline: () => ${pipeline} })
`

async function jobs(text: string, env: Record<string, string> = {}) {
  const folder = temporaryDirectory()
  writeFileSync(join(folder, 'counts.mjs'), text)
  const io = new FakeIo({ ...NO_PORTS, ...env })
  return { code: await runCli(['jobs', '--json', '--only', '--jobs', folder], io), io }
}

describe('a mistake in a job', () => {
  it.each([
    [
      'a sum of ones that are no integers',
      "windowed().groupBy(col('shop')).select({ n: sum(caseWhen([[col('total').gt(1), 1]], 0)) })",
      /PLAN_TYPE_MISMATCH: .*n of sink counts expects BIGINT but found DOUBLE \(1 is a DOUBLE by itself, 1n is a BIGINT\)/
    ],
    [
      'text and a number in one CASE',
      "orders.select({ n: caseWhen([[col('total').gt(1), 'a']], 1) })",
      /PLAN_TYPE_MISMATCH: .*'a' expects STRING but found DOUBLE 1/
    ],
    [
      'text for an integer',
      "orders.select({ n: coalesce(col('total'), 'x') })",
      /PLAN_TYPE_MISMATCH: .*total expects BIGINT but found STRING 'x'/
    ],
    [
      'a fraction for an integer',
      "orders.filter(col('total').eq(1.5)).select({ n: col('total') })",
      /PLAN_TYPE_MISMATCH: .*total expects BIGINT but found DOUBLE 1.5/
    ],
    [
      'an aggregate of an aggregate',
      "windowed().groupBy(col('shop')).select({ n: max(count()) })",
      /PLAN_INVALID: .*MAX\(COUNT\(\*\)\) is an aggregate of an aggregate/
    ],
    [
      'no groupBy()',
      'windowed().select({ n: count() })',
      /JOB_FAILED: .*call groupBy\(…\) before select\(\)/
    ],
    [
      'no window()',
      "orders.groupBy(col('shop')).select({ n: count() })",
      /JOB_FAILED: .*call window\(…\) before/
    ],
    [
      'an aggregate without a window',
      'orders.select({ n: count() })',
      /PLAN_INVALID: .*COUNT\(\*\) stands where single rows are looked at.*after groupBy\(\)/
    ],
    [
      'an element before the first',
      "orders.select({ n: col('items[0]') })",
      /PLAN_INVALID: .*items\[0\]: elements of an array count from 1/
    ],
    [
      'a member of an element that has none',
      "orders.select({ n: col('items[1].x') })",
      /PLAN_UNKNOWN_FIELD: .*items\[1\]\.x is not a field of orders/
    ]
  ])('%s is told with file and line', async (_, pipeline, message) => {
    const { code, io } = await jobs(moduleOf(pipeline))
    expect(code).not.toBe(0)
    expect(io.stderr.text).toMatch(message)
    expect(io.stderr.text).toMatch(/at .*counts\.mjs:7/)
    expect(io.stderr.text).not.toContain('TypeError')
  })

  it("takes the setting of an own sink's topic without a word", async () => {
    const right = "windowed().groupBy(col('shop')).select({ n: count() })"
    const text = moduleOf(right).replace("'counts'", "'event_metric'")
    const { code, io } = await jobs(text, { KAFKA_TOPIC_EVENT_METRIC: 'mine', KAFKA_TOPIC_ORDERS: 'theirs' })
    expect(code).toBe(0)
    expect(JSON.parse(io.stdout.text)).toMatchObject([{ topic: 'mine' }])
    expect(io.stderr.text).toBe('')
  })
})
