import { startLocalBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'

/** Kafka as the disturbances see it. */
export interface Brokers {
  /** Bootstrap addresses, comma-separated. */
  readonly addresses: string
  readonly count: number
  /** Folder with Kafka's jars, for its command line tools. */
  readonly libs: string
  /** SIGKILL; the data stays. */
  kill(index: number): Promise<void>
  /** Starts a killed one again, on the same port and data. */
  restart(index: number): Promise<void>
  stop(): Promise<void>
}

/** The controller takes a killed broker for gone after its session: 9 seconds by default. */
export const QUICK_SESSIONS = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' }

/** One node. */
export async function startOneBroker(
  onProgress: (line: string) => void,
  properties: Readonly<Record<string, string>> = {}
): Promise<Brokers> {
  const broker = await startLocalBroker({
    own: true,
    properties: { ...QUICK_SESSIONS, ...properties },
    onProgress
  })
  return {
    addresses: broker.brokers.join(','),
    count: 1,
    libs: broker.libs ?? '',
    kill: () => broker.kill(),
    restart: () => broker.restart(),
    stop: () => broker.stop()
  }
}
