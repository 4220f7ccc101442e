import { bigint, count, defineJob, defineSource, iso8601, minutes, sinkTable, string } from 'millrace'
import { timestamp, tumble, windowStart } from 'millrace'

const events = defineSource('door_events', {
  schema: { door: string(), time: string() },
  eventTime: iso8601('time', { zone: '+01:00' })
})

const doors = sinkTable('doors', { minute: timestamp(), door: string(), passages: bigint() })

/** Passages through doors, whose events say when as text: with a zone, or in that of the house. */
export default defineJob({
  name: 'Doors',
  sink: doors,
  pipeline: () =>
    events
      .window(tumble(minutes(1)))
      .groupBy(events.col('door'))
      .select({ minute: windowStart(), door: events.col('door'), passages: count() })
})
