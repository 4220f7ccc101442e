import { BaseJob, avg, double, percentile, seconds, sinkTable, string, timestamp } from '../index.js'
import { tumble, windowEnd, windowStart } from '../index.js'
import { deviceCategory } from './device-category.js'
import { col, events } from './events.js'
import type { JobSettings } from './settings.js'

const performanceMetrics = sinkTable('performance_metrics', {
  window_start: timestamp(),
  window_end: timestamp(),
  device_category: string(),
  avg_load_time: double(),
  p95_load_time: double()
})

/** How long pages took to load on each kind of device: mean and 95th percentile of a window. */
export class PerformanceTracker extends BaseJob<typeof performanceMetrics, JobSettings> {
  readonly name = 'PerformanceTracker'
  readonly sink = performanceMetrics

  buildPipeline() {
    const loadTime = col('metrics.load_time')
    return events
      .filter(col('event.type').eq('page_view'))
      .filter(loadTime.isNotNull())
      .window(tumble(seconds(this.settings.processing_performance_window_size_seconds)))
      .groupBy(deviceCategory)
      .select({
        window_start: windowStart(),
        window_end: windowEnd(),
        device_category: deviceCategory,
        avg_load_time: avg(loadTime, { truncate: this.settings.processing_flink_compatibility }),
        p95_load_time: percentile(loadTime, 0.95)
      })
  }
}
