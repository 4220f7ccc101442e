import type { Contender } from './contender.js'

export interface ServiceRunOptions {
  /** The built service, dist/main.js. */
  readonly main: string
  readonly bootstrapServers: string
  readonly eventsTopic: string
  /** Prefix of its group and its topics: a new one for every run. */
  readonly name: string
  /** The sinks that its jobs write to. */
  readonly sinks: readonly string[]
  /** More settings, and Node's own variables. */
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node itself, before the script. */
  readonly nodeOptions?: readonly string[]
}

/** Topic of a sink in a run. */
export function sinkTopic(name: string, sink: string): string {
  return `${name}-${sink}`
}

/** Settings that every contender reads: where events come from and where rows go. */
export function topicSettings(options: ServiceRunOptions): Record<string, string> {
  const sinks: Record<string, string> = {}
  for (const sink of options.sinks) sinks[`KAFKA_TOPIC_${sink.toUpperCase()}`] = sinkTopic(options.name, sink)
  return {
    KAFKA_BOOTSTRAP_SERVERS: options.bootstrapServers,
    KAFKA_TOPIC_EVENTS: options.eventsTopic,
    PROCESSING_KAFKA_CONSUMER_GROUP: options.name,
    ...sinks
  }
}

/** `millrace run`, as a process of its own. */
export function serviceContender(options: ServiceRunOptions): Contender {
  return {
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), options.main, 'run'],
    env: { ...options.env, ...topicSettings(options), APP_LOG_LEVEL: 'INFO' },
    group: options.name,
    // The lease is its, output and source are opened next. A line of level INFO.
    readingBegins: 'this instance has the work'
  }
}
