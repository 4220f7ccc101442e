import {
  bigint,
  defineJob,
  defineSource,
  lit,
  minutes,
  sinkTable,
  string,
  sum,
  timestamp,
  tumble
} from 'millrace'
import { union, windowStart } from 'millrace'

const clicks = defineSource('clicks', { schema: { user: string(), at: timestamp() }, eventTime: 'at' })
const orders = defineSource('orders', {
  topic: 'shop.orders',
  schema: { customer: { id: string() }, placed: timestamp() },
  eventTime: 'placed'
})

const scores = sinkTable('scores', { from: timestamp(), user: string(), score: bigint() })

/** Clicks and orders of each user under one score: a click counts 1, an order 10. */
export default defineJob({
  name: 'Scores',
  sink: scores,
  pipeline: () => {
    const activity = union(
      'activity',
      clicks.select({ user: clicks.col('user'), points: lit(1n) }),
      orders.select({ user: orders.col('customer.id'), points: lit(10n) })
    )
    return activity
      .window(tumble(minutes(5)))
      .groupBy(activity.col('user'))
      .select({ from: windowStart(), user: activity.col('user'), score: sum(activity.col('points')) })
  }
})
