import {
  bigint,
  count,
  defineJob,
  defineSource,
  double,
  minutes,
  percentile,
  sinkTable,
  string
} from 'millrace'
import { timestamp, tumble, windowStart } from 'millrace'

const requests = defineSource('requests', {
  schema: { route: string(), took_ms: bigint(), at: timestamp() },
  eventTime: 'at'
})

const latency = sinkTable('latency', {
  minute: timestamp(),
  route: string(),
  requests: bigint(),
  p50: double(),
  p95: double(),
  p99: double()
})

/** How long requests took on each route, minute by minute: exact percentiles. */
export default defineJob({
  name: 'Latency',
  sink: latency,
  pipeline: () => {
    const took = requests.col('took_ms')
    return requests
      .filter(took.isNotNull())
      .window(tumble(minutes(1)))
      .groupBy(requests.col('route'))
      .select({
        minute: windowStart(),
        route: requests.col('route'),
        requests: count(),
        p50: percentile(took, 0.5),
        p95: percentile(took, 0.95),
        p99: percentile(took, 0.99)
      })
  }
})
