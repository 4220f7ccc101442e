import {
  avg,
  bigint,
  count,
  defineJob,
  defineSource,
  double,
  ifElse,
  minutes,
  sinkTable,
  string
} from 'millrace'
import { timestamp, tumble, windowStart } from 'millrace'

const requests = defineSource('requests', {
  schema: { service: string(), status: bigint(), at: timestamp() },
  eventTime: 'at'
})

const alerts = sinkTable('alerts', {
  minute: timestamp(),
  service: string(),
  requests: bigint(),
  error_rate: double()
})

/** Services of which more than a tenth of at least five requests failed within a minute: only those have a row. */
export default defineJob({
  name: 'ErrorRate',
  sink: alerts,
  pipeline: () => {
    const failed = avg(ifElse(requests.col('status').ge(500n), 1.0, 0.0))
    return requests
      .window(tumble(minutes(1)))
      .groupBy(requests.col('service'))
      .having(count().ge(5n).and(failed.gt(0.1)))
      .select({
        minute: windowStart(),
        service: requests.col('service'),
        requests: count(),
        error_rate: failed
      })
  }
})
