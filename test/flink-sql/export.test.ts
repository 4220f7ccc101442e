import { describe, expect, it } from 'vitest'
import {
  array,
  avg,
  bigint,
  count,
  defineJob,
  defineSource,
  double,
  hop,
  json,
  seconds,
  sinkTable,
  string,
  sum,
  timestamp,
  tumble,
  windowEnd
} from '../../src/index.js'
import { CampaignConversions } from '../jobs/campaign-conversions.js'
import { scriptOf } from '../../bench/flink/scripts.js'

const readings = defineSource('readings', {
  schema: { at: timestamp(), room: string(), celsius: double(), raw: string(), free: bigint() },
  eventTime: 'at'
})

const bySum = defineJob({
  name: 'Sums',
  sink: sinkTable('sums', { window_end: timestamp(), total: double() }),
  pipeline: () =>
    readings
      .window(tumble(seconds(60)))
      .groupBy(readings.col('room'))
      .select({ window_end: windowEnd(), total: sum(readings.col('celsius')) })
})

const rows = defineJob({
  name: 'Rows',
  sink: sinkTable('rows', { room: string(), raw: bigint() }),
  pipeline: () => readings.select({ room: readings.col('room'), raw: readings.col('raw').cast(bigint()) })
})

const oddHop = defineJob({
  name: 'OddHop',
  sink: sinkTable('odd', { window_end: timestamp(), mean: double(), n: bigint() }),
  pipeline: () =>
    readings
      .window(hop(seconds(90), seconds(40)))
      .groupBy()
      .select({ window_end: windowEnd(), mean: avg(readings.col('free')), n: count() })
})

const carts = defineSource('carts', {
  schema: { at: timestamp(), items: array({ price: double(), tags: array(string()) }), more: json() },
  eventTime: 'at'
})

const prices = defineJob({
  name: 'Prices',
  sink: sinkTable('prices', { first: double(), tag: string(), deep: string() }),
  pipeline: () =>
    carts.select({
      first: carts.col('items[1].price'),
      tag: carts.col('items[2].tags[1]'),
      deep: carts.col('more.list[3].name')
    })
})

const values = defineJob({
  name: 'Values',
  sink: sinkTable('values', { value: string() }),
  pipeline: () => carts.select({ value: carts.record.value })
})

describe('the script of jobs', () => {
  it.each([
    ['built-in', {}],
    [
      'compatible',
      { env: { processing_flink_compatibility: 'true', processing_sink_not_null_enforcer: 'drop' } }
    ],
    ['processing-time', { env: { app_environment: 'development' } }],
    ['campaigns', { jobs: [CampaignConversions] }],
    ['odd-hop', { jobs: [oddHop] }],
    ['rows', { jobs: [rows] }],
    ['arrays', { jobs: [prices] }]
  ])('is the one that was read: %s', async (name, options) => {
    await expect(scriptOf(options)).toMatchFileSnapshot(`golden/${name}.sql`)
  })

  it('goes on at a boundary: windows after it alone, from offsets that miss nothing of them', async () => {
    const cut = {
      watermarkOf: () => Date.UTC(2026, 0, 1, 12),
      windowOffsets: new Map([
        [
          'events',
          new Map([
            [0, 17],
            [1, 4]
          ])
        ]
      ]),
      nextOffsets: new Map([
        [
          'events',
          new Map([
            [0, 30],
            [1, 40]
          ])
        ]
      ])
    }
    await expect(scriptOf({ cut })).toMatchFileSnapshot('golden/cut.sql')
  })

  it('is refused where Flink gives other rows, with job, column and reason', () => {
    expect(() => scriptOf({ jobs: [bySum] })).toThrow(
      /job Sums, column total: SUM of a DOUBLE: Flink adds doubles up in the order.*--allow-differences/
    )
  })

  it('is refused for what no column of Flink can be', () => {
    expect(() => scriptOf({ jobs: [values] })).toThrow(/no column of a JSON table is the value as it came/)
  })

  it('says in the script what differs where that is allowed', () => {
    const script = scriptOf({ jobs: [bySum], allowDifferences: true })
    expect(script).toContain('-- differs: job Sums, column total: SUM of a DOUBLE: Flink adds')
    expect(script).toMatch(/SUM\(`celsius`\) END AS `total`/)
  })

  it('is refused for jobs without windows where only a time is known', () => {
    const cut = { watermarkOf: () => 0, windowOffsets: undefined, nextOffsets: undefined }
    expect(() => scriptOf({ jobs: [rows], cut })).toThrow(/job Rows, its start: a job without windows/)
  })

  it('lists settings in use that Flink has nothing for', () => {
    const script = scriptOf({ env: { processing_dead_letter_topic: 'dead', processing_late_topic: 'late' } })
    expect(script).toContain('-- left out: processing_dead_letter_topic')
    expect(script).toContain('-- left out: processing_late_topic')
  })
})
