import { BaseJob, bigint, count, countDistinct, seconds, sinkTable, string, timestamp } from '../index.js'
import { tumble, windowEnd, windowStart } from '../index.js'
import { col, events } from './events.js'
import type { JobSettings } from './settings.js'

const eventMetrics = sinkTable('event_metrics', {
  window_start: timestamp(),
  window_end: timestamp(),
  event_type: string(),
  event_count: bigint(),
  user_count: bigint()
})

/** How many events of each allowed type there were in a window, and by how many users. */
export class EventAggregator extends BaseJob<typeof eventMetrics, JobSettings> {
  readonly name = 'EventAggregator'
  readonly sink = eventMetrics

  buildPipeline() {
    return events
      .filter(col('event.type').in(this.settings.processing_allowed_event_types))
      .window(tumble(seconds(this.settings.processing_metrics_window_size_seconds)))
      .groupBy(col('event.type'))
      .select({
        window_start: windowStart(),
        window_end: windowEnd(),
        event_type: col('event.type'),
        event_count: count(),
        user_count: countDistinct(col('user.id'))
      })
  }
}
