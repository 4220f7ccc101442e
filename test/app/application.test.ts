import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.js'
import { FakeIo, NO_PORTS } from '../cli/fake-io.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

const ORDERS = `
import { bigint, count, defineJob, defineSettings, defineSource, minutes, sinkTable, string, timestamp, tumble, windowStart, z } from 'millrace'

enum Name { Job = 'OrdersPerShop' }
export const settings = defineSettings(
  z.object({ shop_window_minutes: z.coerce.number().int().min(1).default(5).describe('Length of the windows.') })
)
const orders = defineSource('orders', { topic: 'shop.orders', schema: { shop: string(), at: timestamp() }, eventTime: 'at' })
const perShop = sinkTable('orders_per_shop', { window_start: timestamp(), shop: string(), orders: bigint() })
export default defineJob({
  name: Name.Job, sink: perShop, settings,
  pipeline: ({ shop_window_minutes: length }) =>
    orders.window(tumble(minutes(length))).groupBy(orders.col('shop'))
      .select({ window_start: windowStart(), shop: orders.col('shop'), orders: count() })
})
`
const RETURNS = `
import { BaseJob, defineSource, sinkTable, string, timestamp } from 'millrace'
const returns = defineSource('returns', { schema: { shop: string(), at: timestamp() }, eventTime: 'at' })
const taken = sinkTable('returns_taken', { shop: string() })
export class Returns extends BaseJob {
  name = 'Returns'
  sink = taken
  buildPipeline() {
    return returns.select({ shop: returns.col('shop') })
  }
}
`
const T = Date.UTC(2026, 0, 1)

/** A folder with modules of these texts. */
function folder(modules: Readonly<Record<string, string>>): string {
  const path = temporaryDirectory()
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(path, name), text)
  return path
}

const input = (rows: readonly object[]) =>
  folder({ 'in.ndjson': rows.map((row) => `${JSON.stringify(row)}\n`).join('') })

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const io = new FakeIo({ ...NO_PORTS, ...env })
  return { code: await runCli(args, io), io }
}

