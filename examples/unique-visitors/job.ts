import { bigint, countDistinct, defineJob, defineSource, hours, sinkTable, string } from 'millrace'
import { timestamp, tumble, windowStart } from 'millrace'

const visits = defineSource('visits', {
  schema: { visitor: string(), at: timestamp() },
  eventTime: 'at'
})

const visitors = sinkTable('visitors', { hour: timestamp(), visitors: bigint() })

/** How many visitors there were in each hour, each counted once. */
export default defineJob({
  name: 'UniqueVisitors',
  sink: visitors,
  pipeline: () =>
    visits
      .window(tumble(hours(1)))
      .groupBy()
      .select({ hour: windowStart(), visitors: countDistinct(visits.col('visitor')) })
})
