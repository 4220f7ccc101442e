import { run } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'

/** The reader gives up waiting for more after so long. */
const QUIET_MS = 5000

/** All committed values of a topic as Kafka's own Java consumer reads them: nobody here had a hand in it. */
export async function readByJava(libs: string, brokers: string, topic: string): Promise<string[]> {
  const { stdout } = await run('java', [
    ...['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `${libs}/*`],
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    ...['--bootstrap-server', brokers, '--topic', topic, '--from-beginning'],
    ...['--isolation-level', 'read_committed', '--timeout-ms', String(QUIET_MS)]
  ])
  return stdout.split('\n').filter((line) => line !== '')
}
