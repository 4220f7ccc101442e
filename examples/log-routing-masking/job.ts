import {
  concat,
  defineJob,
  defineSource,
  ifElse,
  sinkTable,
  splitIndex,
  string,
  timestamp,
  upper
} from 'millrace'

const logs = defineSource('logs', {
  schema: { level: string(), service: string(), message: string(), email: string(), at: timestamp() },
  eventTime: 'at'
})

const alerts = sinkTable('log_alerts', {
  at: timestamp(),
  service: string(),
  level: string(),
  message: string(),
  who: string()
})

/** Errors and warnings to a topic of their own, as they come, with the name in an address masked; no window, no state. */
export default defineJob({
  name: 'LogRouting',
  sink: alerts,
  pipeline: () => {
    const email = logs.col('email')
    return logs.filter(upper(logs.col('level')).in(['ERROR', 'WARN'])).select({
      at: logs.col('at'),
      service: logs.col('service'),
      level: upper(logs.col('level')),
      message: logs.col('message'),
      who: ifElse(email.like('%@%'), concat('***@', splitIndex(email, '@', 1n)), '***')
    })
  }
})
