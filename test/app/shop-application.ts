/** An application of a user's own: its module as it would be written, input for it, and the rows that it owes. */

/** Two sources, one of them read by three jobs and one job reading both, two pipelines without a window. */
export const SHOP_MODULE = `
import { bigint, coalesce, count, defineJob, defineSettings, defineSource, epochSeconds, iso8601, lit, seconds } from 'millrace'
import { sinkTable, string, sum, timestamp, tumble, union, upper, windowStart, z } from 'millrace'

const settings = defineSettings(z.object({ shop_window_seconds: z.coerce.number().int().min(1).default(60) }))

const orders = defineSource('orders', {
  topic: 'shop.orders',
  schema: { shop: string(), total: bigint(), sequence: bigint(), placed: string() },
  eventTime: iso8601('placed', { zone: '+01:00' }),
  watermarkDelaySeconds: 1
})
const clicks = defineSource('clicks', {
  topic: 'shop.clicks',
  schema: { shop: string(), at: bigint() },
  eventTime: epochSeconds('at'),
  watermarkDelaySeconds: 1
})

const perShop = sinkTable('orders_per_shop', {
  window_start: timestamp(), shop: string(), orders: bigint(), total: bigint()
})
export const ordersPerShop = defineJob({
  name: 'OrdersPerShop',
  sink: perShop,
  settings,
  pipeline: ({ shop_window_seconds: size }) =>
    orders
      .window(tumble(seconds(size)))
      .groupBy(orders.col('shop'))
      .select({ window_start: windowStart(), shop: orders.col('shop'), orders: count(), total: sum(orders.col('total')) })
})

const activity = union(
  'activity',
  orders.select({ shop: orders.col('shop'), weight: lit(10n) }),
  clicks.select({ shop: clicks.col('shop'), weight: lit(1n) })
)
const scores = sinkTable('shop_scores', { window_start: timestamp(), shop: string(), score: bigint() })
export const shopScores = defineJob({
  name: 'ShopScores',
  sink: scores,
  settings,
  pipeline: ({ shop_window_seconds: size }) =>
    activity
      .window(tumble(seconds(size)))
      .groupBy(activity.col('shop'))
      .select({ window_start: windowStart(), shop: activity.col('shop'), score: sum(activity.col('weight')) })
})

const routed = { sequence: bigint(), shop: string(), key: string(), source_partition: bigint() }
const route = () => ({
  sequence: orders.col('sequence'),
  shop: upper(orders.col('shop')),
  key: coalesce(orders.record.key, 'none'),
  source_partition: orders.record.partition
})
export const big = defineJob({
  name: 'BigOrders',
  sink: sinkTable('big_orders', routed),
  pipeline: () => orders.filter(orders.col('total').ge(50)).select(route())
})
export const small = defineJob({
  name: 'SmallOrders',
  sink: sinkTable('small_orders', routed),
  pipeline: () => orders.filter(orders.col('total').lt(50)).select(route())
})
`

export const SINKS = ['orders_per_shop', 'shop_scores', 'big_orders', 'small_orders'] as const
export type Sink = (typeof SINKS)[number]

export interface Order {
  readonly shop: string
  readonly total: number
  readonly sequence: number
  /** Milliseconds since 1970. */
  readonly time: number
}

export interface Click {
  readonly shop: string
  readonly time: number
}

/** 2026-01-01, and a length of windows that is not the default. */
const START = Date.UTC(2026, 0, 1)
export const WINDOW_SECONDS = 20
const WINDOW_MS = WINDOW_SECONDS * 1000

/** Orders of three shops, one each 100 ms, of which every fifth is half a second older than those before it. */
export function orderAt(index: number): Order {
  const time = START + index * 100 - (index % 5 === 0 ? 500 : 0)
  return { shop: `shop ${index % 3}`, total: (index * 7) % 100, sequence: index, time: Math.max(time, START) }
}

export function clickAt(index: number): Click {
  return { shop: `shop ${index % 4}`, time: START + Math.floor(index / 20) * 1000 }
}

/** As it is written into the topic: local times of a zone an hour ahead of UTC. */
export function orderText({ shop, total, sequence, time }: Order): string {
  const placed = new Date(time + 3_600_000).toISOString().replace('Z', '').replace('T', ' ')
  return JSON.stringify({ shop, total, sequence, placed })
}

export function clickText({ shop, time }: Click): string {
  return JSON.stringify({ shop, at: time / 1000 })
}

type Row = Readonly<Record<string, unknown>>

/** The rows that are owed for windows that end before `end`, and for all orders without a window. */
export function owedRows(
  orders: readonly Order[],
  clicks: readonly Click[],
  end: number
): Readonly<Record<Sink, readonly Row[]>> {
  const closed = (time: number) => windowOf(time) + WINDOW_MS <= end
  const perShop = grouped(orders.filter(({ time }) => closed(time)))
  const all = [
    ...orders.map((order) => ({ ...order, weight: 10 })),
    ...clicks.map((click) => ({ ...click, weight: 1 }))
  ]
  const scores = grouped(all.filter(({ time }) => closed(time)))
  const routed = (keep: (order: Order) => boolean): Row[] =>
    orders.filter(keep).map(({ sequence, shop }) => ({
      sequence,
      shop: shop.toUpperCase(),
      key: sequence % 2 === 0 ? 'none' : `key ${sequence}`,
      source_partition: partitionOf(sequence)
    }))
  return {
    orders_per_shop: perShop.map(([head, of]) => ({ ...head, orders: of.length, total: sumOf(of, 'total') })),
    shop_scores: scores.map(([head, of]) => ({ ...head, score: sumOf(of, 'weight') })),
    big_orders: routed(({ total }) => total >= 50),
    small_orders: routed(({ total }) => total < 50)
  }
}

/** Which partition an order is written to, and with which key. */
export function partitionOf(sequence: number): number {
  return sequence % 3
}

function windowOf(time: number): number {
  return Math.floor(time / WINDOW_MS) * WINDOW_MS
}

function grouped<T extends { readonly shop: string; readonly time: number }>(
  all: readonly T[]
): [head: { window_start: string; shop: string }, of: T[]][] {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const group = `${windowOf(each.time)} ${each.shop}`
    groups.set(group, [...(groups.get(group) ?? []), each])
  }
  return [...groups.values()].map((of) => {
    const [{ shop, time }] = of as [T, ...T[]]
    const window_start = new Date(windowOf(time)).toISOString().replace('T', ' ').replace('.000Z', 'Z')
    return [{ window_start, shop }, of]
  })
}

function sumOf<K extends string>(all: readonly Readonly<Record<K, number>>[], member: K): number {
  return all.reduce((sum, each) => sum + each[member], 0)
}
