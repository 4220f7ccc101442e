import { bigint, count, defineJob, defineSettings, defineSource, minutes, sinkTable, string } from 'millrace'
import { timestamp, tumble, windowStart, z } from 'millrace'

/** Settings of this application: `millrace config --jobs jobs` lists them. */
export const settings = defineSettings(
  z.object({
    visits_window_minutes: z.coerce
      .number()
      .int()
      .min(1)
      .default(1)
      .describe('Length of a window, in minutes.')
  })
)

/** The topic `visits`: JSON documents such as {"page":"/","at":1767225600000}. */
export const visits = defineSource('visits', {
  schema: { page: string(), at: timestamp() },
  eventTime: 'at'
})

/** The topic `page_views`: one row a page and window. */
const pageViews = sinkTable('page_views', { window_start: timestamp(), page: string(), views: bigint() })

export const pageViewsJob = defineJob({
  name: 'PageViews',
  sink: pageViews,
  settings,
  pipeline: ({ visits_window_minutes: length }) =>
    visits
      .window(tumble(minutes(length)))
      .groupBy(visits.col('page'))
      .select({ window_start: windowStart(), page: visits.col('page'), views: count() })
})
