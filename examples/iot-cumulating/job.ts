import {
  avg,
  cumulate,
  defineJob,
  defineSource,
  double,
  hours,
  max,
  min,
  minutes,
  sinkTable,
  string
} from 'millrace'
import { epochSeconds, timestamp, windowEnd, windowStart, bigint } from 'millrace'

const readings = defineSource('readings', {
  schema: { sensor: string(), celsius: double(), at: bigint() },
  eventTime: epochSeconds('at')
})

const climate = sinkTable('climate', {
  hour: timestamp(),
  until: timestamp(),
  sensor: string(),
  least: double(),
  mean: double(),
  greatest: double()
})

/** Least, mean and greatest temperature since the hour began, anew every quarter; devices send seconds. */
export default defineJob({
  name: 'Climate',
  sink: climate,
  pipeline: () => {
    const celsius = readings.col('celsius')
    return readings
      .window(cumulate(hours(1), minutes(15)))
      .groupBy(readings.col('sensor'))
      .select({
        hour: windowStart(),
        until: windowEnd(),
        sensor: readings.col('sensor'),
        least: min(celsius),
        mean: avg(celsius),
        greatest: max(celsius)
      })
  }
})
