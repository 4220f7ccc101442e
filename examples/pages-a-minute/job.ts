import { bigint, count, defineJob, defineSource, minutes, sinkTable, string } from 'millrace'
import { timestamp, tumble, windowEnd, windowStart } from 'millrace'

const visits = defineSource('visits', {
  schema: { page: string(), at: timestamp() },
  eventTime: 'at'
})

const pages = sinkTable('pages', { from: timestamp(), to: timestamp(), page: string(), views: bigint() })

/** Views of each page in each minute. */
export default defineJob({
  name: 'PagesAMinute',
  sink: pages,
  pipeline: () =>
    visits
      .window(tumble(minutes(1)))
      .groupBy(visits.col('page'))
      .select({ from: windowStart(), to: windowEnd(), page: visits.col('page'), views: count() })
})
