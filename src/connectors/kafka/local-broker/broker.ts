import type { BrokerSecurity } from './local-broker-security.js'

/** What a local broker is started with. */
export interface LocalBrokerOptions {
  /** Also listens with TLS and with SASL, see {@link LocalBroker.security}. Needs Java. */
  readonly security?: boolean
  /** More lines of `server.properties`; they win over ours. */
  readonly properties?: Readonly<Record<string, string>>
  /** Never look at `KAFKA_BOOTSTRAP_SERVERS`: for tests that stop and restart their broker. */
  readonly own?: boolean
  /** Called with a line whenever something slow begins, such as the first download. */
  readonly onProgress?: (line: string) => void
  readonly env?: NodeJS.ProcessEnv
}

/** A running Apache Kafka of one node. */
export interface LocalBroker {
  readonly kind: 'environment' | 'java' | 'docker'
  /** Bootstrap addresses, `host:port`, without encryption or sign-in. */
  readonly brokers: readonly string[]
  /** Addresses and credentials of the extra listeners; only with the option `security`. */
  readonly security?: BrokerSecurity
  /** Process id of the broker; undefined when it is not a child of this process. */
  readonly pid: number | undefined
  /** Where the broker's jars lie, for its command line tools (`java -cp '<libs>/*'`); only with Java. */
  readonly libs?: string
  /** Shuts the broker down and removes its data. */
  stop(): Promise<void>
  /** Ends the broker at once (SIGKILL); its data stays. Only with Java. */
  kill(): Promise<void>
  /** Shuts down when still running, and starts again on the same ports and data. Only with Java. */
  restart(): Promise<void>
  /** Stops (SIGSTOP) or continues (SIGCONT) the process: a broker that hangs. Only with Java. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
}
