import { BaseJob, bigint, count, max, seconds, session, sinkTable, string, timestamp } from '../index.js'
import { windowDuration, windowEnd, windowStart } from '../index.js'
import { deviceCategory } from './device-category.js'
import { col, events } from './events.js'
import type { JobSettings } from './settings.js'

const sessionMetrics = sinkTable('session_metrics', {
  session_id: string({ notNull: true }),
  user_id: string({ notNull: true }),
  start_time: timestamp(),
  end_time: timestamp(),
  duration: bigint(),
  page_count: bigint(),
  device_category: string()
})

/** The page views of each user's sessions: when, how long, how many. */
export class SessionTracker extends BaseJob<typeof sessionMetrics, JobSettings> {
  readonly name = 'SessionTracker'
  readonly sink = sessionMetrics

  buildPipeline() {
    const floorTo = this.settings.processing_flink_compatibility ? 'second' : 'millisecond'
    return events
      .filter(col('event.type').eq('page_view'))
      .window(session(seconds(this.settings.processing_session_gap_seconds)))
      .groupBy(col('context.session_id'), col('user.id'))
      .select({
        session_id: col('context.session_id'),
        user_id: col('user.id'),
        start_time: windowStart(),
        end_time: windowEnd(),
        duration: windowDuration({ floorTo }),
        page_count: count(col('context.session_id')),
        device_category: max(deviceCategory)
      })
  }
}
