import { bigint, coalesce, count, defineJob, defineSource, minutes, sinkTable, string } from 'millrace'
import { recordTimestamp, timestamp, tumble, windowStart } from 'millrace'

const calls = defineSource('calls', { schema: { path: string() }, eventTime: recordTimestamp() })

const tenants = sinkTable('tenants', { minute: timestamp(), tenant: string(), calls: bigint() })

/** Calls of each tenant, whose name stands in a header of the record; the times are those of the records, too. */
export default defineJob({
  name: 'CallsOfTenants',
  sink: tenants,
  pipeline: () => {
    const tenant = coalesce(calls.record.header('tenant'), 'unknown')
    return calls
      .window(tumble(minutes(1)))
      .groupBy(tenant)
      .select({ minute: windowStart(), tenant, calls: count() })
  }
})