describe("an application of one's own", () => {
  const orders = input([
    { shop: 'a', at: T },
    { shop: 'a', at: T + 299_999 },
    { shop: 'a', at: T + 300_000 }
  ])

  it('is a folder of TypeScript, each source read from where the command line says', async () => {
    const jobs = folder({
      'orders.ts': ORDERS,
      'returns.mjs': RETURNS,
      'orders.test.ts': 'throw new Error()'
    })
    const returns = input([{ shop: 'b', at: T }])
    const { code, io } = await run([
      ...['run', '--jobs', jobs, '--only', '--sink', 'print:format=plain'],
      ...['--source', `orders=file:${orders}`, '--source', `returns=file:${returns}`]
    ])
    expect(io.stderr.text).not.toContain('ERROR')
    expect(code).toBe(0)
    expect(io.log.map(({ msg }) => msg)).toContain('stopped')
  })

  it('brings settings that are listed, and checked together with all others', async () => {
    const jobs = folder({ 'orders.ts': ORDERS })
    const listed = await run(['config', '--jobs', jobs], { Shop_Window_Minutes: '7' })
    expect(listed.io.stdout.text).toMatch(
      /Application\n +shop_window_minutes +7 {2}\(environment; default: 5\)/
    )
    expect(listed.io.stdout.text).toMatch(/kafka_topic_orders +shop.orders {2}\(default\)/)
    const wrong = await run(['run', '--jobs', jobs], { SHOP_WINDOW_MINUTES: 'x', FLINK_PARALLELISM: 'y' })
    expect(wrong.code).toBe(2)
    expect(wrong.io.stderr.text).toMatch(
      /^flink_parallelism: "y" is not allowed.*\nshop_window_minutes: "x" is not allowed/
    )
  })

  it('stands beside the built-in jobs, or in their place', async () => {
    const jobs = folder({ 'orders.ts': ORDERS })
    const names = async (...more: string[]) => {
      const { io } = await run(['jobs', '--json', '--jobs', jobs, ...more])
      return (JSON.parse(io.stdout.text) as { name: string }[]).map(({ name }) => name)
    }
    expect(await names()).toEqual([
      'EventAggregator',
      'SessionTracker',
      'PerformanceTracker',
      'OrdersPerShop'
    ])
    expect(await names('--only')).toEqual(['OrdersPerShop'])
  })

  it('has topics by its definitions, which settings can change', async () => {
    const jobs = folder({ 'orders.ts': ORDERS })
    const { io } = await run(['jobs', '--json', '--only', '--jobs', jobs], {
      KAFKA_TOPIC_ORDERS_PER_SHOP: 'shops'
    })
    expect(JSON.parse(io.stdout.text)).toMatchObject([{ sources: ['orders'], topic: 'shops' }])
    const clash = await run(['jobs', '--only', '--jobs', jobs], {
      KAFKA_TOPIC_ORDERS_PER_SHOP: 'shop.orders'
    })
    expect(clash.code).toBe(2)
    expect(clash.io.stderr.text).toContain('expected another topic than kafka_topic_orders')
  })

  it.each([
    ['nothing there', {}, /JOBS_NONE/],
    ['a module that does not parse', { 'a.ts': 'const = 1' }, /JOBS_UNREADABLE.*a\.ts/],
    ['a module that throws', { 'a.ts': '\n\nnull.x' }, /JOBS_UNREADABLE.*[^]*at .*a\.ts:3/],
    [
      'a pipeline that throws',
      { 'a.ts': ORDERS.replace('orders.window', 'orders.windou') },
      /JOB_FAILED: Job OrdersPerShop .*windou[^]*at .*a\.ts:13/
    ],
    [
      'a wrong column',
      { 'a.ts': ORDERS.replace('orders: count()', 'orders: orders.col("shop")') },
      /PLAN_INVALID|PLAN_TYPE_MISMATCH|PLAN_SINK[^]*at .*a\.ts:13/
    ],
    [
      'an unknown format',
      { 'a.ts': ORDERS.replace("topic: 'shop.orders'", "format: 'Avro'") },
      /TABLE_INVALID: Table orders: Avro is not read yet[^]*at .*a\.ts:8/
    ]
  ])('%s is told with file and line', async (_, modules, message) => {
    const { code, io } = await run([
      'run',
      '--only',
      '--jobs',
      folder(modules),
      '--sink',
      'print',
      '--source',
      `file:${orders}`
    ])
    expect(code).not.toBe(0)
    expect(io.stderr.text).toMatch(message)
  })

  it('tells of an input with times as nobody expected them, with a sample', async () => {
    const jobs = folder({ 'orders.ts': ORDERS })
    const iso = input([{ shop: 'a', at: '2026-01-01T00:00:00Z' }])
    const { code, io } = await run([
      ...['run', '--only', '--jobs', jobs, '--sink', 'print', '--source', `file:${iso}`]
    ])
    expect(code).toBe(0)
    expect(io.log.filter(({ level }) => level === 'ERROR')).toMatchObject([
      { code: 'INPUT_UNUSABLE', source: 'orders', sample: '{"shop":"a","at":"2026-01-01T00:00:00Z"}' }
    ])
  })

  it('refuses one file for two sources, and a name that no source has', async () => {
    const jobs = folder({ 'orders.ts': ORDERS, 'returns.mjs': RETURNS })
    const shared = await run([
      'run',
      '--only',
      '--jobs',
      jobs,
      '--source',
      `file:${orders}`,
      '--sink',
      'print'
    ])
    expect(shared.io.stderr.text).toMatch(/SOURCE_SPEC_SHARED.*orders, returns/)
    const unknown = await run(['run', '--only', '--jobs', jobs, '--source', `order=file:${orders}`])
    expect(unknown.io.stderr.text).toMatch(/SOURCE_SPEC_UNKNOWN.*order;/)
    expect([shared.code, unknown.code]).toEqual([2, 2])
  })
})
