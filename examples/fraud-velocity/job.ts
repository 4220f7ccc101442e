import {
  bigint,
  count,
  countDistinct,
  defineJob,
  defineSource,
  double,
  hop,
  minutes,
  sinkTable,
  string
} from 'millrace'
import { sum, timestamp, windowEnd } from 'millrace'

const payments = defineSource('payments', {
  schema: { card: string(), country: string(), amount: double(), at: timestamp() },
  eventTime: 'at'
})

const suspects = sinkTable('suspects', {
  until: timestamp(),
  card: string(),
  payments: bigint(),
  countries: bigint(),
  amount: double()
})

/** Cards with three payments or more, from more than one country, within ten minutes; looked at every five. */
export default defineJob({
  name: 'FraudVelocity',
  sink: suspects,
  pipeline: () => {
    const countries = countDistinct(payments.col('country'))
    return payments
      .window(hop(minutes(10), minutes(5)))
      .groupBy(payments.col('card'))
      .having(count().ge(3n).and(countries.gt(1n)))
      .select({
        until: windowEnd(),
        card: payments.col('card'),
        payments: count(),
        countries,
        amount: sum(payments.col('amount'))
      })
  }
})
