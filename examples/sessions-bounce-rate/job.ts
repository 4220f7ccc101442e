import { bigint, count, defineJob, defineSource, ifElse, minutes, session, sinkTable, string } from 'millrace'
import { timestamp, windowDuration, windowEnd, windowStart } from 'millrace'

const visits = defineSource('visits', {
  schema: { visitor: string(), page: string(), at: timestamp() },
  eventTime: 'at'
})

const sessions = sinkTable('sessions', {
  visitor: string(),
  started: timestamp(),
  ended: timestamp(),
  duration_ms: bigint(),
  pages: bigint(),
  bounced: bigint()
})

/** Visits that end after ten minutes of silence; one of a single page is a bounce, so AVG(bounced) is the bounce rate. */
export default defineJob({
  name: 'Sessions',
  sink: sessions,
  pipeline: () =>
    visits
      .window(session(minutes(10)))
      .groupBy(visits.col('visitor'))
      .select({
        visitor: visits.col('visitor'),
        started: windowStart(),
        ended: windowEnd(),
        duration_ms: windowDuration(),
        pages: count(),
        bounced: ifElse(count().eq(1n), 1n, 0n)
      })
})
