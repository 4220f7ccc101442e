/** The SET lines of a script: settings that have a counterpart in Flink. */
import type { Settings } from '../config/settings-table.js'
import { text } from './text.js'

export function settingLines(settings: Settings, isEventTime: boolean): string {
  const lines: (readonly [string, string])[] = [
    ['pipeline.name', settings.processing_kafka_consumer_group],
    ['parallelism.default', String(settings.flink_parallelism)],
    ['table.local-time-zone', 'UTC'],
    ...(isEventTime
      ? [['table.exec.source.idle-timeout', ms(settings.flink_idle_timeout_seconds * 1000)] as const]
      : []),
    [
      'table.exec.sink.not-null-enforcer',
      settings.processing_sink_not_null_enforcer === 'drop' ? 'DROP' : 'ERROR'
    ],
    ['execution.checkpointing.interval', ms(settings.flink_checkpoint_interval_ms)],
    ['execution.checkpointing.mode', 'EXACTLY_ONCE'],
    ...miniBatch(settings)
  ]
  const sets = lines.map(([key, value]) => `SET ${text(key)} = ${text(value)};`)
  return [
    ...sets,
    '-- Rows are committed with each checkpoint: give checkpoints a folder that all machines see.',
    "-- SET 'execution.checkpointing.dir' = 'file:///…';"
  ].join('\n')
}

function miniBatch(settings: Settings): (readonly [string, string])[] {
  if (!settings.table_minibatch_enabled) return []
  return [
    ['table.exec.mini-batch.enabled', 'true'],
    ['table.exec.mini-batch.allow-latency', ms(settings.table_minibatch_latency_seconds * 1000)],
    ['table.exec.mini-batch.size', String(settings.table_minibatch_size)]
  ]
}

function ms(value: number): string {
  return `${Math.round(value)} ms`
}
