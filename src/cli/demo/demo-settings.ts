import type { CrossCheck } from '../../config/cross-checks.js'
import { parseSettings, type ParsedSettings } from '../../config/settings.js'
import { eventOptions, type EventOptions } from '../../connectors/datagen/event-options.js'

/** Event time runs so many times as fast as the clock, so that sessions end within seconds. */
const SPEEDUP = 10

/** Windows and sessions of a few seconds by the clock; what the user sets wins. */
const DEMO_SETTINGS: Readonly<Record<string, string>> = {
  processing_metrics_window_size_seconds: '30',
  processing_performance_window_size_seconds: '60',
  processing_session_gap_seconds: '30',
  flink_watermark_delay_seconds: '2',
  flink_idle_timeout_seconds: '2',
  table_minibatch_latency_seconds: '0.2',
  processing_kafka_consumer_group: 'millrace-demo',
  app_log_level: 'WARNING'
}

/** The demo's settings: the environment's, and where it says nothing short windows. */
export function demoSettings(
  env: Readonly<Record<string, string | undefined>>,
  checks: readonly CrossCheck[] = []
): ParsedSettings {
  const given = new Set(
    Object.entries(env)
      .filter(([, value]) => value !== undefined && value.trim() !== '')
      .map(([name]) => name.toLowerCase())
  )
  const missing = Object.entries(DEMO_SETTINGS).filter(([key]) => !given.has(key))
  return parseSettings({ ...env, ...Object.fromEntries(missing) }, checks)
}

/** Events with sessions that come and go, some of them late and some broken. */
export function demoEvents(rate: number): EventOptions {
  return eventOptions({
    rate,
    speedup: SPEEDUP,
    users: 5000,
    sessions: 300,
    sessionSeconds: 60,
    disorderMs: 2500,
    malformedRatio: 0.0005,
    seed: Date.now() % 2 ** 32
  })
}
