import { bigint, count, countDistinct, defineJob, defineSource, hours, sinkTable, string } from 'millrace'
import { timestamp, tumble, windowStart } from 'millrace'

const events = defineSource('shop_events', {
  schema: { variant: string(), type: string(), visitor: string(), at: timestamp() },
  eventTime: 'at'
})

const results = sinkTable('ab_results', {
  hour: timestamp(),
  variant: string(),
  visitors: bigint(),
  views: bigint(),
  purchases: bigint(),
  buyers: bigint()
})

/** What each variant of a page brought in an hour: aggregates of some of the events, beside those of all. */
export default defineJob({
  name: 'AbTest',
  sink: results,
  pipeline: () => {
    const bought = events.col('type').eq('purchase')
    return events
      .window(tumble(hours(1)))
      .groupBy(events.col('variant'))
      .select({
        hour: windowStart(),
        variant: events.col('variant'),
        visitors: countDistinct(events.col('visitor')),
        views: count().filter(events.col('type').eq('view')),
        purchases: count().filter(bought),
        buyers: countDistinct(events.col('visitor')).filter(bought)
      })
  }
})
