import { bigint, defineSource, json, string, timestamp } from '../index.js'

/** The events of the ingestion API. All members may be missing or null. */
export const events = defineSource('events', {
  topic: 'analytics_events',
  schema: {
    event: { id: string(), type: string() },
    device: { user_agent: string(), screen_width: bigint(), screen_height: bigint() },
    user: { id: string() },
    context: { url: string(), referrer: string(), ip_address: string(), session_id: string() },
    properties: json(),
    metrics: { load_time: bigint(), interaction_time: bigint() },
    timestamp: timestamp()
  },
  eventTime: 'timestamp'
})

/** A column of the events by its path. */
export const { col } = events
